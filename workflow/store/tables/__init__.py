"""The tables, one module for each thing. Importing this package registers them all for migrations."""

from workflow.store.tables.accounts import AlarmRow, ZaloAccountRow
from workflow.store.tables.agencies import (
    AgencyAliasRow,
    AgencyMemberRow,
    AgencyRow,
    ContactRole,
    ContactRow,
    FormerNameRow,
)
from workflow.store.tables.base import TableBase
from workflow.store.tables.duties import AssignmentRow, EventProposalRow, OccurrenceRow, ProposalState, TriggerRow
from workflow.store.tables.evidence import DraftRow, UploadRow
from workflow.store.tables.feeds import FeedRow, RenderedEventRow, ShareRow
from workflow.store.tables.imports import DraftState, ImportDecisionRow, ImportDraftRow
from workflow.store.tables.installation import InstallationRow
from workflow.store.tables.log import DailyRunRow, EventRow, SealRow, ShardRow
from workflow.store.tables.notices import ChannelRow, NoticeRow, NoticeState
from workflow.store.tables.people import (
    BrowserSessionRow,
    FormerPasswordRow,
    KeptFormRow,
    PersonRow,
    RoleGrantRow,
    SavedViewRow,
    SignInStage,
    SignInTokenRow,
    TokenKind,
    WrongTryRow,
)
from workflow.store.tables.plans import PlanRow, TaskAgencyRow, TaskRole, TaskRow
from workflow.store.tables.reports import FrozenReportRow
from workflow.store.tables.runs import CursorRow, JobRunRow, RunState

__all__ = [
    "AgencyAliasRow",
    "AgencyMemberRow",
    "AgencyRow",
    "AlarmRow",
    "AssignmentRow",
    "BrowserSessionRow",
    "ChannelRow",
    "ContactRole",
    "ContactRow",
    "CursorRow",
    "DailyRunRow",
    "DraftRow",
    "DraftState",
    "EventProposalRow",
    "EventRow",
    "FeedRow",
    "FormerNameRow",
    "FormerPasswordRow",
    "FrozenReportRow",
    "ImportDecisionRow",
    "ImportDraftRow",
    "InstallationRow",
    "JobRunRow",
    "KeptFormRow",
    "NoticeRow",
    "NoticeState",
    "OccurrenceRow",
    "PersonRow",
    "PlanRow",
    "ProposalState",
    "RenderedEventRow",
    "RoleGrantRow",
    "RunState",
    "SavedViewRow",
    "SealRow",
    "ShardRow",
    "ShareRow",
    "SignInStage",
    "SignInTokenRow",
    "TableBase",
    "TaskAgencyRow",
    "TaskRole",
    "TaskRow",
    "TokenKind",
    "TriggerRow",
    "UploadRow",
    "WrongTryRow",
    "ZaloAccountRow",
]
