"""The tables, one module for each thing. Importing this package registers them all for migrations."""

from workflow.store.tables.accounts import AlarmRow, ZaloAccountRow
from workflow.store.tables.agencies import AgencyAliasRow, AgencyMemberRow, AgencyRow, ContactRole, ContactRow
from workflow.store.tables.base import Table
from workflow.store.tables.duties import AssignmentRow, OccurrenceRow, TriggerRow
from workflow.store.tables.feeds import FeedRow, RenderedEventRow
from workflow.store.tables.installation import InstallationRow
from workflow.store.tables.letters import LetterKind, LetterRow
from workflow.store.tables.log import DailyRunRow, EventRow, SealRow, ShardRow
from workflow.store.tables.notices import ChannelRow, NoticeRow, NoticeState
from workflow.store.tables.plans import PlanRow, TaskAgencyRow, TaskRole, TaskTableRow
from workflow.store.tables.runs import CursorRow, JobRunRow, RunState

__all__ = [
    "AgencyAliasRow",
    "AgencyMemberRow",
    "AgencyRow",
    "AlarmRow",
    "AssignmentRow",
    "ChannelRow",
    "ContactRole",
    "ContactRow",
    "CursorRow",
    "DailyRunRow",
    "EventRow",
    "FeedRow",
    "InstallationRow",
    "JobRunRow",
    "LetterKind",
    "LetterRow",
    "NoticeRow",
    "NoticeState",
    "OccurrenceRow",
    "PlanRow",
    "RenderedEventRow",
    "RunState",
    "SealRow",
    "ShardRow",
    "Table",
    "TaskAgencyRow",
    "TaskRole",
    "TaskTableRow",
    "TriggerRow",
    "ZaloAccountRow",
]
