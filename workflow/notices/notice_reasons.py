"""Why somebody was told of a duty, or wasn't: each rung of its ladder, and what came of it for one person. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from base.clock import VIETNAM
from base.vietnamese import short_date
from workflow.assignment import Assignment
from workflow.lifecycle import State
from workflow.log.audit import LogEntry
from workflow.notices.ladder import Audience, Channel, Ladder, LadderStep, schedule
from workflow.working_days import WorkingDays

_STATES = frozenset(State)


@dataclass(frozen=True, kw_only=True)
class Told:
    """A notice of the duty to this person, and in words what became of it.

    `label` is how its step was called on the day it was queued, "" where that was not kept.
    """

    step: str
    channel: str
    words: str
    label: str = ""
    queued_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who is asked about: the audiences of the duty that they belong to, each with the channels they have there.

    A group in a chat (`is_group`) is told on a step's own channels alone.
    """

    name: str
    reached_by: Mapping[Audience, Collection[str]]
    is_group: bool = False


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One rung: its day, whom it speaks to, and what it came to for the person.

    One that was told before the ladder was edited bears the name and day it was told under.
    """

    day: date
    label: str
    step: LadderStep
    words: str


@dataclass(frozen=True, kw_only=True)
class NoticeCase:
    """All that an answer leans on.

    `told` are the duty's notices to the person, `lines` its log, `asked_on` is the day of the ladder's last run.
    """

    duty: Assignment
    person: Person
    told: Sequence[Told]
    lines: Sequence[LogEntry]
    ladder: Ladder
    working_days: WorkingDays
    today: date
    asked_on: date | None


def reasons(case: NoticeCase) -> tuple[Answer, ...]:
    """Explain each rung of the duty's ladder for the person, soonest first; none without a date."""
    if case.duty.act_by is None:
        return ()
    rungs = schedule(case.ladder, case.duty.act_by, case.working_days)
    return tuple(_answer(case, step, day) for day, step in rungs)


def _answer(case: NoticeCase, step: LadderStep, day: date) -> Answer:
    edited = next((one for one in case.told if one.step == step.id and one.label not in {"", step.label}), None)
    on = edited.queued_on if edited and edited.queued_on else day
    return Answer(day=on, label=edited.label if edited else step.label, step=step, words=_words(case, step, day))


def _words(case: NoticeCase, step: LadderStep, day: date) -> str:
    if mine := [notice for notice in case.told if notice.step == step.id]:
        return "; ".join(f"{_channel(notice.channel)}: {notice.words}" for notice in mine)
    if step.audience not in case.person.reached_by:
        return f"không nhắc: lần đôn đốc này dành cho {step.audience.label}"
    channels, has = [channel.value for channel in step.channels], case.person.reached_by[step.audience]
    if not has or (case.person.is_group and not set(channels) & set(has)):
        return f"không nhắc: không có địa chỉ {', '.join(map(_channel, channels))}"
    if day > case.today:
        return "chưa đến ngày"
    if silenced := _silenced(step, day, case.lines):
        return silenced
    if case.asked_on is None or case.asked_on < day:
        return "chưa lập: thang đôn đốc chưa chạy từ ngày đó; lần chạy tới sẽ lập"
    if later := _swallowed_by(case, step):
        return f"đã gộp vào lần đôn đốc “{later.label}”, vì cả hai đến hạn trong cùng một lần chạy"
    if not step.warranted_in(case.duty.state):
        return f"không nhắc: nhiệm vụ đang ở trạng thái “{case.duty.state.label}”"
    return "không có thông báo nào: lần kiểm tra đêm nay sẽ thấy, lần chạy sau sẽ lập bù"


def _channel(name: str) -> str:
    return Channel(name).label if name in set(Channel) else name


def _swallowed_by(case: NoticeCase, step: LadderStep) -> LadderStep | None:
    """The later rung of the same audience that spoke for this one."""
    said = {notice.step for notice in case.told}
    return next((rung for rung in case.ladder.of(step.audience) if rung.offset > step.offset and rung.id in said), None)


def _silenced(step: LadderStep, day: date, lines: Sequence[LogEntry]) -> str:
    """Which line of the log had brought the duty into a state that needs no reminder when the rung's day came."""
    moves = [line for line in lines if line.after in _STATES and line.at.astimezone(VIETNAM).date() <= day]
    if not moves or step.warranted_in(State(moves[-1].after)):
        return ""
    last = moves[-1]
    state, on = State(last.after).label, short_date(last.at.astimezone(VIETNAM).date())
    return f"không nhắc: {last.actor} đã chuyển nhiệm vụ sang “{state}” ngày {on}"
