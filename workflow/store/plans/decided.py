"""What people decided of duties that a changed document would undo: it stays unless the person says otherwise."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.lifecycle import OPEN, Event, State
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.plan import COLUMN_LABELS
from workflow.registry.amendment import Change, Difference
from workflow.store.duties.reading import assignment
from workflow.store.log.writing import history
from workflow.store.tables import AgencyRow, AssignmentRow, OccurrenceRow

# A day that one of these set is a person's decision; an event's day and the document's own are not.
_DECIDES = frozenset({LogAction.GRANT_EXTENSION, LogAction.RESCHEDULE, Event.RETURN, Event.REASSIGN, Event.REOPEN})


class ConflictKind(StrEnum):
    """What the document would undo."""

    DAY = "day"
    REPORT = "report"
    WORDS = "words"

    @property
    def label(self) -> str:
        """The kind in the words of the screen."""
        return {
            "day": "hạn đã được quyết định",
            "report": "báo cáo đang chờ xác nhận",
            "words": "đã sửa theo văn bản khác",
        }[self]


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """One duty where the document says otherwise than people did: `says` in its words.

    `by` is who decided or reported, `due` the day that the duty has, `keeps` what keeping it comes to. The amended
    words of a task (`task_id`) are asked about once, at one of its duties.
    """

    kind: ConflictKind
    duty: int
    agency_name: str
    title: str
    due: date | None
    by: str
    document: str
    says: str
    keeps: str = ""
    task_id: int = 0


def conflicts_of(session: Session, differences: Iterable[Difference]) -> tuple[Conflict, ...]:
    """Return the conflicts of an amendment, by duty; of one duty that has two, one that says both."""
    found: dict[int, Conflict] = {}
    for difference in differences:
        for one in (*_amended_words(session, difference), *_of_difference(session, difference)):
            first = found.get(one.duty)
            found[one.duty] = replace(first, says=f"{first.says}; {one.says}") if first else one
    return tuple(found[duty] for duty in sorted(found))


def differences_to_follow(
    differences: Iterable[Difference], conflicts: Iterable[Conflict], overruled: Collection[int]
) -> list[Difference]:
    """Return the differences, with the document followed for the tasks whose amended words were overruled."""
    tasks = {one.task_id for one in conflicts if one.kind is ConflictKind.WORDS and one.duty in overruled}
    return [replace(one, follows=one.stored is not None and one.stored.id in tasks) for one in differences]


def _amended_words(session: Session, difference: Difference) -> Iterator[Conflict]:
    """What another document wrote of a task, where the plan's own says otherwise; asked about with its last duty."""
    if difference.stored is None or not difference.kept:
        return
    query = select(AssignmentRow.id).join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
    duties = query.where(OccurrenceRow.task_id == difference.stored.id)
    number = session.scalar(duties.order_by(AssignmentRow.state.in_(OPEN).desc(), AssignmentRow.id).limit(1))
    if number is None:
        return
    duty = assignment(session, number)
    changed = {cell.column for cell in difference.kept}
    documents = dict.fromkeys(cell.document for cell in difference.stored.amended if cell.column in changed)
    yield Conflict(
        kind=ConflictKind.WORDS,
        duty=number,
        agency_name=duty.agency_name,
        title=duty.task.title,
        due=None,
        by="",
        document="; ".join(documents),
        says=_listed((cell.column, cell.after) for cell in difference.kept),
        keeps=_listed((cell.column, cell.before) for cell in difference.kept),
        task_id=difference.stored.id,
    )


def _listed(cells: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"{COLUMN_LABELS[column].lower()}: {text or '(trống)'}" for column, text in cells)


def decided_day(lines: Iterable[LogEntry]) -> LogEntry | None:
    """Return the line by which a person set the day that a duty has, None where nobody did."""
    setting = [line for line in lines if line.details.get("due") is not None]
    if not setting or setting[-1].trigger_id is not None:
        return None
    # A duty that waited and was given a day of its own, not by its event.
    alone = setting[-1].action == Event.FIRE and setting[-1].details.get("only")
    return setting[-1] if alone or setting[-1].action in _DECIDES else None


def _of_difference(session: Session, difference: Difference) -> Iterator[Conflict]:
    if difference.stored is None or difference.change not in {Change.CHANGED, Change.GONE}:
        return
    gone = difference.change is Change.GONE
    staying = {agency.code for agency in difference.read.owners} if difference.read else set()
    for number, code, state in _open_duties(session, difference.stored.id):
        lines = history(session, number)
        if state is State.REPORTED and (gone or ("lead" in difference.columns and code not in staying)):
            reports = [line for line in lines if line.action == Event.REPORT]
            yield _conflict(session, ConflictKind.REPORT, number, reports[-1], difference)
        elif "deadline" in difference.columns and (line := decided_day(lines)) is not None:
            yield _conflict(session, ConflictKind.DAY, number, line, difference)


def _open_duties(session: Session, task_id: int) -> list[tuple[int, str, State]]:
    query = (
        select(AssignmentRow.id, AgencyRow.code, AssignmentRow.state)
        .join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id)
        .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
        .where(OccurrenceRow.task_id == task_id, AssignmentRow.state.in_(OPEN))
        .order_by(AssignmentRow.id)
    )
    return [(number, code, state) for number, code, state in session.execute(query)]


def _conflict(session: Session, kind: ConflictKind, number: int, line: LogEntry, difference: Difference) -> Conflict:
    duty = assignment(session, number)
    return Conflict(
        kind=kind,
        duty=number,
        agency_name=duty.agency_name,
        title=duty.task.title,
        due=duty.due,
        by=line.actor,
        document=line.document,
        says=_said(kind, difference),
        keeps="vẫn do cơ quan này chủ trì, hạn không đổi" if kind is ConflictKind.REPORT else "",
    )


def _said(kind: ConflictKind, difference: Difference) -> str:
    if difference.read is None:
        return "không còn nhiệm vụ này"
    if kind is ConflictKind.DAY:
        return difference.read.resolution.explanation
    return _listed((cell.column, cell.after) for cell in difference.cells if cell.column in {"lead", "deadline"})
