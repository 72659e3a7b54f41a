"""Lending a right for some weeks (ủy quyền): what may be lent, by whom, for how long. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from base.errors import DondocError
from base.vietnamese import short_date
from workflow.people.grants import Grant, GrantedRole, Principal

_LONGEST = timedelta(days=90)
BY_DOCUMENT = frozenset({GrantedRole.HEAD, GrantedRole.COORDINATOR})


class DelegationRefused(DondocError):
    """The right can't be lent, or not so."""


@dataclass(frozen=True, kw_only=True)
class Delegation:
    """Who lends which of his rights to whom, from `since` to `until`, both days included, by which document."""

    principal: Principal
    deputy: int
    since: date
    until: date


def lent(grant: Grant, by: Delegation) -> Grant:
    """Return the grant that the deputy gets. Raises `DelegationRefused`.

    What was lent isn't lent on; what ends sooner ends sooner for the deputy too.
    """
    if grant.lent_by is not None:
        raise _refused(grant, "là quyền được ủy quyền lại", "Người giao quyền gốc ủy quyền trực tiếp.")
    if by.deputy == by.principal.person:
        raise _refused(grant, "không ủy quyền cho chính mình", "Chọn người khác.")
    if by.until < by.since or by.until - by.since > _LONGEST:
        span = f"{short_date(by.since)} – {short_date(by.until)}"
        raise _refused(
            grant, f"không ủy quyền được cho thời gian {span}", f"Chọn thời gian không quá {_LONGEST.days} ngày."
        )
    if grant.role in BY_DOCUMENT and not by.principal.document:
        raise _refused(grant, "cần số văn bản ủy quyền", "Ghi số, ký hiệu và ngày của văn bản.")
    until = by.until if grant.until is None else min(by.until, grant.until)
    return Grant(
        role=grant.role,
        scope=grant.scope,
        since=max(by.since, grant.since),
        until=until,
        document=by.principal.document,
        also=grant.also,
        lent_by=by.principal,
    )


def _refused(grant: Grant, reason: str, remedy: str) -> DelegationRefused:
    return DelegationRefused(given=grant.role.label, place="Ủy quyền", reason=reason, remedy=remedy)
