"""The tables, one module for each thing. Importing this package registers them all for migrations."""

from workflow.store.tables.agencies import AgencyAliasRow, AgencyMemberRow, AgencyRow, ContactRole, ContactRow
from workflow.store.tables.base import Table
from workflow.store.tables.duties import AssignmentRow, OccurrenceRow, TriggerRow
from workflow.store.tables.letters import LetterKind, LetterRow
from workflow.store.tables.log import DailyRunRow, EventRow, SealRow
from workflow.store.tables.notices import NoticeRow, NoticeState
from workflow.store.tables.plans import PlanRow, TaskAgencyRow, TaskRole, TaskTableRow
from workflow.store.tables.runs import AlarmRow, CursorRow, JobRunRow, RunState

__all__ = [
    "AgencyAliasRow",
    "AgencyMemberRow",
    "AgencyRow",
    "AlarmRow",
    "AssignmentRow",
    "ContactRole",
    "ContactRow",
    "CursorRow",
    "DailyRunRow",
    "EventRow",
    "JobRunRow",
    "LetterKind",
    "LetterRow",
    "NoticeRow",
    "NoticeState",
    "OccurrenceRow",
    "PlanRow",
    "RunState",
    "SealRow",
    "Table",
    "TaskAgencyRow",
    "TaskRole",
    "TaskTableRow",
    "TriggerRow",
]
