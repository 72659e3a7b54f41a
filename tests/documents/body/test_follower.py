"""Whom a body charges with following the whole plan up: proposed as the coordinating agency, no task made of it."""

import pytest

from documents.body.follower import read_follower
from documents.understanding import plan_from
from tests.documents.body.test_standing import paragraphs, standing

CHARGED = "Giao Sở Khoa học và Công nghệ là cơ quan đầu mối theo dõi, đôn đốc, tổng hợp"


@pytest.mark.parametrize(
    "said",
    [
        (f"{CHARGED}, báo cáo Ủy ban nhân dân tỉnh.",),
        (f"4. {CHARGED} việc thực hiện Kế hoạch này.",),
        ("1. Sở Khoa học và Công nghệ", "a) Là cơ quan đầu mối, chủ trì, phối hợp triển khai thực hiện Kế hoạch này."),
        ("Sở Khoa học và Công nghệ là cơ quan thường trực, giúp UBND tỉnh đôn đốc các sở thực hiện.",),
        ("Sở Khoa học và Công nghệ làm đầu mối theo dõi việc thực hiện.",),
    ],
)
def test_who_follows_the_plan_up_is_read_from_the_words_that_charge_it(said: tuple[str, ...]) -> None:
    assert read_follower(paragraphs(*said)) == "Sở Khoa học và Công nghệ"


@pytest.mark.parametrize(
    "said",
    [
        "Sở Tài chính chủ trì, theo dõi việc giải ngân.",
        "Sở Tài chính làm đầu mối tổng hợp dự toán kinh phí thực hiện Kế hoạch.",
        "Sở Tài chính là cơ quan đầu mối tổng hợp dự toán của các sở.",
    ],
)
def test_who_is_charged_with_one_thing_does_not_follow_the_plan_up(said: str) -> None:
    assert read_follower(paragraphs(said)) == ""


def test_the_charge_itself_is_no_task() -> None:
    assert standing(f"{CHARGED} việc thực hiện Kế hoạch này.") == []


def test_a_report_with_a_day_beside_the_charge_stays_a_task_of_its_own() -> None:
    plan = plan_from(paragraphs(f"{CHARGED}, báo cáo Ủy ban nhân dân tỉnh trước ngày 15/12/2026."))
    assert [(row.title, row.lead) for row in plan.obligations] == [
        ("Tổng hợp, báo cáo Ủy ban nhân dân tỉnh trước ngày 15/12/2026", "Sở Khoa học và Công nghệ")
    ]
