"""The report cycle of a plan, which continuous tasks check in on: the report that is asked of many, again and again."""

import pytest

from documents.body.obligations import report_cycle_in
from workflow.plan import Origin, PrintedRow


def a_report(deadline: str, *, lead: str = "Các sở, ban, ngành", title: str = "báo cáo kết quả") -> PrintedRow:
    return PrintedRow(title=title, lead=lead, deadline=deadline, origin=Origin.BODY)


def test_the_report_cycle_is_the_report_asked_of_many() -> None:
    alone = a_report("trước ngày 30/11 hằng năm", lead="Sở Y tế")
    many = a_report("trước ngày 20/11 hằng năm")

    cycle = report_cycle_in([alone, many])

    assert cycle is not None
    assert (cycle.expression, cycle.row, cycle.assumed) == ("trước ngày 20/11 hằng năm", many, False)


def test_a_report_only_called_periodic_is_assumed_to_be_yearly() -> None:
    cycle = report_cycle_in([a_report("Định kỳ trước ngày 01/6 và 15/11 (hoặc đột xuất)")])

    assert cycle is not None
    assert cycle.assumed
    assert cycle.expression == "Định kỳ trước ngày 01/6 và 15/11 hằng năm (hoặc đột xuất)"


def test_a_plan_without_a_periodic_report_has_no_cycle() -> None:
    assert report_cycle_in([a_report("trước ngày 01/6/2026"), a_report("hằng năm", title="rà soát")]) is None


@pytest.mark.parametrize(
    "report",
    [
        a_report("hằng tuần trước 15 giờ thứ Năm"),
        a_report("Trước 15 giờ 30 hằng ngày"),
        a_report("trước ngày 20/02/2026", title="bình ổn giá hàng hóa, báo cáo kết quả"),
    ],
    ids=["weekly", "daily", "goods"],
)
def test_a_report_of_each_day_or_week_or_of_once_is_no_cycle_of_the_plan(report: PrintedRow) -> None:
    assert report_cycle_in([report]) is None
