"""The 64 expressions of five real plans read as a careful official read them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from config.days_off import days_off
from workflow.deadlines import Certainty, Context, Kind, Resolution, as_answer, occurrences, read
from workflow.working_days import WorkingDays

KINDS = {
    "month": Kind.FIXED,
    "quarter": Kind.FIXED,
    "year": Kind.FIXED,
    "before_date": Kind.FIXED,
    "malformed": Kind.FIXED,
    "year_range": Kind.WINDOW,
    "continuous": Kind.CONTINUOUS,
    "external_schedule": Kind.EXTERNAL,
    "triggered": Kind.TRIGGERED,
    "missing": Kind.MISSING,
    "recurring": Kind.RECURRING,
}
CALENDAR = WorkingDays.vietnam(days_off())
Gold = dict[str, Any]


def lines(path: Path) -> list[Gold]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def plans(shared: Path) -> dict[str, Gold]:
    return {plan["plan"]: plan for plan in lines(shared / "gold" / "plans.jsonl")}


def resolved_in_each_plan(shared: Path, plans: dict[str, Gold]) -> list[tuple[Gold, Resolution]]:
    pairs = []
    for gold in lines(shared / "gold" / "deadlines.jsonl"):
        for number in gold["plans"]:
            first, last = plans[number]["years"]
            context = Context(
                issued=date.fromisoformat(plans[number]["issue_date"]),
                year=first if first == last else None,
                years=(first, last),
            )
            pairs.append((gold, read(gold["expression"], context, CALENDAR)))
    return pairs


def main_part(resolution: Resolution, gold: Gold) -> Resolution:
    """The part that carries the date, where the cell also names an alternative."""
    return resolution.parts[0] if gold["alternative"] else resolution


def test_every_expression_of_the_real_plans_has_its_kind(shared: Path, plans: dict[str, Gold]) -> None:
    for gold, found in resolved_in_each_plan(shared, plans):
        if gold["expression"] == "giữa giai đoạn và cuối giai đoạn":
            assert found.kind is Kind.COMPOUND
            assert found.certainty is not Certainty.CERTAIN
        elif gold["expression"] == "Thường xuyên hàng năm":
            assert found.kind is Kind.CONTINUOUS
            assert found.next[0] == date(2022, 12, 31)
        else:
            assert main_part(found, gold).kind is KINDS[gold["kind"]], gold["expression"]


def test_every_dated_expression_of_the_real_plans_has_its_date(shared: Path, plans: dict[str, Gold]) -> None:
    for gold, found in resolved_in_each_plan(shared, plans):
        assert (gold["resolved"] is None) or as_answer(found)["due"] == gold["resolved"], gold["expression"]


def test_every_waiting_expression_of_the_real_plans_waits_for_its_event(shared: Path, plans: dict[str, Gold]) -> None:
    for gold, found in resolved_in_each_plan(shared, plans):
        assert (found.event or "") == gold["trigger"], gold["expression"]


def test_every_recurring_day_of_the_real_plans_comes_when_it_should(shared: Path, plans: dict[str, Gold]) -> None:
    for gold, found in resolved_in_each_plan(shared, plans):
        if "month_days" in gold:
            days = occurrences(found, date(2000, 1, 1), date(2060, 1, 1))
            assert sorted({f"{day:%m-%d}" for day in days}) == gold["month_days"], gold["expression"]
            assert days[0] == found.next[0]
            assert "last" not in gold or days[-1].isoformat() == gold["last"], gold["expression"]


def test_the_slip_of_the_real_plan_is_dated_but_not_certain(shared: Path, plans: dict[str, Gold]) -> None:
    (slip,) = (found for gold, found in resolved_in_each_plan(shared, plans) if gold["kind"] == "malformed")

    assert slip.certainty is Certainty.ASSUMED
    assert slip.alternatives


def test_gold_has_its_64_expressions(shared: Path) -> None:
    assert len(lines(shared / "gold" / "deadlines.jsonl")) == 64
