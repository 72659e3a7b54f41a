"""From a parcel to the message that its recipient gets: what is still worth telling, and why each duty is in it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from base.vietnamese import short_date
from notifications.delivery.link_actions import Links
from notifications.messages.digest import compose
from notifications.messages.message import Attachment, Message, Recipient
from notifications.messages.sections import SectionLine, cause_of
from workflow.assignment import Assignment
from workflow.lifecycle import State
from workflow.notices.ladder import WATCH, Ladders, LadderStep
from workflow.store.notices.outbox import Parcel, QueuedNotice
from workflow.triggers import Trigger

CalendarOf = Callable[[Sequence[Assignment]], Attachment | None]


def no_triggers(_duties: Collection[int]) -> Mapping[int, Trigger]:
    """No duty waits for anything."""
    return {}


@dataclass(frozen=True, kw_only=True)
class Stationery:
    """What a letter is written with. `awaited` gives the events that duties wait for, by duty."""

    ladders: Ladders
    base_url: str
    calendar_of: CalendarOf
    links: Links | None = None
    awaited: Callable[[Collection[int]], Mapping[int, Trigger]] = no_triggers


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A parcel's message, None when nothing of it is worth telling any more; `withheld` says why, by notice (id).

    `seen` are the duties it speaks of, with the state and due day that were true when it was written.
    """

    message: Message | None
    withheld: Mapping[int, str]
    seen: Mapping[int, tuple[State, date | None]]


def write_letter(
    with_: Stationery, parcel: Parcel, duties: Mapping[int, Assignment], *, today: date, now: datetime
) -> Letter:
    """Write what a recipient is told. `duties` are those of the parcel's notices, by number."""
    withheld = {
        notice.id: reason for notice in parcel.notices if (reason := withholding(with_.ladders, notice, duties))
    }
    told = [notice for notice in parcel.notices if notice.id not in withheld]
    if not told:
        return Letter(message=None, withheld=withheld, seen={})
    watched = [notice.assignment_id for notice in told if notice.step == WATCH.id]
    lines = _lines(with_, parcel, [notice for notice in told if notice.step != WATCH.id], duties)
    triggers = with_.awaited(watched) if watched else {}
    if not lines and not triggers:
        return Letter(message=None, withheld={notice.id: "sự kiện đã xảy ra" for notice in parcel.notices}, seen={})
    calendar = with_.calendar_of([line.assignment for line in lines])
    message = compose(
        Recipient(address=parcel.recipient, name=parcel.recipient_name, office=parcel.agency_name),
        lines,
        today=today,
        base_url=with_.base_url or None,
        triggers=list({trigger.id: trigger for trigger in triggers.values()}.values()),
        attachments=() if calendar is None else (calendar,),
        unsubscribe_url=with_.links.unsubscribe(parcel.recipient) if with_.links else None,
        sent_at=now,
    )
    if parcel.message_id:
        # Sent again: whoever has it already must be able to tell.
        message = replace(message, message_id=parcel.message_id)
    spoken_of = [duties[notice.assignment_id] for notice in told]
    seen = {duty.id: (duty.state, duty.due) for duty in spoken_of}
    return Letter(message=message, withheld=withheld, seen=seen)


def withholding(ladders: Ladders, notice: QueuedNotice, duties: Mapping[int, Assignment]) -> str:
    """Say why a notice is not worth sending any more, "" when it is."""
    duty = duties.get(notice.assignment_id)
    if duty is None:
        return "việc không còn nữa"
    step = ladders.of_plan(duty.task.plan_number).step(notice.step)
    if step is None:
        return "thang đôn đốc không còn bậc này"
    if step.dated and duty.due != notice.due:
        return f"hạn đã đổi thành {short_date(duty.due)}" if duty.due else "việc không còn hạn"
    return "" if step.warranted_in(duty.state) else f"việc đã ở trạng thái “{duty.state.label}”"


def _lines(
    with_: Stationery, parcel: Parcel, notices: Sequence[QueuedNotice], duties: Mapping[int, Assignment]
) -> list[SectionLine]:
    """One line for each notice; of several steps for one duty and audience only the last says why."""
    latest: dict[tuple[int, str], int] = {}
    steps = {notice.id: _step(with_.ladders, notice, duties) for notice in notices}
    for notice in notices:
        step = steps[notice.id]
        latest[notice.assignment_id, _speaks_as(step)] = notice.id
    newest = set(latest.values())
    return [
        SectionLine(
            key=notice.key,
            assignment=duties[notice.assignment_id],
            reason=_reason(with_.ladders, notice, duties[notice.assignment_id], steps[notice.id])
            if notice.id in newest
            else "",
            cause=cause_of(notice.step),
            acknowledge_url=_acknowledge_url(with_, parcel, duties[notice.assignment_id]),
        )
        for notice in notices
    ]


def _speaks_as(step: LadderStep | None) -> str:
    """What several notices of a duty are told apart by: news from reminders, and those by their audience."""
    if step is None:
        return ""
    return step.id if step.says else step.audience


def _step(ladders: Ladders, notice: QueuedNotice, duties: Mapping[int, Assignment]) -> LadderStep | None:
    return ladders.of_plan(duties[notice.assignment_id].task.plan_number).step(notice.step)


def _reason(ladders: Ladders, notice: QueuedNotice, duty: Assignment, step: LadderStep | None) -> str:
    """Why it comes, and why to this person when the ladder means another."""
    said = ladders.of_plan(duty.task.plan_number).reason(step) if step else ""
    return f"{said} {notice.note}".strip()


def _acknowledge_url(with_: Stationery, parcel: Parcel, duty: Assignment) -> str:
    """The link that takes a duty on, for those of its agency while nobody has."""
    if with_.links is None or duty.state is not State.ASSIGNED or parcel.agency_name != duty.agency_name:
        return ""
    return with_.links.acknowledge(duty.id, parcel.recipient)
