"""The tables, one module for each thing, loaded when one of its names is asked for: mapping a table takes its time.

`TableBase` here is the base with all tables: whoever asks for it wants to make, compare or copy them. A row that is
flushed asks for the tables it refers to, which `Database.writing` sees to.
"""

from typing import TYPE_CHECKING

from base.lazy_names import names_on_demand

if TYPE_CHECKING:
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

# Which module defines which names.
_MODULES = {
    "accounts": "AlarmRow ZaloAccountRow",
    "agencies": "AgencyAliasRow AgencyMemberRow AgencyRow ContactRole ContactRow FormerNameRow",
    "duties": "AssignmentRow EventProposalRow OccurrenceRow ProposalState TriggerRow",
    "evidence": "DraftRow UploadRow",
    "feeds": "FeedRow RenderedEventRow ShareRow",
    "imports": "DraftState ImportDecisionRow ImportDraftRow",
    "installation": "InstallationRow",
    "log": "DailyRunRow EventRow SealRow ShardRow",
    "notices": "ChannelRow NoticeRow NoticeState",
    "people": "BrowserSessionRow FormerPasswordRow KeptFormRow PersonRow RoleGrantRow "
    "SavedViewRow SignInStage SignInTokenRow TokenKind WrongTryRow",
    "plans": "PlanRow TaskAgencyRow TaskRole TaskRow",
    "reports": "FrozenReportRow",
    "runs": "CursorRow JobRunRow RunState",
}
_find = names_on_demand(__name__, {name: module for module, names in _MODULES.items() for name in names.split()})


def __getattr__(name: str) -> object:
    if name != "TableBase":
        return _find(name)
    from workflow.store.tables.base import TableBase

    for names in _MODULES.values():
        _find(names.split()[0])
    # Each writing transaction asks.
    globals()["TableBase"] = TableBase
    return TableBase
