"""What an import would hold back of a document that was only read: looked at the same way, nothing written."""

from collections.abc import Mapping
from dataclasses import replace

from base.errors import DondocError
from config.settings import Settings
from services.installation import open_installation, policies
from workflow.plan import PlanDocument
from workflow.policies import Policies
from workflow.registry.holding import HoldReason, issuer_hold
from workflow.registry.registration import planned_tasks

_WITHOUT_DIRECTORY = frozenset({HoldReason.DEADLINE, HoldReason.TWICE})


WHOLE_DOCUMENT = -1
NO_ISSUE_DAY = "không đọc được ngày ban hành, khi nhập phải ghi thêm (--issued)"


def held_rows(document: PlanDocument, known: Policies | None = None) -> Mapping[int, tuple[str, ...]]:
    """By the place of each row from 0, why it would wait for a person; `WHOLE_DOCUMENT` stands for the whole document.

    `known` are the house's policies; left out, those of the installation that the settings name. Without an
    installation, or in one whose directory is empty, nobody can say who is meant: leads are left out then. A task of
    another plan that says the same is only known when the plan is imported.
    """
    try:
        known = known or _policies()
    except DondocError:
        # The document can be read all the same; `dondoc doctor` tells of the policies.
        return {}
    if document.head.issued_on is None:
        return {WHOLE_DOCUMENT: (NO_ISSUE_DAY,)}
    directory = known.directory
    foreign = issuer_hold(document.head, directory)
    tasks = planned_tasks(
        replace(document, standing=()),
        directory,
        known.working_days,
        known.deadline_rules,
        foreign=foreign,
        confirmed=True,
    )
    held = {
        place: tuple(hold.words for hold in task.holds if directory.agencies or hold.reason in _WITHOUT_DIRECTORY)
        for place, task in enumerate(tasks)
    }
    whole = {WHOLE_DOCUMENT: (foreign.words,)} if foreign else {}
    return whole | {place: words for place, words in held.items() if words}


def _policies() -> Policies:
    settings = Settings()
    try:
        with open_installation(settings) as installation:
            return installation.policies
    except DondocError:
        return policies(settings)
