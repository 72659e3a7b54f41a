"""Dates that change by decision: extensions asked for, granted or denied, and deadlines set anew by a coordinator.

Beside the state machine: the state stays, the printed expression stays, and the log keeps every date there was.
"""

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from base.errors import DondocError, Topic
from base.vietnamese import short_date
from workflow.assignment import Assignment
from workflow.by import By
from workflow.entered_days import check_new_due
from workflow.lifecycle import OPEN, WORKING, Event, Role, State, Transition
from workflow.log.actions import LogAction
from workflow.log.history import line_facts
from workflow.policies import Policies
from workflow.store.duties.reading import assignment
from workflow.store.duties.setting_days import dates_for, duty_row, note_decision, set_day
from workflow.store.duties.transitions import apply, apply_change
from workflow.store.tables import AssignmentRow, EventRow
from workflow.views.extension_requests import REPLACES_KEY, REQUEST_KEY


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
    check_new_due(due, today=by.today, duty=before.name)
    if not by.reason.strip():
        raise _refused(before, "xin gia hạn", "còn thiếu lý do", "Ghi lý do rồi gửi lại.")
    last = last_request(session, assignment_id)
    details = {REQUEST_KEY: last + 1} | ({REPLACES_KEY: last} if row.wished_due else {})
    values = {"wished_due": due, "changed_at": by.now}
    apply_change(session, row, before, values)
    return _logged(session, before, LogAction.REQUEST_EXTENSION, by, line_facts(values) | details)


def grant_extension(
    session: Session,
    assignment_id: int,
    by: By,
    policies: Policies,
    *,
    due: date | None = None,
    request: int | None = None,
) -> Assignment:
    """Give a duty the day that was asked for, or another. At most as often as the policies say, by a document.

    `request` is the number of the request that is answered; a newer one is not answered unseen. A report handed in
    meanwhile is judged by the new day; what is done, refused, closed or waits for its event stays.
    """
    before, row = _read(session, assignment_id)
    if row.wished_due is None:
        raise _refused(
            before, "gia hạn", "không thực hiện được: cơ quan chưa xin gia hạn", "Đặt lại hạn, nếu cần đổi ngày."
        )
    number, day = last_request(session, assignment_id), due or row.wished_due
    _check_granted(before, row, day, by, number=number, request=request)
    if before.state not in WORKING | {State.REPORTED}:
        raise _refused(
            before, "gia hạn", f"không thực hiện được: nhiệm vụ đang “{before.state.label}”", "Từ chối đề nghị này."
        )
    if row.extensions >= policies.most_grants:
        raise _refused(
            before,
            f"gia hạn lần {row.extensions + 1}",
            f"vượt quá {policies.most_grants} lần được phép",
            "Đặt lại hạn theo chỉ đạo của cấp có thẩm quyền.",
        )
    if not by.document.strip():
        raise _refused(before, "gia hạn", "còn thiếu số, ngày văn bản cho phép", "Bổ sung rồi thực hiện lại.")
    return set_day(
        session,
        assignment_id,
        day,
        LogAction.GRANT_EXTENSION,
        by,
        policies,
        extensions=row.extensions + 1,
        details={REQUEST_KEY: number, "asked_due": row.wished_due.isoformat()},
    )


def wishing_duties(session: Session) -> list[int]:
    """Return the duties for which an extension is asked and not decided yet, those due first first."""
    wishing = select(AssignmentRow.id).where(AssignmentRow.wished_due.is_not(None), AssignmentRow.state.in_(OPEN))
    return list(session.scalars(wishing.order_by(AssignmentRow.due, AssignmentRow.id)))


def last_request(session: Session, assignment_id: int) -> int:
    """Return the number of a duty's last request for an extension; they count from 1, 0 is none."""
    asked = EventRow.action == LogAction.REQUEST_EXTENSION
    return session.scalar(select(func.count()).where(EventRow.assignment_id == assignment_id, asked)) or 0


def _check_granted(
    duty: Assignment, row: AssignmentRow, day: date, by: By, *, number: int, request: int | None
) -> None:
    if request is not None and request != number:
        raise _refused(
            duty,
            f"yêu cầu gia hạn số {request}",
            f"đã có yêu cầu số {number}, xin đến {short_date(row.wished_due or day)}",
            "Xem lại các đề nghị gia hạn của nhiệm vụ.",
        )
    check_new_due(day, today=by.today, duty=duty.name)
    if duty.due is not None and day <= duty.due:
        raise _refused(
            duty, short_date(day), f"không muộn hơn hạn hiện nay {short_date(duty.due)}", "Ghi một ngày muộn hơn."
        )


def deny_extension(session: Session, assignment_id: int, by: By) -> Assignment:
    """Refuse the day that was asked for, with a reason; the date stays."""
    before, row = _read(session, assignment_id)
    if row.wished_due is None:
        raise _refused(
            before, "từ chối gia hạn", "không thực hiện được: cơ quan chưa xin gia hạn", "Kiểm tra lại số nhiệm vụ."
        )
    if not by.reason.strip():
        raise _refused(before, "từ chối gia hạn", "còn thiếu lý do", "Ghi lý do rồi thực hiện lại.")
    values = {"wished_due": None, "changed_at": by.now}
    denied = {"denied_due": row.wished_due.isoformat(), REQUEST_KEY: last_request(session, assignment_id)}
    details = line_facts(values) | denied
    apply_change(session, row, before, values)
    return _logged(session, before, LogAction.DENY_EXTENSION, by, details)


def reschedule_duty(
    session: Session, assignment_id: int, due: date, by: By, policies: Policies, *, trigger_id: int | None = None
) -> Assignment:
    """Set a duty's day anew by a coordinator's decision, earlier or later; also where none could be read.

    A duty that waits for an event gets the day for itself; the event's other duties go on waiting. `trigger_id` names
    the event whose firing moved the day.
    """
    before = assignment(session, assignment_id)
    if before.state not in WORKING | {State.REFUSED, State.WAITING}:
        raise _refused(
            before,
            "đặt lại hạn",
            f"không thực hiện được: nhiệm vụ đang “{before.state.label}”",
            "Chỉ đặt lại hạn của nhiệm vụ đang mở.",
        )
    if not by.reason.strip():
        raise _refused(before, "đặt lại hạn", "còn thiếu lý do", "Ghi lý do rồi thực hiện lại.")
    if before.state is State.WAITING:
        set_alone = Transition(event=Event.FIRE, role=Role.ADMIN, by=by, on=by.today, only=True)
        return apply(session, assignment_id, set_alone, dates_for(due, policies))
    return set_day(session, assignment_id, due, LogAction.RESCHEDULE, by, policies, trigger_id=trigger_id)


def _logged(session: Session, before: Assignment, action: LogAction, by: By, details: dict[str, Any]) -> Assignment:
    note_decision(session, before, action, by, details)
    return assignment(session, before.id)


def _read(session: Session, assignment_id: int) -> tuple[Assignment, AssignmentRow]:
    return assignment(session, assignment_id), duty_row(session, assignment_id)


def _refused(duty: Assignment, given: str, reason: str, remedy: str) -> ExtensionRefused:
    return ExtensionRefused(given=Topic(given), place=duty.name, reason=reason, remedy=remedy)
