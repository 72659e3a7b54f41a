"""Dates that change by decision: extensions asked for, granted or denied, and deadlines set anew by a coordinator.

Beside the state machine: the state stays, the printed expression stays, and the log keeps every date there was.
"""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from base.errors import DondocError
from base.vietnamese import short_date
from workflow.assignment import Assignment
from workflow.by import By
from workflow.lifecycle import WORKING, State
from workflow.log.actions import LogAction
from workflow.log.history import line_facts
from workflow.policies import Policies
from workflow.store.duties.reading import UnknownAssignment, assignment
from workflow.store.duties.transitions import apply_change
from workflow.store.log.writing import LogEntry, record
from workflow.store.tables import AssignmentRow
from workflow.timeliness import Dates, next_change, timeliness


class ExtensionRefused(DondocError):
    """The extension cannot be asked for, granted or denied as the duty stands."""


def request_extension(session: Session, assignment_id: int, due: date, by: By) -> Assignment:
    """Note that an agency asks for a later day, with its reason. The date itself stays until it is granted."""
    before, row = _read(session, assignment_id)
    if before.state not in WORKING or before.due is None:
        raise _refused(
            before, "xin gia hạn", "chỉ xin được khi nhiệm vụ có hạn và đang thực hiện", "Kiểm tra lại số nhiệm vụ."
        )
    if due <= before.due:
        raise _refused(
            before, short_date(due), f"không muộn hơn hạn hiện nay {short_date(before.due)}", "Ghi một ngày muộn hơn."
        )
    if not by.reason:
        raise _refused(before, "xin gia hạn", "còn thiếu lý do", "Ghi lý do rồi gửi lại.")
    values = {"wished_due": due, "changed_at": by.now}
    apply_change(session, row, before, values)
    return _logged(session, before, LogAction.REQUEST_EXTENSION, by, line_facts(values))


def grant_extension(
    session: Session, assignment_id: int, by: By, policies: Policies, *, due: date | None = None
) -> Assignment:
    """Give a duty the day that was asked for, or `due` instead. At most as often as the policies say; by a document.

    A report handed in meanwhile is judged by the new day; what is done, refused, closed or waits for its event stays.
    """
    before, row = _read(session, assignment_id)
    if row.wished_due is None:
        raise _refused(before, "gia hạn", "cơ quan chưa xin gia hạn", "Dùng `dondoc reschedule` để đặt lại hạn.")
    if before.state not in WORKING | {State.REPORTED}:
        raise _refused(before, "gia hạn", f"nhiệm vụ đang “{before.state.label}”", "Từ chối yêu cầu gia hạn này.")
    if row.extensions >= policies.most_grants:
        raise _refused(
            before,
            f"gia hạn lần {row.extensions + 1}",
            f"vượt quá {policies.most_grants} lần được phép",
            "Đặt lại hạn bằng `dondoc reschedule` theo chỉ đạo của cấp có thẩm quyền.",
        )
    if not by.document:
        raise _refused(before, "gia hạn", "còn thiếu số, ngày văn bản cho phép", "Bổ sung rồi thực hiện lại.")
    day = due or row.wished_due
    _check_other_day(before, due, by)
    values = _new_dates(row, day, by, policies) | {"extensions": row.extensions + 1}
    asked = {"asked_due": row.wished_due.isoformat()} if day != row.wished_due else {}
    apply_change(session, row, before, values)
    return _logged(session, before, LogAction.GRANT_EXTENSION, by, _dates_moved(before, values) | asked)


def deny_extension(session: Session, assignment_id: int, by: By) -> Assignment:
    """Refuse the day that was asked for, with a reason; the date stays."""
    before, row = _read(session, assignment_id)
    if row.wished_due is None:
        raise _refused(before, "từ chối gia hạn", "cơ quan chưa xin gia hạn", "Kiểm tra lại số nhiệm vụ.")
    if not by.reason:
        raise _refused(before, "từ chối gia hạn", "còn thiếu lý do", "Ghi lý do rồi thực hiện lại.")
    values = {"wished_due": None, "changed_at": by.now}
    details = line_facts(values) | {"denied_due": row.wished_due.isoformat()}
    apply_change(session, row, before, values)
    return _logged(session, before, LogAction.DENY_EXTENSION, by, details)


def reschedule_duty(
    session: Session, assignment_id: int, due: date, by: By, policies: Policies, *, trigger_id: int | None = None
) -> Assignment:
    """Set a duty's day anew by a coordinator's decision, earlier or later; also where none could be read.

    `trigger_id` names the event whose firing moved the day.
    """
    before, row = _read(session, assignment_id)
    if before.state not in WORKING | {State.REFUSED}:
        raise _refused(
            before, "đặt lại hạn", f"nhiệm vụ đang “{before.state.label}”", "Chỉ đặt lại hạn của nhiệm vụ đang mở."
        )
    if not by.reason:
        raise _refused(before, "đặt lại hạn", "còn thiếu lý do", "Ghi lý do rồi thực hiện lại.")
    values = _new_dates(row, due, by, policies)
    apply_change(session, row, before, values)
    return _logged(session, before, LogAction.RESCHEDULE, by, _dates_moved(before, values), trigger_id)


def _check_other_day(duty: Assignment, due: date | None, by: By) -> None:
    """Refuse a day of the coordinator's own choice that gives no more time."""
    if due is None:
        return
    if duty.due is not None and due <= duty.due:
        reason = f"không muộn hơn hạn hiện nay {short_date(duty.due)}"
        raise _refused(duty, short_date(due), reason, "Ghi một ngày muộn hơn, hoặc không cho gia hạn.")
    if due < by.today:
        raise _refused(duty, short_date(due), "đã qua", "Ghi một ngày từ hôm nay trở đi.")


def _read(session: Session, assignment_id: int) -> tuple[Assignment, AssignmentRow]:
    row = session.scalars(select(AssignmentRow).where(AssignmentRow.id == assignment_id)).one_or_none()
    if row is None:
        raise UnknownAssignment(assignment_id)
    return assignment(session, assignment_id), row


def _new_dates(row: AssignmentRow, due: date, by: By, policies: Policies) -> dict[str, Any]:
    act_by = policies.working_days.on_or_before(due)
    dates = Dates(due=due, soon_on=act_by - policies.soon, reported_on=row.reported_on)
    return {
        "due": due,
        "act_by": act_by,
        "soon_on": dates.soon_on,
        "opens": row.opens if row.opens is None or row.opens <= due else None,
        "wished_due": None,
        "scheduled_on": by.today,
        "timeliness": timeliness(row.state, dates, today=by.today),
        "next_change_on": next_change(row.state, dates, today=by.today),
        "changed_at": by.now,
    }


def _dates_moved(before: Assignment, values: dict[str, Any]) -> dict[str, Any]:
    return line_facts(values) | {"was_due": before.due.isoformat() if before.due else None}


def _logged(
    session: Session,
    before: Assignment,
    action: LogAction,
    by: By,
    details: dict[str, Any],
    trigger_id: int | None = None,
) -> Assignment:
    entry = LogEntry.of(
        by,
        action,
        trigger=trigger_id,
        assignment=before.id,
        before=before.state,
        after=before.state,
        details=details,
    )
    record(session, [entry])
    return assignment(session, before.id)


def _refused(duty: Assignment, given: str, reason: str, remedy: str) -> ExtensionRefused:
    return ExtensionRefused(given=given, place=duty.name, reason=reason, remedy=remedy)
