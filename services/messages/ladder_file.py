"""The ladder changed by page: checked as the file is, tried on a duty, shown as a difference, then written."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from base.atomic_file import whole_file
from base.errors import DondocError
from config.escalation import FILE_NAME, Escalation, StepEntry, escalation_text, read_escalation, with_steps
from config.policy_files import PolicyFileRefused
from services.directory.agency_changes import refuse_several_folders
from services.duties.endings import Deciding, allowed_deciding
from services.installation import Installation
from workflow.assignment import Assignment
from workflow.log.actions import LogAction
from workflow.notices.ladder import Ladder, LadderStep, ladders
from workflow.people.actions import Action
from workflow.rights import Subject
from workflow.store.duties.reading import assignment
from workflow.store.log.writing import LogEntry, record
from workflow.store.notices.ladder_of_duty import Rung, rungs

_PLACE = "Thang đôn đốc"


class LadderChanged(DondocError):
    """Somebody wrote the ladder since it was looked at."""


@dataclass(frozen=True, kw_only=True)
class LadderText:
    """The ladder as it is in force, and what tells this text from another one."""

    escalation: Escalation
    version: str


@dataclass(frozen=True, kw_only=True)
class StepChange:
    """One step before and after, None where it is new or gone."""

    before: LadderStep | None
    after: LadderStep | None


@dataclass(frozen=True, kw_only=True)
class TriedLadder:
    """What a ladder would change: the steps, and the days of one duty before and after, when one was named."""

    changes: Sequence[StepChange]
    duty: Assignment | None = None
    before: Sequence[Rung] = ()
    after: Sequence[Rung] = ()


def ladder_in_force(installation: Installation) -> LadderText:
    """Return the ladder of this moment. Raises `PolicyFileRefused`."""
    text = _text(installation)
    return LadderText(escalation=read_escalation(_path(installation), text), version=_version(text))


def try_ladder(installation: Installation, steps: Sequence[StepEntry], *, duty: int | None, today: date) -> TriedLadder:
    """Say what a ladder of these steps would change; nothing is written.

    Raises `PolicyFileRefused` with every fault, `UnknownAssignment`.
    """
    now, then = ladder_in_force(installation).escalation, _candidate(installation, steps)
    changes = _changes(ladders(now).common, ladders(then).common)
    if duty is None:
        return TriedLadder(changes=changes)
    with installation.database.reading() as session:
        known = assignment(session, duty)
        policies = installation.policies
        before, after = (
            rungs(session, duty, found, working_days=policies.working_days, leadership=policies.leadership)
            for found in (ladders(now), ladders(then))
        )
    return TriedLadder(changes=changes, duty=known, before=_from(before, today), after=_from(after, today))


def write_ladder(installation: Installation, steps: Sequence[StepEntry], version: str, deciding: Deciding) -> None:
    """Write the ladder into the installation's folder; it is in force from the next run on.

    Raises `NotAllowed`, `SeveralFolders`, `LadderChanged`, `PolicyFileRefused`, `FileNotWritten`.
    """
    refuse_several_folders(installation)
    candidate = _candidate(installation, steps)
    with installation.database.writing() as session:
        by = allowed_deciding(session, Action.KEEP_POLICIES, Subject(), deciding, place=_PLACE)
        before = _text(installation)
        if _version(before) != version:
            raise LadderChanged(
                given=_PLACE,
                place=_PLACE,
                reason="vừa được người khác sửa",
                remedy="Mở lại trang rồi sửa trên bản mới.",
            )
        changes = _changes(ladders(read_escalation(_path(installation), before)).common, ladders(candidate).common)
        told = {"steps": [step.id for one in changes if (step := one.after or one.before)]}
        record(session, [LogEntry.of(by, LogAction.KEEP_LADDER, details=told)])
        folder = installation.settings.policies_dir
        folder.mkdir(parents=True, exist_ok=True)
        with whole_file(folder / FILE_NAME) as part:
            part.write_text(with_steps(before, steps), encoding="utf-8")
    installation.look_again()


def step_faults(error: PolicyFileRefused) -> list[str]:
    """Return what is wrong with a ladder, each fault as a sentence."""
    return [f"{fault.place}: {fault.reason}. {fault.remedy}" for fault in error.faults]


def _candidate(installation: Installation, steps: Sequence[StepEntry]) -> Escalation:
    return read_escalation(_path(installation), with_steps(_text(installation), steps))


def _text(installation: Installation) -> str:
    return escalation_text(installation.settings.policies_dir)


def _path(installation: Installation) -> Path:
    return installation.settings.policies_dir / FILE_NAME


def _version(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _changes(before: Ladder, after: Ladder) -> list[StepChange]:
    old, new = ({step.id: step for step in ladder.steps} for ladder in (before, after))
    return [
        StepChange(before=old.get(number), after=new.get(number))
        for number in dict.fromkeys((*old, *new))
        if old.get(number) != new.get(number)
    ]


def _from(found: Sequence[Rung], today: date) -> list[Rung]:
    return [rung for rung in found if rung.day >= today]
