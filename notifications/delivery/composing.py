"""From a parcel to the message that its recipient gets: what is still worth telling, and why each duty is in it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from base.vietnamese import short_date
from notifications.delivery.link_actions import Links
from notifications.messages.digest import NewPlan, ReportDay, compose
from notifications.messages.message import Attachment, Message, Recipient
from notifications.messages.proposed_events import AnsweredProposal, ProposedEvent
from notifications.messages.sections import Cause, SectionLine, cause_of
from workflow.assignment import Assignment
from workflow.lifecycle import State
from workflow.nearness import Vantage
from workflow.notices.ladder import (
    CHANGED,
    DECIDE,
    DECISIONS,
    DEPUTY,
    DIRECTED,
    GAINED,
    HANDED_AWAY,
    NEW,
    OPENED,
    PROPOSAL_ANSWERED,
    PROPOSED,
    REMINDED_BY_HAND,
    REPORT_CYCLE,
    UNCONFIRMED,
    UNCONFIRMED_HEAD,
    UNDONE,
    WATCH,
    WEEKLY,
    YEARS_OVER,
    Audience,
    Ladder,
    Ladders,
    LadderStep,
)
from workflow.notices.sentences import HEAD_ASKED, pending_decisions, request, request_of_lead
from workflow.notices.stand_ins import has_own_words
from workflow.store.notices.outbox import Parcel, QueuedNotice
from workflow.store.notices.reminder_subjects import PlanSubject
from workflow.triggers import Trigger
from workflow.views.plain_chain import NO_LINES, DateLines

_WEEK = timedelta(days=7)
# What is told of such a duty is no day for the reader's own calendar.
_NOT_HIS = frozenset({Cause.HANDED_AWAY, Cause.DEPUTY})
# Whoever decides is told of all that waits for him, whichever of it he is told of now.
WITH_ALL_DECISIONS = frozenset({DECIDE.id, UNCONFIRMED.id})
# Such a notice tells of one line of the log.
_OF_ONE_LINE = frozenset(step.id for step in (OPENED, CHANGED, GAINED, HANDED_AWAY, REMINDED_BY_HAND, DIRECTED, DEPUTY))
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

    `lines` are those of the log that say how the duties' dates came about, `proposals` those that are undecided,
    `answers` what became of the others; `undecided` are the duties that wait for a decision, by their plan's number.
    """

    duties: Mapping[int, Assignment]
    lines: Mapping[int, DateLines] = field(default_factory=dict)
    plans: Mapping[int, PlanSubject] = field(default_factory=dict)
    undecided: Mapping[str, Sequence[int]] = field(default_factory=dict)
    proposals: Mapping[int, ProposedEvent] = field(default_factory=dict)
    answers: Mapping[int, AnsweredProposal] = field(default_factory=dict)


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
    answers = {
        notice.key: subjects.answers[proposal_of(notice)] for notice in told if notice.step == PROPOSAL_ANSWERED.id
    }
    report_days = tuple(_report_day(notice, subjects) for notice in told if notice.step == REPORT_CYCLE.id)
    triggers = options.awaited(watched) if watched else {}
    further = [*_undecided_lines(options, told, subjects), *weekly, *_lines_of_plans(options, parcel, told, subjects)]
    lines = [*own, *further]
    if not (lines or triggers or report_days or proposals or answers):
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
        answers=answers,
        new_plans=_new_plans(told, further, subjects),
        attachments=() if calendar is None else (calendar,),
        unsubscribe_url=_unsubscribe_url(options, parcel, told, subjects),
        sent_at=now,
    )
    if parcel.message_id:
        # Sent again: whoever has it already must be able to tell.
        message = replace(message, message_id=parcel.message_id)
    spoken_of = {notice.assignment_id for notice in told if notice.assignment_id}
    spoken_of |= {line.assignment.id for line in further}
    seen = {number: (subjects.duties[number].state, subjects.duties[number].due) for number in spoken_of}
    return Composed(message=message, withheld=withheld, seen=seen)


def _lines_of_plans(
    options: ComposeOptions, parcel: Parcel, told: Sequence[QueuedNotice], subjects: Subjects
) -> list[SectionLine]:
    """The lines of plans that are new, and of those whose years are over."""
    ended = [line for notice in told if notice.step == YEARS_OVER.id for line in _ended_lines(notice, subjects)]
    new = [line for notice in told if notice.step == NEW.id for line in _new_lines(options, parcel, notice, subjects)]
    return [*ended, *new]


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


def line_told_of(step: str, key: str) -> int:
    """Return the number of the log's line that a notice tells of, which its key names; 0 where it tells of none."""
    return int(key.split(":")[2]) if step in _OF_ONE_LINE else 0


def proposal_of(notice: QueuedNotice) -> int:
    """Return the number of the proposal that is put to its reader, or answered to him: the notice's key names it."""
    return int(notice.key.split(":")[2])


def _plan_withholding(notice: QueuedNotice, subjects: Subjects, today: date) -> str:
    if notice.step == PROPOSAL_ANSWERED.id:
        return "" if proposal_of(notice) in subjects.answers else "lời báo không còn nữa"
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
            reason=_asked_of_new(options, notice, subjects.duties[number]),
            cause=Cause.NEW_CONTINUOUS if number in subject.continuous else Cause.NEW,
            known=subjects.lines.get(number, NO_LINES),
            acknowledge_url=_acknowledge_url(options, parcel, subjects.duties[number]),
        )
        for number in subject.duties.get(notice.whose, ())
        if number in subjects.duties
    ]


def _asked_of_new(options: ComposeOptions, notice: QueuedNotice, duty: Assignment) -> str:
    """What is asked about a duty just given whose day presses already; whoever hears instead has his own words."""
    presses = duty.act_by is not None and duty.act_by <= options.vantage.today and duty.state in UNDONE
    if not presses or has_own_words(notice.note):
        return notice.note
    asked = request_of_lead(_ladder_of(options, duty), duty, today=options.vantage.today)
    return f"{asked} {notice.note}".strip()


def _new_plans(told: Sequence[QueuedNotice], lines: Sequence[SectionLine], subjects: Subjects) -> tuple[NewPlan, ...]:
    """The plans that a letter is the first to tell of, each with how many duties it brings its reader."""
    plans = dict.fromkeys(notice.plan_id or 0 for notice in told if notice.step == NEW.id)
    keys = {notice.key for notice in told if notice.step == NEW.id}
    new = [line for line in lines if line.key in keys]
    return tuple(
        NewPlan(
            number=plan.number,
            issued_on=plan.issued_on,
            title=plan.title,
            tasks=len({line.assignment.task.id for line in new if line.assignment.task.plan_number == plan.number}),
        )
        for plan in (subjects.plans[number].plan for number in plans)
    )


def _weekly_lines(notice: QueuedNotice, subjects: Subjects, vantage: Vantage) -> list[SectionLine]:
    """A line for each duty that presses under the plan of a coordinator's weekly picture."""
    pressing = subjects.plans[notice.plan_id or 0].pressing
    return [_pressing_line(notice, number, subjects, vantage) for number in pressing if number in subjects.duties]


def _pressing_line(notice: QueuedNotice, number: int, subjects: Subjects, vantage: Vantage) -> SectionLine:
    duty, known = subjects.duties[number], subjects.lines.get(number, NO_LINES)
    undecided = pending_decisions(duty, known.lines, vantage)
    return SectionLine(
        key=notice.key,
        assignment=duty,
        reason=" ".join((*undecided, notice.note)).strip(),
        cause=Cause.DECIDE if undecided else Cause.STEP,
        known=known,
    )


def _undecided_lines(options: ComposeOptions, told: Sequence[QueuedNotice], subjects: Subjects) -> list[SectionLine]:
    """A line for each duty that waits for the reader's decision under a plan of which he is told one."""
    plans = {
        subjects.duties[notice.assignment_id].task.plan_number: notice
        for notice in told
        if notice.step in WITH_ALL_DECISIONS and notice.assignment_id is not None
    }
    waiting = ((notice, number) for plan, notice in plans.items() for number in subjects.undecided.get(plan, ()))
    return [_pressing_line(notice, number, subjects, options.vantage) for notice, number in waiting]


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
            reason=_reason(options, parcel, notice, duty, subjects) if notice.id in newest else "",
            cause=cause_of(notice.step),
            news=line_told_of(notice.step, notice.key),
            known=subjects.lines.get(duty.id, NO_LINES),
            cooperates=_is_for(steps[notice.id], Audience.COOPERATING) and not has_own_words(notice.note),
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
    if step.says:
        return notice.key
    return f"{step.audience} instead" if has_own_words(notice.note) else step.audience


def _is_for(step: LadderStep | None, audience: Audience) -> bool:
    return step is not None and step.audience is audience


def _reason(options: ComposeOptions, parcel: Parcel, notice: QueuedNotice, duty: Assignment, subjects: Subjects) -> str:
    """Why it comes, and why to this person when the ladder means another."""
    step = _ladder_of(options, duty).step(notice.step)
    if step is None:
        return notice.note
    if step in DECISIONS:
        known = subjects.lines.get(duty.id, NO_LINES)
        waits = pending_decisions(duty, known.lines, options.vantage)
        asked = HEAD_ASKED if step is UNCONFIRMED_HEAD and not has_own_words(notice.note) else ""
        return " ".join(filter(None, (*waits, asked, notice.note)))
    if step.says:
        return notice.note or step.says
    if has_own_words(notice.note):
        return notice.note
    its_lead = parcel.agency_name == duty.agency_name
    asked = request(_ladder_of(options, duty), step, duty, today=options.vantage.today, of_its_lead=its_lead)
    return f"{asked} {notice.note}".strip()


def _ladder_of(options: ComposeOptions, duty: Assignment) -> Ladder:
    return options.ladders.of_plan(duty.task.plan_number)


def _unsubscribe_url(
    options: ComposeOptions, parcel: Parcel, told: Sequence[QueuedNotice], subjects: Subjects
) -> str | None:
    """The link that ends reminders, for those who got one: escalations and news can't be ended."""
    duties = ((notice, subjects.duties[notice.assignment_id]) for notice in told if notice.assignment_id is not None)
    steps = (_ladder_of(options, duty).step(notice.step) for notice, duty in duties)
    if options.links is None or not any(step is not None and step.is_reminder for step in steps):
        return None
    return options.links.unsubscribe(parcel.recipient)


def _acknowledge_url(options: ComposeOptions, parcel: Parcel, duty: Assignment) -> str:
    """The link that takes a duty on, for those of its agency while nobody has."""
    if options.links is None or duty.state is not State.ASSIGNED or parcel.agency_name != duty.agency_name:
        return ""
    return options.links.acknowledge(duty.id, parcel.recipient)
