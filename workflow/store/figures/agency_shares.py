"""What each agency has under one plan, and which of its tasks wait, nobody has, have no day or a past one."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from base.vietnamese import full_date
from workflow.lifecycle import WORKING, State
from workflow.store.figures.plan_facts import plan_facts
from workflow.store.plans.registered import stored_tasks
from workflow.store.tables import AgencyRow, AssignmentRow, OccurrenceRow, TaskRow

# Days of one task that a line names.
_DAYS = 4
_Duties = Mapping[int, Sequence[tuple[State, date | None]]]


@dataclass(frozen=True, kw_only=True)
class AgencyShare:
    """What one agency gets: duties in all, and of them those with a day, waiting, without one, with a past one."""

    name: str
    duties: int
    dated: int
    waiting: int
    undated: int
    past: int


@dataclass(frozen=True, kw_only=True)
class NamedTask:
    """A task by its printed place and its title; `said` is what there is to say of it, in a few words."""

    place: str
    title: str
    said: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanShares:
    """A plan's tasks that stand, and its duties by agency, most first.

    `held` tasks wait for a person, `nobodys` are held for nobody and given to nobody, `undated` ones are given without
    a day and wait for no event, of `past` ones a day was over before anybody reported.
    """

    tasks: int
    coordinator: str
    shares: tuple[AgencyShare, ...]
    held: tuple[NamedTask, ...]
    nobodys: tuple[NamedTask, ...]
    undated: tuple[NamedTask, ...]
    past: tuple[NamedTask, ...]


def plan_shares(session: Session, plan_id: int, *, today: date) -> PlanShares:
    """Return them on a day; duties that were withdrawn don't count. Raises `UnknownPlanPage`."""
    facts = plan_facts(session, plan_id)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    by_task: dict[int, list[tuple[State, date | None]]] = defaultdict(list)
    rows = session.execute(
        select(AgencyRow.name, TaskRow.id, AssignmentRow.state, AssignmentRow.due, func.count())
        .select_from(AssignmentRow)
        .join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
        .where(TaskRow.plan_id == plan_id, AssignmentRow.state != State.WITHDRAWN)
        .group_by(AgencyRow.name, TaskRow.id, AssignmentRow.state, AssignmentRow.due)
    )
    for name, task, state, due, count in rows:
        kind = "waiting" if state is State.WAITING else "dated" if due else "undated"
        counts[name]["duties"] += count
        counts[name][kind] += count
        counts[name]["past"] += count if _is_past(state, due, today) else 0
        by_task[task].append((state, due))
    named = list(_named(session, plan_id, by_task, today))
    return PlanShares(
        tasks=facts.tasks,
        coordinator=facts.coordinator_name,
        shares=sorted_shares(counts),
        held=tuple(one for kind, one in named if kind == "held"),
        nobodys=tuple(one for kind, one in named if kind == "nobodys"),
        undated=tuple(one for kind, one in named if kind == "undated"),
        past=tuple(one for kind, one in named if kind == "past"),
    )


def sorted_shares(counts: dict[str, Counter[str]]) -> tuple[AgencyShare, ...]:
    """Return counts by agency as shares, most duties first."""
    return tuple(
        AgencyShare(
            name=name,
            duties=count["duties"],
            dated=count["dated"],
            waiting=count["waiting"],
            undated=count["undated"],
            past=count["past"],
        )
        for name, count in sorted(counts.items(), key=lambda item: (-item[1]["duties"], item[0]))
    )


def said_days(days: Sequence[date]) -> str:
    """Return the days of a task as its line names them: the first few, in order."""
    known = sorted(set(days))
    more = f" và {len(known) - _DAYS} ngày nữa" if len(known) > _DAYS else ""
    return ", ".join(full_date(day) for day in known[:_DAYS]) + more


def said_print(expression: str) -> str:
    """Return what a line says of a task without a day: what its deadline's cell prints."""
    printed = expression.strip()
    return f"ghi “{printed}”" if printed else "không ghi thời hạn"


def _is_past(state: State, due: date | None, today: date) -> bool:
    return due is not None and due < today and state in WORKING


def _named(session: Session, plan_id: int, by_task: _Duties, today: date) -> Iterator[tuple[str, NamedTask]]:
    """The tasks that something is to be said of, with the list that each belongs to."""
    for task in stored_tasks(session, plan_id):
        duties = by_task.get(task.id, ())
        place, title = task.row.place, task.shown_title
        if task.held:
            yield "held", NamedTask(place=place, title=title, said=task.held[0].words)
        elif not duties:
            yield "nobodys", NamedTask(place=place, title=title)
        elif not any(due or state is State.WAITING for state, due in duties):
            yield "undated", NamedTask(place=place, title=title, said=said_print(task.row.deadline))
        if over := [due for state, due in duties if due and _is_past(state, due, today)]:
            yield "past", NamedTask(place=place, title=title, said=said_days(over))
