"""What goes out on the next working morning, before it does: looked at, and kept back where it should not."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from itertools import groupby

from notifications.delivery.composing import line_told_of
from notifications.messages.message import Message
from services.day.steps import Day, attached_calendar, queue_happenings, queue_piece, sending_moment, sweep_piece
from services.duties.endings import Deciding, allowed_deciding
from services.installation import Installation
from services.messages.outbox import NoReason, notice_sight
from workflow.notices.quiet_hours import send_from
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.rights import Subject
from workflow.store.database.opening import Session
from workflow.store.duties.triggers import awaited_by_duties
from workflow.store.notices.outbox import claim
from workflow.store.seen_notices.notice_sight import NoticeSight
from workflow.store.seen_notices.to_come import (
    ComingNotice,
    coming_notices,
    keep_back,
    queued_keys,
    rows_of,
    taken_back,
)

# Messages of one morning begin within hours of each other, by the hours of those who get them.
_MORNING = timedelta(hours=6)
_EVERYBODY = 100_000


class NothingComing(LookupError):
    """Nobody of that address gets anything next morning that the asking person sees."""


@dataclass(frozen=True, kw_only=True)
class ComingMessage:
    """What one person would get on one channel."""

    channel: str
    recipient: str
    name: str
    agency: str
    notices: Sequence[ComingNotice]


@dataclass(frozen=True, kw_only=True)
class NextMorning:
    """The moment from which the next morning's messages go out, and the messages."""

    at: datetime
    messages: Sequence[ComingMessage]


def next_morning(installation: Installation, actor: Actor, now: datetime) -> NextMorning:
    """Return what would go out as things stand, of what somebody sees. Raises `NotAllowed`.

    The morning's run is done and taken back: nothing of it stays.
    """
    seen, at = notice_sight(actor), _morning(installation, now)
    with installation.database.writing() as session:
        before = queued_keys(session)
        with _as_of_morning(session, installation, at):
            found = coming_notices(session, until=at + _MORNING, before=before, seen=seen)
    return NextMorning(at=at, messages=_messages(found))


def keep_message_back(installation: Installation, channel: str, recipient: str, deciding: Deciding) -> int:
    """Keep what one person would get next morning from being sent; return how many notices.

    Each stands in the outbox as cancelled, with the reason, and can be sent from there all the same. Raises
    `NotAllowed`, `NoReason`.
    """
    at = _morning(installation, deciding.now)
    with installation.database.writing() as session:
        by = allowed_deciding(session, Action.STEER_NOTICES, Subject(), deciding, place="Thông báo")
        if not deciding.reason.strip():
            raise NoReason(given=recipient, place="Thông báo", reason="chưa có lý do", remedy="Ghi lý do giữ lại.")
        before = queued_keys(session)
        with _as_of_morning(session, installation, at):
            found = coming_notices(session, until=at + _MORNING, before=before, seen=NoticeSight(everything=True))
            keys = [one.key for one in found if (one.channel, one.recipient) == (channel, recipient)]
            rows = rows_of(session, keys)
        return keep_back(session, rows, by) if rows else 0


def coming_letter(installation: Installation, channel: str, recipient: str, actor: Actor, *, now: datetime) -> Message:
    """Return what one person would get next morning, written as it would be sent, but without the links that sign.

    Raises `NotAllowed`, `NothingComing`.
    """
    # Late: what sends takes a while to load.
    from notifications.delivery.composing import ComposeOptions, compose_parcel
    from notifications.delivery.parcel_subjects import parcel_subjects

    at, policies = _morning(installation, now), installation.policies
    seen = {(one.channel, one.recipient) for one in next_morning(installation, actor, now).messages}
    with installation.database.writing() as session, _as_of_morning(session, installation, at):
        day = Day.at(at)
        parcels = claim(session, channel, now=at + _MORNING, limit=_EVERYBODY) if (channel, recipient) in seen else []
        own = [parcel for parcel in parcels if parcel.recipient == recipient][:1]
        options = ComposeOptions(
            ladders=policies.ladders,
            vantage=policies.on(day.today),
            base_url=installation.settings.base_url,
            calendar_of=lambda _person, duties: attached_calendar(duties, day),
            awaited=partial(awaited_by_duties, session),
        )
        subjects = parcel_subjects(session, own, today=day.today)
        composed = [compose_parcel(options, parcel, subjects, now=at).message for parcel in own]
    if not composed or composed[0] is None:
        raise NothingComing(recipient)
    return composed[0]


def _morning(installation: Installation, now: datetime) -> datetime:
    # Between midnight and the first letters the next morning is this day's.
    midnight = datetime.combine(now.date(), time.min, now.tzinfo)
    today = send_from(midnight, installation.policies.quiet, installation.policies.working_days)
    at = today if now < today else sending_moment(installation, Day.at(now)).next_morning
    assert at is not None
    return at


@contextmanager
def _as_of_morning(session: Session, installation: Installation, at: datetime) -> Iterator[None]:
    day = Day.at(at)
    with taken_back(session):
        sweep_piece(session, installation, day)
        queue_happenings(session, installation, day)
        queue_piece(session, installation, day)
        yield


def _messages(found: Sequence[ComingNotice]) -> list[ComingMessage]:
    ordered = sorted(found, key=lambda one: (one.agency_name, one.recipient, one.channel))
    return [
        ComingMessage(
            channel=channel,
            recipient=recipient,
            name=(all_ := [*group])[0].recipient_name,
            agency=all_[0].agency_name,
            notices=in_letter_order(all_),
        )
        for (recipient, channel), group in groupby(ordered, key=lambda one: (one.recipient, one.channel))
    ]


def in_letter_order(notices: Sequence[ComingNotice]) -> list[ComingNotice]:
    """Return the notices duty by duty; of one duty what happened goes by time, as its letter tells it."""
    place: dict[tuple[int | None, str], int] = {}
    for one in notices:
        place.setdefault((one.duty, one.plan_number), len(place))
    lines = {one.key: line_told_of(one.step, one.key) for one in notices}
    return sorted(notices, key=lambda one: (place[one.duty, one.plan_number], not lines[one.key], lines[one.key]))
