"""Sentences of an amending document that strike numbered tasks or give them new deadlines."""

import pytest

from documents.blocks.citations import amended_document
from tests.documents.builders import plan_of
from workflow.plan import CitedPlan, PlanDocument

TITLE = "Sửa đổi, bổ sung Kế hoạch số 50/KH-UBND ngày 16/01/2026 của Ủy ban nhân dân tỉnh"


def an_amendment(*sentences: str) -> PlanDocument:
    items = [f"{number}. {sentence}" for number, sentence in enumerate(sentences, start=1)]
    return plan_of("KẾ HOẠCH", TITLE, "", "Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau:", *items)


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("Bãi bỏ nhiệm vụ số 4, mục II, Phụ lục I.", [("4", "II", "I", "")]),
        ("Không thực hiện các nhiệm vụ số 4, 6 và 9 Phụ lục II.", [(n, "", "II", "") for n in ("4", "6", "9")]),
        (
            "Điều chỉnh thời gian hoàn thành nhiệm vụ số 12 Phụ lục I từ Tháng 3/2026 sang Tháng 6/2026.",
            [("12", "", "I", "Tháng 6/2026")],
        ),
        (
            "Sửa đổi thời hạn của nhiệm vụ tại số thứ tự 3 Phụ lục II thành “Trước ngày 30/9/2026”.",
            [("3", "", "II", "Trước ngày 30/9/2026")],
        ),
    ],
)
def test_a_sentence_names_the_task_by_its_place(sentence: str, wanted: list[tuple[str, ...]]) -> None:
    plan = an_amendment(sentence, "Các nội dung khác giữ nguyên.")

    assert [(c.number, c.section_number, c.appendix, c.deadline) for c in plan.changes] == wanted
    assert plan.obligations == ()


def test_a_sentence_that_changes_a_task_in_another_way_is_doubted() -> None:
    plan = an_amendment("Sửa đổi nhiệm vụ số 5 Phụ lục I theo hướng giao thêm Sở Tài chính.")

    assert plan.changes == ()
    assert any("nhiệm vụ số 5 Phụ lục I" in doubt.reason for doubt in plan.doubts)


def test_a_plan_that_amends_nothing_has_no_changes() -> None:
    assert plan_of("KẾ HOẠCH", "Cải cách hành chính năm 2026", "", "1. Bãi bỏ nhiệm vụ số 4 Phụ lục I.").changes == ()


@pytest.mark.parametrize(
    ("title", "number"),
    [
        (TITLE, "50/KH-UBND"),
        ("Về việc điều chỉnh, bổ sung một số nhiệm vụ tại Quyết định số 12/2025/QĐ-UBND", "12/2025/QĐ-UBND"),
        ("Điều chỉnh Phụ lục ban hành kèm theo Kế hoạch số 5-KH/TU ngày 02/3/2026 của Tỉnh ủy", "5-KH/TU"),
    ],
)
def test_the_amended_plan_is_named_in_the_title(title: str, number: str) -> None:
    amended = amended_document(title)

    assert amended is not None
    assert amended.number == number


@pytest.mark.parametrize(
    "title",
    [
        "Triển khai thi hành Luật sửa đổi, bổ sung một số điều của Luật số 28/2026/QH16",
        "Thực hiện Kế hoạch số 50/KH-UBND ngày 16/01/2026",
        "Sửa đổi, bổ sung một số điều của Nghị định số 45/2020/NĐ-CP",
        "",
    ],
)
def test_a_plan_that_carries_out_another_amends_none(title: str) -> None:
    assert amended_document(title) is None


def test_a_year_tells_numbers_that_come_back_apart() -> None:
    assert CitedPlan(number="20/KH-UBND", date="15/5/2025").year == 2025
    assert CitedPlan(number="20/KH-UBND").year is None
