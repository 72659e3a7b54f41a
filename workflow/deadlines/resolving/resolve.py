"""From a `Deadline` to a `Resolution`: years, events and working days join the words, the answer explains itself."""

from collections.abc import Callable, Mapping
from typing import Any

from config.deadline_rules import DeadlineRules
from workflow.deadlines.reading.parse import PROGRAM_FAILED, parse
from workflow.deadlines.resolving.dated import resolve_fixed, resolve_window
from workflow.deadlines.resolving.event_terms import (
    resolve_continuous,
    resolve_demand,
    resolve_external,
    resolve_relative,
    resolve_triggered,
)
from workflow.deadlines.resolving.outcomes import Case, Conclusion, resolution_of, unreadable
from workflow.deadlines.resolving.repeating import SHOWN, resolve_recurring
from workflow.deadlines.values.meanings import (
    Compound,
    Continuous,
    Deadline,
    External,
    Fixed,
    Missing,
    OnDemand,
    Recurring,
    Relative,
    Triggered,
    Unreadable,
    WindowMeaning,
)
from workflow.deadlines.values.resolution import Certainty, Context, Kind, Relation, Resolution
from workflow.deadlines.values.spans import ImpossibleDay
from workflow.working_days import WorkingDays

_STANDARD = DeadlineRules()


def read(text: str, context: Context, working_days: WorkingDays, rules: DeadlineRules = _STANDARD) -> Resolution:
    """Parse and resolve in one step."""
    return resolve(parse(text, context), context, working_days, rules)


def resolve(
    deadline: Deadline, context: Context, working_days: WorkingDays, rules: DeadlineRules = _STANDARD
) -> Resolution:
    """The dates of a deadline, or what it waits for, and one Vietnamese sentence that says why. Never raises."""
    case = Case(deadline, context, working_days, rules)
    try:
        return resolution_of(_outcome(case), case)
    except ImpossibleDay as error:
        reason = f"{error} không có trong lịch"
    except (OverflowError, ValueError):
        reason = "ngày nằm ngoài những năm mà chương trình tính được"
    except Exception:  # one cell that can't be resolved must not end the reading of a whole plan
        reason = PROGRAM_FAILED
    return resolution_of(unreadable(reason), case)


def _outcome(case: Case) -> Conclusion:
    meaning = case.deadline.meaning
    outcome = RESOLVERS[type(meaning)](meaning, case)
    return resolve_compound(outcome, case) if isinstance(outcome, Compound) else outcome


def resolve_compound(meaning: Compound, case: Case) -> Conclusion:
    """The parts; due when the last of them is, opening when the first does."""
    parts = tuple(resolve(part, case.context, case.working_days, case.rules) for part in meaning.parts)
    due = max((part.due for part in parts if part.due), default=None)
    opens = min((part.opens for part in parts if part.opens and not (due and due < part.opens)), default=None)
    texts = (f"“{part.text}”" if part.is_printed else part.text for part in meaning.parts)
    doubts = tuple(
        f"phần {text} {'phải suy đoán' if part.certainty is Certainty.ASSUMED else 'chưa đọc được'}"
        for text, part in zip(texts, parts, strict=True)
        if part.certainty is not Certainty.CERTAIN
    )
    return Conclusion(
        Kind.COMPOUND,
        _told(parts, meaning.relation),
        doubts=doubts,
        due=due,
        opens=opens,
        next=tuple(sorted({day for part in parts for day in part.next})[:SHOWN]),
        relation=meaning.relation,
        parts=parts,
    )


def _told(parts: tuple[Resolution, ...], relation: Relation) -> str:
    told = [f"({n}) {part.explanation.removesuffix('.')}" for n, part in enumerate(parts, 1)]
    if relation is Relation.ANY:
        return "một trong các trường hợp: " + "; hoặc ".join(told)
    return f"gồm {len(parts)} thời hạn: " + "; ".join(told)


def resolve_missing(_meaning: Missing, _case: Case) -> Conclusion:
    return Conclusion(Kind.MISSING, "ô thời hạn để trống, cần người phụ trách ghi thời hạn")


def resolve_unreadable(meaning: Unreadable, _case: Case) -> Conclusion:
    return unreadable(meaning.reason)


RESOLVERS: Mapping[type, Callable[[Any, Case], Conclusion | Compound]] = {
    Fixed: resolve_fixed,
    WindowMeaning: resolve_window,
    Recurring: resolve_recurring,
    Continuous: resolve_continuous,
    Relative: resolve_relative,
    Triggered: resolve_triggered,
    External: resolve_external,
    OnDemand: resolve_demand,
    Compound: resolve_compound,
    Missing: resolve_missing,
    Unreadable: resolve_unreadable,
}
