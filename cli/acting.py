"""Who acts at the command line: whoever may write the home is its admin, under his own name where `--by` says it."""

from datetime import datetime
from typing import TYPE_CHECKING

from base.errors import DondocError
from cli.options import THE_SHELL, day_of

if TYPE_CHECKING:
    from services.installation import Installation
    from workflow.people.grants import Actor
    from workflow.store.database.opening import Session
    from workflow.store.people.accounts import UserAccount


class UnknownActor(DondocError):
    """`--by` names nobody who has an account, or several."""


def at_the_shell(installation: "Installation", name: str, today: datetime | None) -> "tuple[Actor, datetime]":
    """Return who acts and the moment. Raises `UnknownActor`; without a name it is the command line itself.

    What is an agency's to do is then marked as entered for it.
    """
    from base.clock import moment_of
    from services.accounts.sessions import actor_of
    from workflow.people.grants import Actor, Grant, GrantedRole

    now = moment_of(day_of(today))
    admin = (Grant(role=GrantedRole.ADMIN),)
    if not name:
        return Actor(name=THE_SHELL, grants=admin, by_place=admin), now
    with installation.database.reading() as session:
        known = actor_of(session, account_named(session, name), now=now)
    return Actor(name=known.name, person=known.person, grants=(*known.grants, *admin), by_place=admin), now


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
            remedy="Ghi địa chỉ thư của tài khoản, xem bằng `dondoc people list`; bỏ trống thì ghi là “dòng lệnh”.",
        )
    return found[0]
