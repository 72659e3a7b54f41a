"""Builders for what messages speak of: a duty, a line of a digest, a recipient, a trigger, a message."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from notifications.messages.digest import compose
from notifications.messages.message import Message, Recipient
from notifications.messages.sections import SectionLine
from tests.builders import a_task, an_assignment
from tests.plans import house_policies
from workflow.assignment import Assignment
from workflow.lifecycle import State
from workflow.nearness import Vantage
from workflow.triggers import Trigger

# A Thursday.
TODAY = date(2026, 3, 5)
OFFICE = Recipient(address="vanthu@sonoivu.example", name="Văn thư Sở Nội vụ", office="Sở Nội vụ")

TASK = a_task(
    id=1,
    place="Phụ lục II, mục III, số 45",
    title="Xây dựng phương án bố trí nhân lực chuyên trách công nghệ thông tin",
    product="Phương án được phê duyệt",
    leads=("Sở Nội vụ",),
    cooperating=("Sở Khoa học và Công nghệ", "UBND các xã, phường"),
)


def a_duty(**changes: Any) -> Assignment:
    """A duty of Sở Nội vụ that is being worked on; `task_…` changes its task, which is usually no other duty's."""
    task = {"id": changes.get("id", TASK.id)}
    task |= {name.removeprefix("task_"): changes.pop(name) for name in [*changes] if name.startswith("task_")}
    usual = {"agency": "so-noi-vu", "agency_name": "Sở Nội vụ", "state": State.IN_PROGRESS}
    return an_assignment(**usual | changes, task=replace(TASK, **task))


def a_line(*, days: int | None = 5, id: int = 1, **changes: Any) -> SectionLine:  # noqa: A002
    """A line about the duty with this number, due so many days from `TODAY`; None has no date."""
    own = {
        name: changes.pop(name)
        for name in ("key", "reason", "cause", "known", "cooperates", "acknowledge_url", "news")
        if name in changes
    }
    due = None if days is None else TODAY + timedelta(days=days)
    duty = a_duty(due=due, id=id, **changes)
    return replace(SectionLine(key=f"{id}:lead-7:{due}", assignment=duty, reason="Đề nghị hoàn thành."), **own)


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


def on(day: date = TODAY) -> Vantage:
    """The house's policies, as they count on a day."""
    return house_policies().on(day)


def a_message(*lines: SectionLine, recipient: Recipient = OFFICE, **changes: Any) -> Message:
    """A digest of one duty, or of the given lines."""
    return replace(compose(recipient, lines or (a_line(),), vantage=on()), **changes)
