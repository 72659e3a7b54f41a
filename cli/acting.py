"""Who acts at the command line: whoever may write the home is its admin, under his own name where `--by` says it."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from base.errors import DondocError
from base.vietnamese import short_date
from cli.options import THE_SHELL, day_of

if TYPE_CHECKING:
    from services.installation import Installation
    from workflow.by import By
    from workflow.people.grants import Actor
    from workflow.store.database.opening import Session
    from workflow.store.people.accounts import UserAccount


class WrongDay(DondocError):
    """Somebody would act on a day that hasn't come, or is past: the log tells what is done, when it is done."""


class UnknownActor(DondocError):
    """`--by` names nobody who has an account, or several."""


def at_the_shell(installation: "Installation", name: str, today: datetime | None) -> "tuple[Actor, datetime]":
    """Return who acts and the moment. Raises `UnknownActor`, `WrongDay`; without a name it is the command line itself.

    What is an agency's to do is then marked as entered for it.
    """
    from services.accounts.sessions import actor_of
    from workflow.people.grants import Actor, Grant, GrantedRole

    now = acted_at(installation, today)
    admin = (Grant(role=GrantedRole.ADMIN),)
    if not name:
        return Actor(name=THE_SHELL, grants=admin, by_place=admin), now
    with installation.database.reading() as session:
        known = actor_of(session, account_named(session, name), now=now)
    return Actor(name=known.name, person=known.person, grants=(*known.grants, *admin), by_place=admin), now


def by_name(installation: "Installation", name: str, today: datetime | None, *, reason: str = "") -> "By":
    """Return who acts, by `--by` or the command line itself, and when. Raises `WrongDay`."""
    from workflow.by import By

    return By(actor=name or THE_SHELL, now=acted_at(installation, today), reason=reason)


def acted_at(installation: "Installation", today: datetime | None) -> datetime:
    """Return when somebody acts, by `--today` or the clock.

    Raises `WrongDay` for a day after the clock's, and for one before the log's last line: an act is written when it is
    done, and says in its own words of which day a report or an event is. Only where nothing later happened, as in a
    trial, does a day gone by stand for today.
    """
    from base.clock import VIETNAM, moment_of, now
    from workflow.store.log.tail import newest_moment

    day = day_of(today)
    if day is not None and day > now().date():
        raise _wrong(day, "chưa đến, nhật ký chỉ ghi điều đã xảy ra", "Ghi một ngày đã đến, hoặc bỏ --today.")
    with installation.database.reading() as session:
        last = newest_moment(session) if day else None
    if day is not None and last is not None and (written := last.astimezone(VIETNAM).date()) > day:
        reason = f"đã qua, nhật ký đã có dòng của ngày {short_date(written)}"
        raise _wrong(day, reason, "Bỏ --today; ngày của báo cáo, của sự kiện ghi bằng --on.")
    return moment_of(day)


def _wrong(day: date, reason: str, remedy: str) -> WrongDay:
    return WrongDay(given=short_date(day), place="Ngày thực hiện (--today)", reason=reason, remedy=remedy)


def account_named(session: "Session", name: str) -> "UserAccount":
    """Return the one account of a mail address or a name. Raises `UnknownActor`."""
    from workflow.store.people.accounts import account_by_mail, accounts_named

    by_mail = account_by_mail(session, name)
    found = [by_mail] if by_mail is not None else accounts_named(session, name)
    if len(found) != 1:
        raise UnknownActor(
            given=name,
            place="Người thực hiện (--by)",
            reason="là tên của nhiều người" if found else "chưa có tài khoản",
            remedy="Ghi địa chỉ thư của tài khoản, xem bằng `dondoc people list`; bỏ trống thì ghi là quản trị.",
        )
    return found[0]
