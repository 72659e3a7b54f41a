"""The ladder changed by page: checked as the file is, tried on a duty, shown as a difference, then written."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from base.atomic_file import whole_file
from base.errors import DondocError
from config.escalation import (
    FILE_NAME,
    Escalation,
    QuietEntry,
    StepEntry,
    escalation_text,
    read_escalation,
    with_plan_steps,
    with_steps,
    with_words,
)
from config.policy_files import PolicyFileRefused
from services.directory.agency_changes import refuse_several_folders
from services.duties.endings import Deciding, allowed_deciding
from services.installation import Installation
from workflow.assignment import Assignment
from workflow.log.actions import LogAction
from workflow.notices.ladder import Ladder, LadderStep, ladders
from workflow.people.actions import Action
from workflow.rights import Subject
from workflow.store.duties.reading import assignment, next_due
from workflow.store.figures.plan_facts import plan_facts
from workflow.store.log.writing import LogEntry, record
from workflow.store.notices.ladder_of_duty import Rung, rungs

_PLACE = "Thang đôn đốc"


class LadderChanged(DondocError):
    """Somebody wrote the ladder since it was looked at."""


@dataclass(frozen=True, kw_only=True)
class LadderText:
    """The ladder as it is in force, and what tells this text from another one.

    `plan` is the number of the plan whose it is, "" for the common one, which plans without one of their own follow.
    """

    escalation: Escalation
    version: str
    plan: str = ""

    @property
    def steps(self) -> Sequence[StepEntry]:
        """The steps that count."""
        return self.escalation.plans.get(self.plan, self.escalation.steps)


@dataclass(frozen=True, kw_only=True)
class StepChange:
    """One step before and after, None where it is new or gone."""

    before: LadderStep | None
    after: LadderStep | None


@dataclass(frozen=True, kw_only=True)
class TriedLadder:
    """What a ladder would change: the steps, and the days of one duty before and after, where there is any."""

    changes: Sequence[StepChange]
    duty: Assignment | None = None
    before: Sequence[Rung] = ()
    after: Sequence[Rung] = ()


def ladder_in_force(installation: Installation, plan: str = "") -> LadderText:
    """Return the ladder of this moment, a plan's by its number. Raises `PolicyFileRefused`."""
    text = _text(installation)
    return LadderText(escalation=read_escalation(_path(installation), text), version=_version(text), plan=plan)


def plan_number(installation: Installation, plan: int) -> str:
    """Return the number by which a plan's ladder is kept. Raises `UnknownPlanPage`."""
    with installation.database.reading() as session:
        return plan_facts(session, plan).head.number


def try_ladder(
    installation: Installation, steps: Sequence[StepEntry], *, duty: int | None, today: date, plan: str = ""
) -> TriedLadder:
    """Say what a ladder of these steps would change, the common one or a plan's; nothing is written.

    It is tried on the named duty, else on the one that falls due next, of that plan where it is a plan's. Raises
    `PolicyFileRefused` with every fault, `UnknownAssignment`.
    """
    now, then = ladder_in_force(installation).escalation, _candidate(installation, steps, plan)
    changes = _changes(_ladder_of(now, plan), _ladder_of(then, plan))
    with installation.database.reading() as session:
        duty = next_due(session, today=today, plan_number=plan) if duty is None else duty
        if duty is None:
            return TriedLadder(changes=changes)
        known = assignment(session, duty)
        policies = installation.policies
        before, after = (
            rungs(session, duty, found, working_days=policies.working_days, leadership=policies.leadership)
            for found in (ladders(now), ladders(then))
        )
    return TriedLadder(changes=changes, duty=known, before=_from(before, today), after=_from(after, today))


def write_ladder(
    installation: Installation, steps: Sequence[StepEntry], version: str, deciding: Deciding, *, plan: str = ""
) -> None:
    """Write the ladder, the common one or a plan's, into the installation's folder; in force from the next run on.

    Raises `NotAllowed`, `SeveralFolders`, `LadderChanged`, `PolicyFileRefused`, `FileNotWritten`.
    """
    candidate = _candidate(installation, steps, plan)

    def told(known: Escalation) -> dict[str, Any]:
        changes = _changes(_ladder_of(known, plan), _ladder_of(candidate, plan))
        ids = [step.id for one in changes if (step := one.after or one.before)]
        return {"steps": ids, "changes": [_change_words(one) for one in changes]} | ({"number": plan} if plan else {})

    _write(installation, version, deciding, told, lambda text: _written(installation, text, steps, plan))


def write_words(
    installation: Installation, wording: Mapping[str, str], quiet: QuietEntry, version: str, deciding: Deciding
) -> None:
    """Write what letters ask for in words, by the keys of the ladder's steps, and the hours that nothing is sent in.

    Raises as `write_ladder` does.
    """
    read_escalation(_path(installation), with_words(_text(installation), wording, quiet))

    def told(known: Escalation) -> dict[str, Any]:
        was = known.wording
        changes = [f"câu “{was.get(key, '')}” → “{said}”" for key, said in wording.items() if was.get(key) != said]
        if known.quiet != quiet:
            changes.append(f"giờ yên tĩnh {quiet_words(quiet)}")
        return {"steps": [], "changes": changes}

    _write(installation, version, deciding, told, lambda text: with_words(text, wording, quiet))


def quiet_words(quiet: QuietEntry) -> str:
    """Return quiet hours as people say them, as in "17:30–07:30 và ngày nghỉ"."""
    return f"{quiet.starts:%H:%M}–{quiet.ends:%H:%M}{' và ngày nghỉ' if quiet.days_off else ''}"


def _write(
    installation: Installation,
    version: str,
    deciding: Deciding,
    told: Callable[[Escalation], dict[str, Any]],
    written: Callable[[str], str],
) -> None:
    """Write the file anew, unless somebody did since `version`; `told` says what changes, for the log."""
    refuse_several_folders(installation)
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
        details = told(read_escalation(_path(installation), before))
        record(session, [LogEntry.of(by, LogAction.KEEP_LADDER, details=details)])
        folder = installation.settings.policies_dir
        folder.mkdir(parents=True, exist_ok=True)
        with whole_file(folder / FILE_NAME) as part:
            part.write_text(written(before), encoding="utf-8")
    installation.look_again()


def step_faults(error: PolicyFileRefused) -> list[str]:
    """Return what is wrong with a ladder, each fault as a sentence."""
    return [f"{fault.place}: {fault.reason}. {fault.remedy}" for fault in error.faults]


def _candidate(installation: Installation, steps: Sequence[StepEntry], plan: str) -> Escalation:
    return read_escalation(_path(installation), _written(installation, _text(installation), steps, plan))


def _written(installation: Installation, text: str, steps: Sequence[StepEntry], plan: str) -> str:
    return with_plan_steps(_path(installation), text, plan, steps) if plan else with_steps(text, steps)


def _ladder_of(known: Escalation, plan: str) -> Ladder:
    found = ladders(known)
    return found.of_plan(plan) if plan else found.common


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


def _change_words(change: StepChange) -> str:
    """What the log says of one change, as in "sửa trước hạn 7 ngày → trước hạn 10 ngày, cơ quan chủ trì"."""
    before, after = change.before, change.after
    if before and after:
        moved = f"{before.label} → {after.label}" if before.label != after.label else after.label
        return f"sửa {moved}, {after.audience.label}"
    step = after or before
    return f"{'thêm' if after else 'bỏ'} {step.label}, {step.audience.label}" if step else ""


def _from(found: Sequence[Rung], today: date) -> list[Rung]:
    return [rung for rung in found if rung.day >= today]
