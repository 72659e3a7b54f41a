"""An outcome is a resolution before it is worded; `resolution_of` gives it certainty, last working day and sentence."""

from datetime import date, time
from typing import NamedTuple

from base.vietnamese import full_date, short_date
from config.deadline_rules import DeadlineRules
from workflow.deadlines.resolving.certainty import certainty, reasons_against
from workflow.deadlines.values import wording
from workflow.deadlines.values.meanings import Deadline
from workflow.deadlines.values.resolution import Context, Kind, Offset, Relation, Resolution, Shift
from workflow.working_days import SATURDAY, WorkingDays


class Case(NamedTuple):
    """What a resolver needs besides the meaning."""

    deadline: Deadline
    context: Context
    working_days: WorkingDays
    rules: DeadlineRules


class Conclusion(NamedTuple):
    """`says` is the answer, `because` its reasons, `doubts` what had to be chosen: Vietnamese, without a full stop."""

    kind: Kind
    says: str
    because: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    due: date | None = None
    at: time | None = None
    opens: date | None = None
    rrule: str | None = None
    next: tuple[date, ...] = ()
    event: str | None = None
    offset: Offset | None = None
    relation: Relation | None = None
    parts: tuple[Resolution, ...] = ()
    shift: Shift | None = None


def deadline_on(due: date, at: time | None = None) -> str:
    """The answer that names a last day."""
    return f"hạn cuối {wording.hour(at)} {full_date(due)}" if at else f"hạn cuối {full_date(due)}"


def happens_on(day: date, at: time) -> str:
    """The answer that names an hour at which something takes place."""
    return f"lúc {wording.hour(at)} {full_date(day)}"


def unreadable(reason: str) -> Conclusion:
    """No date, and a person is needed."""
    return Conclusion(
        Kind.UNREADABLE, f"chưa xác định được thời hạn: {reason}; cần người xem lại", rules=("khong-doc-duoc",)
    )


def resolution_of(outcome: Conclusion, case: Case) -> Resolution:
    """The outcome with the day to act by, all doubts of its reading, and the sentence that explains it."""
    deadline = case.deadline
    act_by = case.working_days.on_or_before(outcome.due) if outcome.due else None
    doubts = outcome.doubts + reasons_against(
        deadline.meaning, outcome.due, outcome.next, outcome.parts, case.context.issued
    )
    alternatives: tuple[str, ...] = ()
    if deadline.doubts:
        doubts = (*(doubt.reason for doubt in deadline.doubts), *doubts)
        alternatives = tuple(other for doubt in deadline.doubts for other in doubt.alternatives)
    if deadline.corrections:
        doubts = (*(f"“{slip.printed}” được hiểu là “{slip.read}”" for slip in deadline.corrections), *doubts)
    return Resolution(
        deadline.text,
        outcome.kind,
        certainty(outcome.kind, doubts),
        _explanation(outcome, doubts, act_by, case),
        outcome.due,
        outcome.at,
        act_by,
        outcome.opens,
        outcome.rrule,
        outcome.next,
        outcome.event,
        outcome.offset,
        outcome.relation,
        outcome.parts,
        once(deadline.rules + outcome.rules),
        alternatives,
        outcome.shift,
        deadline.label,
    )


def once(words: tuple[str, ...]) -> tuple[str, ...]:
    """Each word where it first stands."""
    return tuple(dict.fromkeys(words)) if len(words) > 1 else words


def _explanation(outcome: Conclusion, doubts: tuple[str, ...], act_by: date | None, case: Case) -> str:
    reasons = outcome.because + doubts
    if outcome.due and not outcome.parts and not (doubts and any("lịch nghỉ" in doubt for doubt in doubts)):
        reasons += _reasons_of_calendar(outcome.due, act_by, case.working_days)
    told = f" ({'; '.join(once(reasons))})" if reasons else ""
    printed = " ".join(case.deadline.text.split())
    if not printed:
        return f"{outcome.says[:1].upper()}{outcome.says[1:]}{told}."
    if not case.deadline.is_printed:
        return f"{printed}: {outcome.says}{told}."
    return f"“{printed}” → {outcome.says}{told}."


def _reasons_of_calendar(due: date, act_by: date | None, working_days: WorkingDays) -> tuple[str, ...]:
    reasons: tuple[str, ...] = ()
    announced = working_days.is_announced(due.year)
    # Weekends are known for ever, holidays only as far as they are announced or about to be.
    soon = announced or working_days.is_announced(due.year - 1)
    if act_by and act_by != due and (soon or due.weekday() >= SATURDAY):
        reasons = (f"{short_date(due)} là ngày nghỉ nên cần làm xong từ {full_date(act_by)}",)
    if soon and not announced:
        reasons += (f"lịch nghỉ năm {due.year} chưa có thông báo chính thức",)
    return reasons
