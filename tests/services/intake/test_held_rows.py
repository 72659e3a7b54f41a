"""What an import would hold back is said of a document that is only read."""

from dataclasses import replace

import pytest

from services.intake.held_rows import NO_ISSUE_DAY, WHOLE_DOCUMENT, held_rows
from tests.plans import a_head, a_row, house_policies
from workflow.plan import PlanDocument, PrintedRow


def held(*rows: PrintedRow, issuer: str = "Ủy ban nhân dân tỉnh Đồng Tháp") -> dict[int, tuple[str, ...]]:
    document = PlanDocument(head=a_head(issuer=issuer), rows=rows)
    return dict(held_rows(document, house_policies()))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (a_row(deadline="Chậm nhất 17h"), "chỉ ghi giờ, không ghi ngày nào"),
        (a_row(lead=""), "không ghi cơ quan chủ trì"),
        (a_row(lead="Sở Trăng Sao"), "Không có “Sở Trăng Sao” trong danh bạ"),
    ],
    ids=["deadline", "nobody", "unknown"],
)
def test_a_row_that_would_wait_says_why(row: PrintedRow, said: str) -> None:
    ((place, (words,)),) = held(row).items()

    assert place == 0
    assert said in words


def test_two_rows_that_say_the_same_are_told_of_each_other() -> None:
    row = a_row(title="Xây dựng đề án phát triển hạ tầng số của tỉnh")

    assert list(held(row, replace(row, number="2"))) == [1]


def test_what_can_be_given_out_is_not_named() -> None:
    assert held(a_row()) == {}


def test_a_document_of_another_issuer_is_named_as_a_whole() -> None:
    found = held(a_row(), issuer="Ủy ban nhân dân tỉnh Lâm Đồng")

    assert WHOLE_DOCUMENT in found
    assert "Lâm Đồng" in found[WHOLE_DOCUMENT][0]


def test_a_document_without_its_day_says_what_is_missing() -> None:
    undated = PlanDocument(head=a_head(issued_on=None), rows=(a_row(),))

    assert held_rows(undated, house_policies()) == {WHOLE_DOCUMENT: (NO_ISSUE_DAY,)}
