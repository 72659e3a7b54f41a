"""Lending a right for some weeks (ủy quyền): what may be lent, by whom, for how long. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from base.errors import DondocError
from base.vietnamese import short_date
from workflow.people.grants import Grant, GrantedRole, Principal

_PLACE = "Ủy quyền"
_LONGEST = timedelta(days=90)
BY_DOCUMENT = frozenset({GrantedRole.HEAD, GrantedRole.COORDINATOR})


class DelegationRefused(DondocError):
    """The right can't be lent, or not so."""


class DelegationDaysRefused(DelegationRefused):
    """The days of a loan end before they begin, are over, or are too many."""


class DelegationPaperMissing(DelegationRefused):
    """The right is lent by a document alone, and none is named."""


class DeputyRefused(DelegationRefused):
    """Nobody is his own deputy, nor another's twice for the same right and days."""


@dataclass(frozen=True, kw_only=True)
class Delegation:
    """Who lends which of his rights to whom, from `since` to `until`, both days included, by which document."""

    principal: Principal
    deputy: int
    since: date
    until: date


def lend(grant: Grant, by: Delegation) -> Grant:
    """Return the grant that the deputy gets. Raises `DelegationRefused`.

    What was lent isn't lent on; what ends sooner ends sooner for the deputy too.
    """
    if grant.lent_by is not None:
        raise DelegationRefused(
            given=grant.role.label,
            place=_PLACE,
            reason="là quyền được ủy quyền lại",
            remedy="Người giao quyền gốc ủy quyền trực tiếp.",
        )
    if by.deputy == by.principal.person:
        raise DeputyRefused(
            given=grant.role.label, place=_PLACE, reason="không ủy quyền cho chính mình", remedy="Chọn người khác."
        )
    if by.until < by.since or by.until - by.since > _LONGEST:
        raise DelegationDaysRefused(
            given=grant.role.label,
            place=_PLACE,
            reason=f"không ủy quyền được cho thời gian {short_date(by.since)} – {short_date(by.until)}",
            remedy=f"Chọn thời gian không quá {_LONGEST.days} ngày.",
        )
    if grant.role in BY_DOCUMENT and not by.principal.document:
        raise DelegationPaperMissing(
            given=grant.role.label,
            place=_PLACE,
            reason="cần số văn bản ủy quyền",
            remedy="Ghi số, ký hiệu và ngày của văn bản.",
        )
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
