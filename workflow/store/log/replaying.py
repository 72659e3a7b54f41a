"""Holding the rows of duties to the log: what a row says that its lines don't, and lines whose duty is gone."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.log.audit import LogEntry
from workflow.log.history import BrokenHistory, Replayed, replay
from workflow.store.log.writing import entry_of
from workflow.store.tables import AgencyRow, AssignmentRow, EventRow

# Duties whose lines are read at once.
_BATCH = 500
_FACT_LABELS = {
    "agency": "cơ quan",
    "state": "trạng thái",
    "timeliness": "tình trạng thời hạn",
    "opens": "ngày bắt đầu",
    "due": "hạn",
    "act_by": "ngày làm việc cuối",
    "soon_on": "ngày bắt đầu nhắc",
    "reported_on": "ngày báo cáo",
    "wished_due": "hạn xin gia hạn",
    "extensions": "số lần gia hạn",
    "progress": "tiến độ",
    "result": "kết quả",
}


@dataclass(frozen=True, kw_only=True)
class Unexplained:
    """A duty that the log doesn't explain, and in Vietnamese what of it."""

    assignment_id: int
    reason: str

    @property
    def words(self) -> str:
        return f"nhiệm vụ {self.assignment_id}: {self.reason}"


def unexplained_duties(session: Session) -> Iterator[Unexplained]:
    """Replay the log and return the duties whose rows say something else, by number. Reads all of it."""
    numbers = session.scalars(select(AssignmentRow.id).order_by(AssignmentRow.id)).all()
    for start in range(0, len(numbers), _BATCH):
        batch = numbers[start : start + _BATCH]
        yield from _of_range(session, batch[0], batch[-1])
    yield from _without_a_row(session)


def facts_of_row(row: AssignmentRow, agency: str) -> Replayed:
    """Return what a duty's row says, `agency` being its agency's code."""
    of_row = {field.name: getattr(row, field.name) for field in fields(Replayed) if field.name != "agency"}
    return Replayed(agency=agency, **of_row)


def _of_range(session: Session, first: int, last: int) -> Iterator[Unexplained]:
    rows = session.execute(
        select(AssignmentRow, AgencyRow.code)
        .join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id, isouter=True)
        .where(AssignmentRow.id.between(first, last))
        .order_by(AssignmentRow.id)
    ).all()
    lines = _lines_by_duty(session, first, last)
    for row, code in rows:
        if reason := _difference(row, code or "", lines.get(row.id, ())):
            yield Unexplained(assignment_id=row.id, reason=reason)
    session.expunge_all()


def _lines_by_duty(session: Session, first: int, last: int) -> dict[int, list[LogEntry | None]]:
    """The lines of a range of duties; None stands for one that can't be read."""
    about = EventRow.assignment_id.between(first, last)
    found: defaultdict[int, list[LogEntry | None]] = defaultdict(list)
    try:
        for row in session.scalars(select(EventRow).where(about).order_by(EventRow.id)):
            found[row.assignment_id or 0].append(entry_of(row))
    except (ValueError, TypeError, AttributeError):
        found.clear()
        for number, duty in session.execute(select(EventRow.id, EventRow.assignment_id).where(about)).all():
            found[duty or 0].append(_entry_or_none(session, number))
    return found


def _entry_or_none(session: Session, number: int) -> LogEntry | None:
    try:
        return entry_of(session.get_one(EventRow, number))
    except (ValueError, TypeError, AttributeError):
        return None


def _difference(row: AssignmentRow, code: str, lines: Sequence[LogEntry | None]) -> str:
    readable = [line for line in lines if line is not None]
    if len(readable) < len(lines):
        return "nhật ký có dòng không đọc được"
    try:
        replayed = replay(readable)
    except BrokenHistory as error:
        return f"nhật ký không khớp ({error.reason})"
    except (ValueError, TypeError):
        return "nhật ký có dòng nói điều không thể có"
    if replayed is None:
        return "nhật ký không có dòng nào về nhiệm vụ này"
    said = facts_of_row(row, code)
    return "; ".join(
        f"{label} là “{_shown(getattr(said, name))}”, nhật ký ghi “{_shown(getattr(replayed, name))}”"
        for name, label in _FACT_LABELS.items()
        if getattr(said, name) != getattr(replayed, name)
    )


def _without_a_row(session: Session) -> Iterator[Unexplained]:
    gone = (
        select(EventRow.assignment_id)
        .join(AssignmentRow, AssignmentRow.id == EventRow.assignment_id, isouter=True)
        .where(EventRow.assignment_id.is_not(None), AssignmentRow.id.is_(None))
        .distinct()
        .order_by(EventRow.assignment_id)
    )
    for number in session.scalars(gone):
        if number is not None:
            yield Unexplained(assignment_id=number, reason="nhật ký có nhiệm vụ này, cơ sở dữ liệu không còn")


def _shown(value: object) -> str:
    return "" if value is None else str(value)
