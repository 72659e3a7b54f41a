"""The auditor: once a day it holds the outbox against the ladder, and asks whether the daily jobs ran."""

import logging
from dataclasses import dataclass
from datetime import timedelta

from services.day.steps import Day
from services.installation import Installation
from workflow.store.notices.completeness import NoticeAudit, audited_on, find_gaps, remember_audit
from workflow.store.notices.queueing import look_at_overdue

log = logging.getLogger(__name__)

# So long may a notice that could be sent wait before somebody should look: a night, and a day of retries.
_LATE = timedelta(days=1)
# One missed working day may be a machine that was off; the sweep catches up by itself.
_MISSED = 2


@dataclass(frozen=True, kw_only=True)
class Audited:
    """An audit, and how many working days ago the daily jobs last ran (0: today or yesterday's work is not due yet)."""

    found: NoticeAudit
    sweep_missed: int
    ladder_missed: int

    @property
    def is_well(self) -> bool:
        """Whether the house does its daily work and nobody is missing a notice."""
        return not (self.found.missing_count or self.sweep_missed >= _MISSED or self.ladder_missed >= _MISSED)


def audit_stage(installation: Installation, day: Day) -> Audited:
    """Report overdue duties without the notices their ladder demands, and daily jobs that did not run.

    What is missing is queued by the ladder's next run.
    """
    policies = installation.policies
    with installation.database.writing() as session:
        found = find_gaps(
            session,
            policies.ladders,
            working_days=policies.working_days,
            leadership=policies.leadership,
            late_before=day.now - _LATE,
        )
        if found.missing_count:
            look_at_overdue(session, day.today)
        remember_audit(session, day.today)
    audited = Audited(
        found=found,
        sweep_missed=policies.working_days.between(found.swept_on or day.today, day.today),
        ladder_missed=policies.working_days.between(found.queued_on or day.today, day.today),
    )
    _tell(audited)
    return audited


def audit_once_a_day(installation: Installation, day: Day) -> Audited | None:
    """Audit unless today was audited already: `dondoc run` may run every half hour."""
    with installation.database.reading() as session:
        if audited_on(session) == day.today:
            return None
    return audit_stage(installation, day)


def _tell(audited: Audited) -> None:
    if audited.found.missing_count:
        log.error("%d notices that the ladder demands are missing; queued next", audited.found.missing_count)
    if audited.sweep_missed >= _MISSED or audited.ladder_missed >= _MISSED:
        log.error("daily work missed: sweep %d, ladder %d days", audited.sweep_missed, audited.ladder_missed)
