"""Moving an assignment along its lifecycle: one conditional update, one line in the log.

The row decides, not the reader: the update names the version that was read, so that of two people who act at the
same time one is told that the other was faster.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from base.clock import VIETNAM
from base.errors import DondocError
from base.vietnamese import short_date
from workflow.assignment import Assignment
from workflow.lifecycle import Event, Role, State, Transition, advance, step_of
from workflow.log.actions import action_label
from workflow.log.history import line_facts
from workflow.store.duties.reading import UnknownAssignment, assignment
from workflow.store.log.writing import LogEntry, record
from workflow.store.tables import AgencyRow, AssignmentRow, EventRow, OccurrenceRow, PlanRow, TaskRow
from workflow.timeliness import Dates, next_change, timeliness


@dataclass(frozen=True, kw_only=True)
class Rescheduling:
    """New dates that come with a move; all None takes the dates away (an event that was not fired after all)."""

    opens: date | None = None
    due: date | None = None
    act_by: date | None = None
    soon_on: date | None = None


class ChangedMeanwhile(DondocError):
    """Somebody else changed the assignment between reading and writing."""

    exit_code = 1


class UnknownNewAgency(DondocError):
    """An assignment was to be given to an agency that the directory doesn't have."""


class OwesTheSame(DondocError):
    """An assignment was to be given to an agency that has its own for the same task and day."""


def apply(
    session: Session, assignment_id: int, transition: Transition, dates: Rescheduling | None = None
) -> Assignment:
    """Let an event happen to an assignment and return it as it stands then.

    Raises the errors of `workflow.lifecycle.advance`, `UnknownAssignment` or `ChangedMeanwhile`; nothing is changed.
    """
    row = session.scalars(select(AssignmentRow).where(AssignmentRow.id == assignment_id)).one_or_none()
    if row is None:
        raise UnknownAssignment(assignment_id)
    before = assignment(session, assignment_id)
    after = advance(
        before.state, transition.event, role=transition.role, given=transition.given, assignment=before.name
    )
    values = _values(session, row, transition, after, dates)
    apply_change(session, row, before, values)
    record(session, [_entry(before, transition, after, values)])
    if before.state is State.REPORTED and after is State.IN_PROGRESS and (newer := _newer_plan(session, row)):
        by = replace(transition.by.because(""), files=())
        follow = Transition(event=Event.SUPERSEDE, role=Role.ADMIN, by=by, plan=newer)
        return apply(session, assignment_id, follow)
    return assignment(session, assignment_id)


def _newer_plan(session: Session, row: AssignmentRow) -> str:
    """The plan that superseded the duty's own, as in "12/KH-UBND ngày 05/01/2027"; "" while its own is in force."""
    own, newer = aliased(PlanRow), aliased(PlanRow)
    found = session.execute(
        select(newer.number, newer.issued_on)
        .join(own, own.superseded_by_id == newer.id)
        .join(TaskRow, TaskRow.plan_id == own.id)
        .join(OccurrenceRow, OccurrenceRow.task_id == TaskRow.id)
        .where(OccurrenceRow.id == row.occurrence_id)
    ).one_or_none()
    return "" if found is None else f"{found.number} ngày {short_date(found.issued_on)}"


def _values(
    session: Session, row: AssignmentRow, act: Transition, after: State, dates: Rescheduling | None
) -> dict[str, Any]:
    values: dict[str, Any] = {"state": after, **step_of(act.event).effect(act)}
    if "agency" in values:
        values["agency_id"] = _new_agency(session, row, values.pop("agency"))
    if dates is not None:
        values |= {
            "opens": dates.opens,
            "due": dates.due,
            "act_by": dates.act_by,
            "soon_on": dates.soon_on,
            "wished_due": None,
            "scheduled_on": act.by.today,
        }
    deciding = Dates(
        due=values.get("due", row.due),
        soon_on=values.get("soon_on", row.soon_on),
        reported_on=values.get("reported_on", row.reported_on),
    )
    return values | {
        "timeliness": timeliness(after, deciding, today=act.by.today),
        "next_change_on": next_change(after, deciding, today=act.by.today),
        "changed_at": act.by.now,
    }


def _new_agency(session: Session, row: AssignmentRow, code: str) -> int:
    found = session.scalars(select(AgencyRow.id).where(AgencyRow.code == code)).one_or_none()
    if found is None:
        raise UnknownNewAgency(
            given=code,
            place="Cơ quan nhận việc",
            reason="không có trong danh bạ",
            remedy="Xem mã cơ quan bằng `dondoc agencies list`.",
        )
    same = select(AssignmentRow.id).where(
        AssignmentRow.occurrence_id == row.occurrence_id, AssignmentRow.agency_id == found, AssignmentRow.id != row.id
    )
    if other := session.scalars(same).first():
        raise OwesTheSame(
            given=code,
            place="Cơ quan nhận việc",
            reason=f"đã được giao chính việc này (việc {other})",
            remedy=f"Chọn cơ quan khác, hoặc thu hồi việc {row.id} bằng `dondoc withdraw`.",
        )
    return found


def check_version(session: Session, assignment_id: int, version: int) -> None:
    """Hold a duty for this transaction if it is as somebody saw it; else raise `ChangedMeanwhile` with who was faster.

    Raises `UnknownAssignment` too.
    """
    held = select(AssignmentRow.version).where(AssignmentRow.id == assignment_id).with_for_update()
    found = session.scalars(held).one_or_none()
    if found is None:
        raise UnknownAssignment(assignment_id)
    if found != version:
        raise _overtaken(session, assignment(session, assignment_id))


def _overtaken(session: Session, duty: Assignment) -> ChangedMeanwhile:
    last = select(EventRow).where(EventRow.assignment_id == duty.id).order_by(EventRow.id.desc()).limit(1)
    line = session.scalars(last).one()
    local = line.at.astimezone(VIETNAM)
    return ChangedMeanwhile(
        given=duty.id,
        place=duty.name,
        reason=f"đã được {line.actor} {action_label(line.action)} lúc {local:%H:%M} ngày {short_date(local.date())}",
        remedy=f"Nay “{duty.state.label}”. Xem lại rồi thực hiện lại; thao tác này chưa làm thay đổi gì.",
    )


def apply_change(session: Session, row: AssignmentRow, before: Assignment, values: dict[str, Any]) -> None:
    """Set columns of a duty, unless it changed since it was read; each change gives the calendar a higher revision.

    Raises `ChangedMeanwhile`. The caller writes the line in the log.
    """
    version = row.version
    changed = session.execute(
        update(AssignmentRow)
        .where(AssignmentRow.id == before.id, AssignmentRow.version == version)
        .values(**values, version=version + 1, revision=AssignmentRow.revision + 1)
        .returning(AssignmentRow.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    session.expire(row)
    if changed is None:
        raise ChangedMeanwhile(
            given=before.id,
            place=before.name,
            reason="vừa được người khác cập nhật",
            remedy="Xem lại việc rồi thực hiện lại; thao tác này chưa làm thay đổi gì.",
        )


def _entry(before: Assignment, act: Transition, after: State, values: dict[str, Any]) -> LogEntry:
    agency = {"agency": act.agency} if act.event is Event.REASSIGN else {}
    said = act.by.because(act.by.reason or act.text, act.by.document or act.result or act.plan)
    return LogEntry.of(
        said,
        act.event,
        trigger=act.trigger_id,
        assignment=before.id,
        before=before.state,
        after=after,
        details=line_facts(values) | agency,
    )
