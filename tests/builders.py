"""Builders of the values that most tests need: complete, plausible, and changed only where a test says so."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from workflow.assignment import Assignment, TaskBrief, assignment_uid
from workflow.by import By
from workflow.deadlines.values.resolution import Certainty
from workflow.lifecycle import Event, Role, State, Transition
from workflow.timeliness import Timeliness

CHANGED_AT = datetime(2026, 1, 20, 2, 30, tzinfo=UTC)

TASK = TaskBrief(
    id=5,
    plan_number="50/KH-UBND",
    plan_issued_on=date(2026, 1, 16),
    plan_title="Triển khai khoa học, công nghệ và chuyển đổi số tỉnh Đồng Tháp năm 2026",
    place="Phụ lục II, mục II, số 20",
    title="Đề án huy động hạ tầng mạng cho quốc phòng, an ninh",
    product="Đề án",
    expression="Trước 15/7/2026",
    explanation='"Trước 15/7/2026" → hạn cuối thứ Ba 14/7/2026 ("trước ngày" không tính ngày 15/7)',
    certainty=Certainty.CERTAIN,
    leads=("Công an tỉnh",),
    cooperating=("Các cơ quan liên quan",),
)


def a_task(**changes: Any) -> TaskBrief:
    """Return the task behind an assignment: a one-off one of Công an tỉnh."""
    return replace(TASK, **changes)


def an_assignment(**changes: Any) -> Assignment:
    """Return an open assignment due on Tuesday 14/7/2026.

    A change of `due` moves `act_by` along unless it is given too; a change of `id` gives another `uid` and occurrence.
    """
    defaults: dict[str, Any] = {
        "id": 12,
        "uid": assignment_uid("50/KH-UBND", "II.20", str(changes.get("id", 12))),
        "agency": "cong-an-tinh",
        "agency_name": "Công an tỉnh",
        "task": TASK,
        "occurrence": changes.get("id", 12),
        "state": State.ASSIGNED,
        "timeliness": Timeliness.AHEAD,
        "opens": None,
        "due": date(2026, 7, 14),
        "event": None,
        "reported_on": None,
        "revision": 0,
        "changed_at": CHANGED_AT,
    }
    values = defaults | changes
    return Assignment(**({"act_by": values["due"]} | values))


def a_transition(
    event: Event, role: Role, actor: str, now: datetime, *, reason: str = "", document: str = "", **brought: Any
) -> Transition:
    """Return what somebody does to an assignment at a moment."""
    by = By(actor=actor, now=now, reason=reason, document=document)
    return Transition(event=event, role=role, by=by, **brought)
