"""A report while it is being written: what was typed and the files that were sent up, kept for its author alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from base.errors import DondocError
from services.accounts.journal import by_of
from services.duties.acting import actor_now
from services.evidence.intake import Incoming, check_number, check_pace, take_in
from services.evidence.markings import refuse_marked
from services.evidence.scanner import InfectedFile
from services.installation import Installation
from workflow.evidence.files import EvidenceFile
from workflow.lifecycle import NotAllowed
from workflow.log.actions import LogAction
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.rights import No, may
from workflow.store.database.opening import Session
from workflow.store.duties.subjects import duty_subject
from workflow.store.log.writing import LogEntry, record
from workflow.store.people import drafts
from workflow.store.people.drafts import Draft, DraftKey


@dataclass(frozen=True, kw_only=True)
class Writing:
    """Who writes which form of which duty, and what it will ask the table of rights for."""

    actor: Actor
    duty: int
    form: str
    action: Action
    now: datetime

    @property
    def key(self) -> DraftKey | None:
        """Where the draft is kept; None for somebody without an account, who has none."""
        person = self.actor.person
        return None if person is None else DraftKey(person=person, duty=self.duty, form=self.form)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What came of files that were sent up: those taken in, and of the others why not."""

    files: tuple[EvidenceFile, ...]
    refused: tuple[DondocError, ...]


def find_draft(installation: Installation, writing: Writing) -> Draft | None:
    """Return what somebody has written so far."""
    if writing.key is None:
        return None
    with installation.database.reading() as session:
        return drafts.draft(session, writing.key)


def drafts_about(installation: Installation, actor: Actor, duty: int) -> list[Draft]:
    """Return what somebody has begun to write about a duty, in whatever form."""
    if actor.person is None:
        return []
    with installation.database.reading() as session:
        return [one for one in drafts.drafts_of(session, actor.person) if one.key.duty == duty]


def write_draft(installation: Installation, writing: Writing, fields: Mapping[str, str]) -> None:
    """Keep what was typed. Raises `NotAllowed`, `SecretRefused`."""
    refuse_marked(fields.values())
    with installation.database.writing() as session:
        _check(session, writing)
        if writing.key is not None:
            drafts.keep_draft(session, writing.key, fields, writing.now)


def attach_files(
    installation: Installation, writing: Writing, incoming: Iterable[Incoming], *, before: int = 0
) -> Taken:
    """Take files in and put them into the draft, which is there; one that is refused keeps no other from it.

    `before` are the files that go along already. Raises `NotAllowed`.
    """
    with installation.database.reading() as session:
        _check(session, writing)
    taken: list[EvidenceFile] = []
    refused: list[DondocError] = []
    for one in incoming:
        try:
            check_number(one.name, before + len(taken))
            with installation.database.reading() as session:
                check_pace(session, one.name, writing.actor.person, writing.now)
            file = take_in(installation, one)
        except InfectedFile as error:
            _note_infected(installation, writing, error)
            refused.append(error)
            continue
        except DondocError as error:
            refused.append(error)
            continue
        with installation.database.writing() as session:
            drafts.add_upload(session, file, person=writing.actor.person, now=writing.now, key=writing.key)
        taken.append(file)
    return Taken(files=tuple(taken), refused=tuple(refused))


def detach_file(installation: Installation, writing: Writing, number: int) -> None:
    """Take a file out of one's own draft."""
    if writing.key is not None:
        with installation.database.writing() as session:
            drafts.take_out(session, writing.key, number)


def forget_own_draft(installation: Installation, writing: Writing) -> None:
    """Forget one's own draft."""
    if writing.key is not None:
        with installation.database.writing() as session:
            drafts.drop_draft(session, writing.key)


def _note_infected(installation: Installation, writing: Writing, error: InfectedFile) -> None:
    """Who sent up what, for whoever looks after the machines."""
    by = by_of(writing.actor, writing.now).because(f"{error.given}: {error.found}")
    with installation.database.writing() as session:
        record(session, [LogEntry.of(by, LogAction.REFUSE_FILE, details={"duty": writing.duty})])


def _check(session: Session, writing: Writing) -> None:
    """Whoever may not do it needs no draft of it, and fills no disk."""
    actor = actor_now(session, writing.actor, writing.now)
    subject = duty_subject(session, writing.duty, asking=actor.agencies, today=writing.now.date())
    if isinstance(answer := may(actor, writing.action, subject), No):
        raise NotAllowed(
            given=writing.action.label,
            place=f"nhiệm vụ {writing.duty}",
            reason="không thuộc quyền của bạn",
            remedy=answer.reason,
        )
