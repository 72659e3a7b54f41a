"""Dates that change by decision: extensions asked for, granted or denied, and deadlines set anew by a coordinator.

Beside the state machine: the state stays, the printed expression stays, and the log keeps every date there was.
"""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from base.errors import DondocError
from base.vietnamese import short_date
from workflow.assignment import Assignment
from workflow.by import By
from workflow.lifecycle import WORKING, State
from workflow.log.actions import LogAction
from workflow.log.history import line_facts
from workflow.policies import Policies
from workflow.store.duties.reading import assignment
from workflow.store.duties.setting_days import duty_row, note_decision, set_day
from workflow.store.duties.transitions import apply_change
from workflow.store.tables import AssignmentRow


class ExtensionRefused(DondocError):
    """The extension cannot be asked for, granted or denied as the duty stands."""


def request_extension(session: Session, assignment_id: int, due: date, by: By) -> Assignment:
    """Note that an agency asks for a later day, with its reason. The date itself stays until it is granted."""
    before, row = _read(session, assignment_id)
    if before.state not in WORKING or before.due is None:
        raise _refused(before, "xin gia hạn", "chỉ xin được khi việc có hạn và đang thực hiện", "Kiểm tra lại số việc.")
    if due <= before.due:
        raise _refused(
            before, short_date(due), f"không muộn hơn hạn hiện nay {short_date(before.due)}", "Ghi một ngày muộn hơn."
        )
    if not by.reason:
        raise _refused(before, "xin gia hạn", "còn thiếu lý do", "Ghi lý do rồi gửi lại.")
    values = {"wished_due": due, "changed_at": by.now}
    apply_change(session, row, before, values)
    return _logged(session, before, LogAction.REQUEST_EXTENSION, by, line_facts(values))


def grant_extension(session: Session, assignment_id: int, by: By, policies: Policies) -> Assignment:
    """Give a duty the day that was asked for. At most as often as the policies say; a document must grant it.

    A report handed in meanwhile is judged by the new day; what is done, refused, closed or waits for its event stays.
    """
    before, row = _read(session, assignment_id)
    if row.wished_due is None:
        raise _refused(before, "gia hạn", "cơ quan chưa xin gia hạn", "Dùng `dondoc reschedule` để đặt lại hạn.")
    if before.state not in WORKING | {State.REPORTED}:
        raise _refused(before, "gia hạn", f"việc đang “{before.state.label}”", "Từ chối yêu cầu gia hạn này.")
    if row.extensions >= policies.most_grants:
        raise _refused(
            before,
            f"gia hạn lần {row.extensions + 1}",
            f"vượt quá {policies.most_grants} lần được phép",
            "Đặt lại hạn bằng `dondoc reschedule` theo chỉ đạo của cấp có thẩm quyền.",
        )
    if not by.document:
        raise _refused(before, "gia hạn", "còn thiếu số, ngày văn bản cho phép", "Bổ sung rồi thực hiện lại.")
    return set_day(
        session,
        assignment_id,
        row.wished_due,
        LogAction.GRANT_EXTENSION,
        by,
        policies,
        extensions=row.extensions + 1,
    )


def deny_extension(session: Session, assignment_id: int, by: By) -> Assignment:
    """Refuse the day that was asked for, with a reason; the date stays."""
    before, row = _read(session, assignment_id)
    if row.wished_due is None:
        raise _refused(before, "từ chối gia hạn", "cơ quan chưa xin gia hạn", "Kiểm tra lại số việc.")
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
    before = assignment(session, assignment_id)
    if before.state not in WORKING | {State.REFUSED}:
        raise _refused(before, "đặt lại hạn", f"việc đang “{before.state.label}”", "Chỉ đặt lại hạn của việc đang mở.")
    if not by.reason:
        raise _refused(before, "đặt lại hạn", "còn thiếu lý do", "Ghi lý do rồi thực hiện lại.")
    return set_day(session, assignment_id, due, LogAction.RESCHEDULE, by, policies, trigger_id=trigger_id)


def _logged(session: Session, before: Assignment, action: LogAction, by: By, details: dict[str, Any]) -> Assignment:
    note_decision(session, before, action, by, details)
    return assignment(session, before.id)


def _read(session: Session, assignment_id: int) -> tuple[Assignment, AssignmentRow]:
    return assignment(session, assignment_id), duty_row(session, assignment_id)


def _refused(duty: Assignment, given: str, reason: str, remedy: str) -> ExtensionRefused:
    return ExtensionRefused(given=given, place=duty.name, reason=reason, remedy=remedy)
