"""A row that another plan in force gives to the same lead by the same day is doubted, and nothing else is."""

from dataclasses import replace
from datetime import date

import pytest

from tests.plans import a_row, house_policies, planned
from workflow.registry.elsewhere import TaskElsewhere, marked_elsewhere

OTHER = TaskElsewhere(
    plan="50/KH-UBND",
    place="mục I, số 2",
    title="Rà soát tài sản công của các đơn vị",
    lead="Sở Nội vụ",
    expression="Trước 15/7/2026",
    due=frozenset({date(2026, 7, 14)}),
)


def doubts(other: TaskElsewhere, looked: bool = False) -> list[str]:
    tasks = planned(a_row(title="Rà soát tài sản công của các đơn vị."))
    keys = {task.key for task in tasks} if looked else set()
    (marked,) = marked_elsewhere(tasks, [other], house_policies().directory, looked=keys)
    return [doubt.reason for doubt in marked.doubts]


def test_a_task_that_another_plan_gives_is_doubted_by_that_plan_and_place() -> None:
    (reason,) = doubts(OTHER)
    assert reason.startswith("giống nhiệm vụ còn mở của 50/KH-UBND, mục I, số 2")


@pytest.mark.parametrize(
    "same",
    [replace(OTHER, expression="14/7/2026"), replace(OTHER, lead="Sở nội vụ tỉnh Đồng Tháp", due=frozenset())],
)
def test_the_same_day_and_the_same_agency_count_however_they_are_written(same: TaskElsewhere) -> None:
    assert doubts(same)


@pytest.mark.parametrize(
    "another",
    [
        replace(OTHER, title="Rà soát tài sản công của các sở"),
        replace(OTHER, lead="Sở Y tế"),
        replace(OTHER, expression="Trước 15/8/2026", due=frozenset({date(2026, 8, 14)})),
    ],
)
def test_another_title_lead_or_day_is_another_task(another: TaskElsewhere) -> None:
    assert doubts(another) == []


def test_a_row_that_a_person_has_been_over_is_not_asked_about_again() -> None:
    assert doubts(OTHER, looked=True) == []
