"""When the world changes: a newer plan replaces an older one, an agency's duties pass to its successor.

Nothing is deleted. What was open goes on elsewhere or is closed with a link; what was done stays where it was done.
"""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from base.errors import DondocError
from base.vietnamese import short_date
from workflow.by import By
from workflow.lifecycle import OPEN, Event, Role, Transition, step_of
from workflow.log.actions import LogAction
from workflow.store.duties.reading import assignment
from workflow.store.duties.transitions import apply, apply_change
from workflow.store.log.writing import LogEntry, record
from workflow.store.people.directory import agency_ids
from workflow.store.tables import AssignmentRow, OccurrenceRow, PlanRow, TaskRow


class UnknownPlan(DondocError):
    """There is no registered plan of this number."""


class SuccessionRefused(DondocError):
    """A plan or agency cannot take over from this one."""


@dataclass(frozen=True, kw_only=True)
class Succession:
    """What a change moved: duties that went on elsewhere, and those that were closed with the reason."""

    moved: int
    closed: int


def plan_by_number(session: Session, number: str, year: int | None = None) -> PlanRow:
    """Return a registered plan; with `year` where the number comes back every year. Raises `UnknownPlan`."""
    query = select(PlanRow).where(PlanRow.number == number).order_by(PlanRow.issued_on.desc())
    if year is not None:
        query = query.where(PlanRow.year == year)
    found = session.scalars(query).first()
    if found is None:
        raise UnknownPlan(
            given=number if year is None else f"{number} năm {year}",
            place="Văn bản",
            reason="chưa được nhập",
            remedy="Nhập văn bản trước bằng `dondoc import`.",
        )
    return found


def supersede_plan(session: Session, old_id: int, new_id: int, by: By) -> Succession:
    """Close the open duties of an older plan as superseded by a newer one, and link the two.

    A reported duty stays until it is confirmed; returned or recalled, it is closed too.
    """
    old, new = session.get_one(PlanRow, old_id), session.get_one(PlanRow, new_id)
    if old.issued_on > new.issued_on or old_id == new_id:
        raise SuccessionRefused(
            given=new.number,
            place=f"Văn bản {old.number} ngày {short_date(old.issued_on)}",
            reason="không thể bị thay thế bởi văn bản ban hành trước nó hoặc chính nó",
            remedy="Kiểm tra lại thứ tự hai văn bản.",
        )
    session.execute(update(PlanRow).where(PlanRow.id == old_id).values(superseded_by_id=new_id))
    newer, older = (f"{plan.number} ngày {short_date(plan.issued_on)}" for plan in (new, old))
    record(
        session,
        [
            LogEntry.of(by.because(by.reason, newer), LogAction.SUPERSEDE_PLAN, plan=old_id),
            LogEntry.of(by.because(by.reason, older), LogAction.SUPERSEDES_PLAN, plan=new_id, details={"plan": old_id}),
        ],
    )
    replaced = Transition(event=Event.SUPERSEDE, role=Role.ADMIN, by=by.because(by.reason), plan=newer)
    open_ids = _open_of_plan(session, old_id)
    for assignment_id in open_ids:
        apply(session, assignment_id, replaced)
    return Succession(moved=0, closed=len(open_ids))


def succeed_agency(session: Session, old_code: str, new_code: str, by: By) -> Succession:
    """Hand an agency's open duties to its successor. Where that one owes the same already, the old one is withdrawn."""
    ids = agency_ids(session)
    for code in (old_code, new_code):
        if code not in ids or old_code == new_code:
            raise SuccessionRefused(
                given=code,
                place="Danh bạ cơ quan",
                reason="không có trong danh bạ, hoặc hai mã trùng nhau",
                remedy="Xem mã cơ quan bằng `dondoc agencies list`.",
            )
    moved = closed = 0
    for row in _open_of_agency(session, ids[old_code]):
        if _owes_already(session, row.occurrence_id, ids[new_code]):
            _close(session, row.id, new_code, by)
            closed += 1
        else:
            _hand_over(session, row, ids[new_code], old_code, new_code, by)
            moved += 1
    return Succession(moved=moved, closed=closed)


def _open_of_plan(session: Session, plan_id: int) -> list[int]:
    return list(
        session.scalars(
            select(AssignmentRow.id)
            .join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
            .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
            .where(TaskRow.plan_id == plan_id, AssignmentRow.state.in_(step_of(Event.SUPERSEDE).sources))
            .order_by(AssignmentRow.id)
        )
    )


def _open_of_agency(session: Session, agency_id: int) -> list[AssignmentRow]:
    query = select(AssignmentRow).where(AssignmentRow.agency_id == agency_id, AssignmentRow.state.in_(OPEN))
    return list(session.scalars(query.order_by(AssignmentRow.id)))


def _owes_already(session: Session, occurrence_id: int, agency_id: int) -> bool:
    same = select(AssignmentRow.id).where(
        AssignmentRow.occurrence_id == occurrence_id, AssignmentRow.agency_id == agency_id
    )
    return session.scalars(same).first() is not None


def _hand_over(session: Session, row: AssignmentRow, agency_id: int, old_code: str, new_code: str, by: By) -> None:
    before = assignment(session, row.id)
    apply_change(session, row, before, {"agency_id": agency_id, "changed_at": by.now})
    entry = LogEntry.of(
        by,
        LogAction.SUCCEED,
        assignment=before.id,
        before=before.state,
        after=before.state,
        details={"agency": new_code, "was_agency": old_code},
    )
    record(session, [entry])


def _close(session: Session, assignment_id: int, new_code: str, by: By) -> None:
    reason = f"cơ quan kế thừa ({new_code}) đã có nhiệm vụ này; {by.document}"
    apply(session, assignment_id, Transition(event=Event.WITHDRAW, role=Role.ADMIN, by=by.because(reason)))
