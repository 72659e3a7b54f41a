"""From a parcel to the message that its recipient gets: what is still worth telling, and why each duty is in it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from base.vietnamese import short_date
from notifications.delivery.link_actions import Links
from notifications.messages.digest import ReportDay, compose
from notifications.messages.message import Attachment, Message, Recipient
from notifications.messages.proposed_events import ProposedEvent
from notifications.messages.sections import Cause, SectionLine, cause_of
from workflow.assignment import Assignment
from workflow.lifecycle import State
from workflow.nearness import Vantage
from workflow.notices.ladder import (
    DECIDE,
    DECISIONS,
    NEW,
    PROPOSED,
    REPORT_CYCLE,
    WATCH,
    WEEKLY,
    YEARS_OVER,
    Audience,
    Ladder,
    Ladders,
    LadderStep,
)
from workflow.notices.sentences import pending_decisions, request
from workflow.store.notices.outbox import Parcel, QueuedNotice
from workflow.store.notices.reminder_subjects import PlanSubject
from workflow.triggers import Trigger
from workflow.views.plain_chain import NO_LINES, DateLines

_WEEK = timedelta(days=7)
# What is told of such a duty is no day for the reader's own calendar.
_NOT_HIS = frozenset({Cause.HANDED_AWAY, Cause.DEPUTY})
CalendarOf = Callable[[str, Sequence[Assignment]], Attachment | None]


def no_triggers(_duties: Collection[int]) -> Mapping[int, Trigger]:
    """No duty waits for anything."""
    return {}


@dataclass(frozen=True, kw_only=True)
class ComposeOptions:
    """What a message is composed with. `awaited` gives the events that duties wait for, by duty."""

    ladders: Ladders
    vantage: Vantage
    base_url: str
    calendar_of: CalendarOf
    links: Links | None = None
    awaited: Callable[[Collection[int]], Mapping[int, Trigger]] = no_triggers


@dataclass(frozen=True, kw_only=True)
class Subjects:
    """What the notices of some parcels speak of, by number, as it is now: duties, plans with what presses in each.

    `lines` are those of the log that say how the duties' dates came about, `proposals` those that are undecided.
    """

    duties: Mapping[int, Assignment]
    lines: Mapping[int, DateLines] = field(default_factory=dict)
    plans: Mapping[int, PlanSubject] = field(default_factory=dict)
    proposals: Mapping[int, ProposedEvent] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Composed:
    """A parcel's message, None when nothing of it is worth telling any more; `withheld` says why, by notice (id).

    `seen` are the duties it speaks of, with the state and due day that were true when it was composed.
    """

    message: Message | None
    withheld: Mapping[int, str]
    seen: Mapping[int, tuple[State, date | None]]


def compose_parcel(options: ComposeOptions, parcel: Parcel, subjects: Subjects, *, now: datetime) -> Composed:
    """Compose what a recipient is told. `subjects` are at least those of the parcel's notices."""
    today = options.vantage.today
    withheld = {
        notice.id: reason
        for notice in parcel.notices
        if (reason := withholding(options.ladders, notice, subjects, today=today))
    }
    told = [notice for notice in parcel.notices if notice.id not in withheld]
    if not told:
        return Composed(message=None, withheld=withheld, seen={})
    watched = [notice.assignment_id for notice in told if notice.step == WATCH.id and notice.assignment_id]
    own = _lines(options, parcel, [notice for notice in told if notice.plan_id is None], subjects)
    weekly = [
        line for notice in told if notice.step == WEEKLY.id for line in _weekly_lines(notice, subjects, options.vantage)
    ]
    proposals = {notice.key: subjects.proposals[proposal_of(notice)] for notice in told if notice.step == PROPOSED.id}
    report_days = tuple(_report_day(notice, subjects) for notice in told if notice.step == REPORT_CYCLE.id)
    triggers = options.awaited(watched) if watched else {}
    ended = [line for notice in told if notice.step == YEARS_OVER.id for line in _ended_lines(notice, subjects)]
    new = [line for notice in told if notice.step == NEW.id for line in _new_lines(options, parcel, notice, subjects)]
    lines = [*own, *weekly, *ended, *new]
    if not (lines or triggers or report_days or proposals):
        return Composed(message=None, withheld={notice.id: "sự kiện đã xảy ra" for notice in parcel.notices}, seen={})
    calendar = options.calendar_of(parcel.recipient, [line.assignment for line in own if line.cause not in _NOT_HIS])
    message = compose(
        Recipient(address=parcel.recipient, name=parcel.recipient_name, office=parcel.agency_name),
        lines,
        vantage=options.vantage,
        week=weekly,
        base_url=options.base_url or None,
        triggers=list({trigger.id: trigger for trigger in triggers.values()}.values()),
        report_days=report_days,
        proposals=proposals,
        attachments=() if calendar is None else (calendar,),
        unsubscribe_url=options.links.unsubscribe(parcel.recipient) if options.links else None,
        sent_at=now,
    )
    if parcel.message_id:
        # Sent again: whoever has it already must be able to tell.
        message = replace(message, message_id=parcel.message_id)
    spoken_of = {notice.assignment_id for notice in told if notice.assignment_id}
    spoken_of |= {line.assignment.id for line in (*weekly, *ended, *new)}
    seen = {number: (subjects.duties[number].state, subjects.duties[number].due) for number in spoken_of}
    return Composed(message=message, withheld=withheld, seen=seen)


def withholding(ladders: Ladders, notice: QueuedNotice, subjects: Subjects, *, today: date) -> str:
    """Say why a notice is not worth sending any more, "" when it is."""
    if notice.assignment_id is None:
        return _plan_withholding(notice, subjects, today)
    duty = subjects.duties.get(notice.assignment_id)
    if duty is None:
        return "nhiệm vụ không còn nữa"
    step = ladders.of_plan(duty.task.plan_number).step(notice.step)
    if step is None:
        return "thang đôn đốc không còn lần đôn đốc này"
    if step.dated and duty.due != notice.due:
        return f"hạn đã đổi thành {short_date(duty.due)}" if duty.due else "nhiệm vụ không còn hạn"
    if step in DECISIONS and not duty.undecided:
        return "đã được quyết định"
    return "" if step.warranted_in(duty.state) else f"nhiệm vụ đã ở trạng thái “{duty.state.label}”"


def proposal_of(notice: QueuedNotice) -> int:
    """Return the number of the proposal that a notice of the step `PROPOSED` tells of: its key names it."""
    return int(notice.key.split(":")[2])


def _plan_withholding(notice: QueuedNotice, subjects: Subjects, today: date) -> str:
    subject = subjects.plans.get(notice.plan_id or 0)
    if subject is None or not subject.in_force:
        return "văn bản không còn hiệu lực"
    if notice.step == NEW.id:
        return "" if subject.duties.get(notice.whose) else "không còn nhiệm vụ nào đang mở"
    if notice.step == REPORT_CYCLE.id:
        return "kỳ báo cáo đã qua" if notice.due < today else ""
    if notice.step == PROPOSED.id:
        return "" if proposal_of(notice) in subjects.proposals else "đã được quyết định"
    if notice.step == YEARS_OVER.id:
        return "" if subject.undone and subject.plan.last_year < today.year else "không còn nhiệm vụ phải quyết định"
    if notice.due + _WEEK <= today:
        return "tuần đã qua"
    return (
        "" if any(number in subjects.duties for number in subject.pressing) else "không còn nhiệm vụ quá hạn, đến hạn"
    )


def _new_lines(options: ComposeOptions, parcel: Parcel, notice: QueuedNotice, subjects: Subjects) -> list[SectionLine]:
    """A line for each duty that the agency told of has under a plan just released."""
    subject = subjects.plans[notice.plan_id or 0]
    return [
        SectionLine(
            key=notice.key,
            assignment=subjects.duties[number],
            reason=notice.note,
            cause=Cause.NEW_CONTINUOUS if number in subject.continuous else Cause.NEW,
            known=subjects.lines.get(number, NO_LINES),
            acknowledge_url=_acknowledge_url(options, parcel, subjects.duties[number]),
        )
        for number in subject.duties.get(notice.whose, ())
        if number in subjects.duties
    ]


def _weekly_lines(notice: QueuedNotice, subjects: Subjects, vantage: Vantage) -> list[SectionLine]:
    """A line for each duty that presses under the plan of a coordinator's weekly picture."""
    pressing = subjects.plans[notice.plan_id or 0].pressing
    return [_weekly_line(notice, number, subjects, vantage) for number in pressing if number in subjects.duties]


def _weekly_line(notice: QueuedNotice, number: int, subjects: Subjects, vantage: Vantage) -> SectionLine:
    duty, known = subjects.duties[number], subjects.lines.get(number, NO_LINES)
    undecided = pending_decisions(duty, known.lines, vantage)
    return SectionLine(
        key=notice.key,
        assignment=duty,
        reason=" ".join((*undecided, notice.note)).strip(),
        cause=Cause.DECIDE if undecided else Cause.STEP,
        known=known,
    )


def _ended_lines(notice: QueuedNotice, subjects: Subjects) -> list[SectionLine]:
    """A line for each open duty of a plan whose years are over: its coordinator decides about all of them once."""
    return [
        SectionLine(
            key=notice.key,
            assignment=subjects.duties[number],
            reason=f"{YEARS_OVER.says} {notice.note}".strip(),
            cause=Cause.DECIDE,
            known=subjects.lines.get(number, NO_LINES),
        )
        for number in subjects.plans[notice.plan_id or 0].undone
        if number in subjects.duties
    ]


def _report_day(notice: QueuedNotice, subjects: Subjects) -> ReportDay:
    subject = subjects.plans[notice.plan_id or 0]
    return ReportDay(
        key=notice.key,
        day=notice.due,
        plan_number=subject.plan.number,
        issued_on=subject.plan.issued_on,
        title=subject.plan.title,
        cycle=subject.plan.report_cycle,
        owed=subject.owed.get(notice.whose, 0),
        note=notice.note,
    )


def _lines(
    options: ComposeOptions, parcel: Parcel, notices: Sequence[QueuedNotice], subjects: Subjects
) -> list[SectionLine]:
    """One line for each notice of a duty; of several steps for one duty and audience only the last says why."""
    latest: dict[tuple[int, str], int] = {}
    spoken = [
        (notice, subjects.duties[notice.assignment_id])
        for notice in notices
        if notice.assignment_id is not None and notice.step != WATCH.id
    ]
    steps = {notice.id: options.ladders.of_plan(duty.task.plan_number).step(notice.step) for notice, duty in spoken}
    for notice, duty in spoken:
        latest[duty.id, _speaks_as(notice, steps[notice.id])] = notice.id
    newest = set(latest.values())
    return [
        SectionLine(
            key=notice.key,
            assignment=duty,
            reason=_reason(options, notice, duty, steps[notice.id], subjects) if notice.id in newest else "",
            cause=cause_of(notice.step),
            known=subjects.lines.get(duty.id, NO_LINES),
            cooperates=_is_for(steps[notice.id], Audience.COOPERATING),
            acknowledge_url=_acknowledge_url(options, parcel, duty),
        )
        for notice, duty in spoken
    ]


def _speaks_as(notice: QueuedNotice, step: LadderStep | None) -> str:
    """What several notices of a duty are told apart by: each piece of news, decisions together, an audience."""
    if step is None:
        return ""
    if step in DECISIONS:
        return DECIDE.id
    return notice.key if step.says else step.audience


def _is_for(step: LadderStep | None, audience: Audience) -> bool:
    return step is not None and step.audience is audience


def _reason(
    options: ComposeOptions, notice: QueuedNotice, duty: Assignment, step: LadderStep | None, subjects: Subjects
) -> str:
    """Why it comes, and why to this person when the ladder means another."""
    if step is None:
        return notice.note
    if step in DECISIONS:
        known = subjects.lines.get(duty.id, NO_LINES)
        return " ".join((*pending_decisions(duty, known.lines, options.vantage), notice.note)).strip()
    if step.says:
        return notice.note or step.says
    asked = request(_ladder_of(options, duty), step, duty, today=options.vantage.today)
    return f"{asked} {notice.note}".strip()


def _ladder_of(options: ComposeOptions, duty: Assignment) -> Ladder:
    return options.ladders.of_plan(duty.task.plan_number)


def _acknowledge_url(options: ComposeOptions, parcel: Parcel, duty: Assignment) -> str:
    """The link that takes a duty on, for those of its agency while nobody has."""
    if options.links is None or duty.state is not State.ASSIGNED or parcel.agency_name != duty.agency_name:
        return ""
    return options.links.acknowledge(duty.id, parcel.recipient)
