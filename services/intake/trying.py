"""What a plan would be once a document is registered: of a new one from its tasks, of a known one by trying it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from services.installation import Installation
from services.intake.plans import Import, amend_import
from workflow.by import By
from workflow.registry.plan_span import PlanSpan
from workflow.registry.registration import PlannedTask, read_in_plan, with_later_periods, without_passed_check_ins
from workflow.store.figures.agency_shares import (
    AgencyShare,
    NamedTask,
    PlanShares,
    plan_shares,
    said_days,
    said_print,
    sorted_shares,
)
from workflow.store.plans.amend_plan import Amendment
from workflow.store.seen_notices.to_come import taken_back


def try_amendment(installation: Installation, prepared: Import, shown: Amendment, *, now: datetime) -> PlanShares:
    """Return the plan's figures once `shown` is applied with the answers that are offered; nothing of it stays.

    Raises `AmendmentOutdated`, `PlanReplaced`.
    """
    by = By(actor="máy: xem trước", now=now)
    with installation.database.writing() as session, taken_back(session):
        amend_import(session, installation, prepared, shown, by)
        return plan_shares(session, shown.plan_id, today=by.today)


def planned_shares(installation: Installation, prepared: Import, *, today: date) -> PlanShares:
    """Return the figures of a plan that isn't registered yet."""
    directory, tasks = installation.policies.directory, _laid_out(installation, prepared, today)
    return PlanShares(
        tasks=len(tasks),
        coordinator=directory.get(prepared.coordinator).name if prepared.coordinator else "",
        shares=_shares(tasks, today),
        held=tuple(_line(task, task.holds[0].words) for task in tasks if task.holds),
        nobodys=tuple(_line(task) for task in tasks if not (task.holds or task.owners)),
        undated=tuple(_line(task, said_print(task.text("deadline"))) for task in tasks if _is_undated(task)),
        past=tuple(_line(task, said_days(over)) for task in tasks if (over := _past_days(task, today))),
    )


def _laid_out(installation: Installation, prepared: Import, today: date) -> list[PlannedTask]:
    """The tasks with every period that registering on a day gives out."""
    policies, head = installation.policies, prepared.head
    assert head.issued_on is not None
    days, text = policies.working_days, prepared.report_cycle
    cycle = read_in_plan(text, head, days, policies.deadline_rules) if text else None
    span = PlanSpan.of(head.issued_on, head.years)
    return [with_later_periods(task, span, today, days, cycle) for task in prepared.tasks]


def _shares(tasks: Iterable[PlannedTask], today: date) -> tuple[AgencyShare, ...]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for task in tasks:
        # Report days that are over are not given, nor is a task that waits for a person.
        given = () if task.holds else without_passed_check_ins(task, today).occurrences
        for owner in task.owners:
            for occurrence in given:
                kind = "waiting" if occurrence.event else "dated" if occurrence.due else "undated"
                counts[owner.name]["duties"] += 1
                counts[owner.name][kind] += 1
                counts[owner.name]["past"] += bool(occurrence.due and occurrence.due < today)
    return sorted_shares(counts)


def _line(task: PlannedTask, said: str = "") -> NamedTask:
    return NamedTask(place=task.row.place, title=task.text("title"), said=said)


def _is_undated(task: PlannedTask) -> bool:
    return bool(task.owners) and not any(occurrence.due or occurrence.event for occurrence in task.occurrences)


def _past_days(task: PlannedTask, today: date) -> list[date]:
    given = without_passed_check_ins(task, today).occurrences if task.owners else ()
    return [occurrence.due for occurrence in given if occurrence.due and occurrence.due < today]
