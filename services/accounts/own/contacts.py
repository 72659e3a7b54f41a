"""One's own contacts: an account owns those with its confirmed address, and nobody else's."""

from dataclasses import dataclass
from datetime import date, datetime, time

from base.errors import DondocError
from services.accounts.desk import AccountDesk
from services.accounts.journal import by_of, note
from services.accounts.sessions import SignedIn
from workflow.log.actions import LogAction
from workflow.store.database.opening import Session
from workflow.store.people.contacts import (
    come_back,
    contacts,
    contacts_of_address,
    resubscribe,
    set_away,
    set_hours,
    unsubscribe,
)


class NotYours(DondocError):
    """The contact, draft or file is somebody else's."""


@dataclass(frozen=True, kw_only=True)
class Absence:
    """The first and last day of an absence, both included, and the number of the contact who stands in."""

    first: date
    last: date
    stand_in: int | None = None


def keep_contact(
    desk: AccountDesk,
    who: SignedIn,
    number: int,
    *,
    hours: tuple[time | None, time | None],
    away: Absence | None,
    now: datetime,
) -> None:
    """Set the hours and the absence of one of one's own contacts; without an absence one is there.

    Raises `NotYours`, `ImpossibleHours` and `ImpossibleAbsence`.
    """
    with desk.database.writing() as session:
        _check_own(session, who, number)
        set_hours(session, number, works_from=hours[0], works_until=hours[1])
        if away is None:
            come_back(session, number)
        else:
            set_away(session, number, first=away.first, last=away.last, stand_in=away.stand_in)
        note(session, LogAction.KEEP_CONTACT, by_of(who.actor, now), person=who.account.id, contact=number)


def end_own_reminders(desk: AccountDesk, who: SignedIn, *, ended: bool, now: datetime) -> None:
    """End the reminders before a due day to one's own address, or begin them anew; escalations go on."""
    with desk.database.writing() as session:
        mine = contacts_of_address(session, who.account.mail) if who.account.confirmed_at else []
        for address in {contact.address for contact in mine}:
            (unsubscribe if ended else resubscribe)(session, address, by_of(who.actor, now))


def possible_stand_ins(desk: AccountDesk, agency: str, *, but: int) -> list[tuple[int, str]]:
    """Return who could stand in at an agency: the numbers and names of its other contacts."""
    with desk.database.reading() as session:
        return [(c.id, f"{c.name} ({c.role.label})") for c in contacts(session, agency=agency) if c.id != but]


def _check_own(session: Session, who: SignedIn, number: int) -> None:
    mine = contacts_of_address(session, who.account.mail) if who.account.confirmed_at else []
    if number not in {contact.id for contact in mine}:
        raise NotYours(
            given=number,
            place="Cán bộ theo dõi",
            reason="không phải của bạn",
            remedy="Chỉ sửa được cán bộ theo dõi có đúng địa chỉ thư đã xác nhận của tài khoản.",
        )
