"""Builders for what messages speak of: a duty, a line of a digest, a recipient, a trigger, a message."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from notifications.digest import compose
from notifications.message import Message, Recipient
from notifications.sections import Line
from workflow.assignment import Assignment, TaskBrief
from workflow.lifecycle import State
from workflow.timeliness import Timeliness
from workflow.triggers import Trigger

# A Thursday.
TODAY = date(2026, 3, 5)
OFFICE = Recipient(address="vanthu@sonoivu.example", name="Văn thư Sở Nội vụ", office="Sở Nội vụ")

TASK = TaskBrief(
    id=1,
    plan_number="50/KH-UBND",
    plan_issued_on=date(2026, 1, 16),
    plan_title="Kế hoạch phát triển khoa học, công nghệ năm 2026",
    place="Phụ lục II, mục III, số 45",
    title="Xây dựng phương án bố trí nhân lực chuyên trách công nghệ thông tin",
    product="Phương án được phê duyệt",
    expression="Trước 15/7/2026",
    explanation='"Trước 15/7/2026" → hạn cuối thứ Ba 14/7/2026 ("trước ngày" không tính ngày 15/7)',
    leads=("Sở Nội vụ",),
    cooperating=("Sở Khoa học và Công nghệ", "UBND các xã, phường"),
)


def a_duty(*, due: date | None = date(2026, 3, 10), **changes: Any) -> Assignment:
    """A duty of Sở Nội vụ that is being worked on; `task_…` changes its task."""
    task = {name.removeprefix("task_"): changes.pop(name) for name in [*changes] if name.startswith("task_")}
    duty = Assignment(
        id=1,
        uid="5f1c2d34-0000-5000-8000-000000000001",
        agency="so-noi-vu",
        agency_name="Sở Nội vụ",
        task=replace(TASK, **task),
        state=State.IN_PROGRESS,
        timeliness=Timeliness.AHEAD,
        opens=None,
        due=due,
        act_by=due,
        event=None,
        reported_on=None,
        revision=1,
        changed_at=datetime(2026, 1, 20, 3, 0, tzinfo=UTC),
    )
    return replace(duty, **changes)


def a_line(*, days: int | None = 5, id: int = 1, **changes: Any) -> Line:  # noqa: A002
    """A line about the duty with this number, due so many days from `TODAY`; None has no date."""
    own = {
        name: changes.pop(name) for name in ("key", "reason", "cause", "was_due", "acknowledge_url") if name in changes
    }
    due = None if days is None else TODAY + timedelta(days=days)
    duty = a_duty(due=due, id=id, uid=f"5f1c2d34-0000-5000-8000-{id:012}", **changes)
    return replace(Line(key=f"{id}:lead-7:{due}", assignment=duty, reason="Trước hạn 7 ngày."), **own)


def a_trigger(**changes: Any) -> Trigger:
    trigger = Trigger(
        id=3,
        plan_number="50/KH-UBND",
        wording="Bộ Nội vụ ban hành Đề án",
        waiting_since=date(2026, 1, 16),
        fired_on=None,
        document="",
        awaited_by=4,
    )
    return replace(trigger, **changes)


def a_message(*lines: Line, recipient: Recipient = OFFICE, **changes: Any) -> Message:
    """A digest of one duty, or of the given lines."""
    return replace(compose(recipient, lines or (a_line(),), today=TODAY), **changes)
