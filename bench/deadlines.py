"""How fast expressions are read: against dateparser, tuned as well as it can be, in the same run; memory and import.

The expressions are those of five real plans in the proportions in which they stand there, with other days and years.
Some repeat, as they do in a plan: no answer is kept, so that a repeated one costs what it cost the first time.
"""

import argparse
import os
import random
import subprocess
import sys
import tracemalloc
import warnings
from collections.abc import Callable
from datetime import date
from functools import partial
from statistics import median

from bench.report import Claim, finish, race
from config.days_off import days_off
from workflow.deadlines import Context, read
from workflow.working_days import WorkingDays

ISSUED = date(2026, 1, 16)
# Shapes of the cells of five plans, and how many of their 178 cells have each.
SHAPES = {
    "Tháng {m}": 33,
    "Thường xuyên": 28,
    "Hàng năm": 16,
    "Trước {d}/{m}/{y}": 12,
    "{y} - {later}": 12,
    "Trước ngày {d:02d}/{m:02d}/{y}": 10,
    "Tháng {m:02d}/{y}": 10,
    "Thường xuyên hàng năm": 9,
    "Sau khi UBND tỉnh ban hành Đề án số {d}/{y}": 8,
    "định kỳ": 6,
    "năm {y}": 5,
    "Trước {d}/{m:02d}/{y} (hoặc theo yêu cầu của BCĐ)": 4,
    "trước ngày {d} tháng {m} hàng năm": 3,
    "theo quy định": 3,
    "định kỳ trước ngày {d:02d}/{m} và {d:02d}/12 hằng năm (hoặc đột xuất khi có yêu cầu)": 2,
    "trong tháng {m}/{y}": 1,
    "Quý {q}/{y}": 1,
    "trong quý {q}/{y}": 1,
}
TUNED = {
    "PREFER_DATES_FROM": "current_period",
    "PREFER_DAY_OF_MONTH": "first",
    "PREFER_MONTH_OF_YEAR": "first",
    "DATE_ORDER": "DMY",
}


def main() -> None:
    """Measure and print the claims."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="fewer expressions, under 50 s")
    count = 2_000 if options.parse_args().quick else 20_000
    working_days = WorkingDays.vietnam(days_off())
    context = Context(issued=ISSUED, year=2026)
    texts = expressions(count)
    few = texts[: count // 40]
    for text in texts[:1_000]:
        read(text, context, working_days)  # the grammar compiles itself on first use

    pace = race(
        {
            "dondoc": lambda: each(few, partial(read, context=context, working_days=working_days)),
            "dateparser": lambda: each(few, search),
        },
        rounds=3,
    )
    whole = race({"dondoc": lambda: each(texts, partial(read, context=context, working_days=working_days))}, rounds=3)
    claims = [
        Claim(name="expressions per second", value=count / whole.seconds["dondoc"], at_least=20_000),
        Claim(name="times faster than dateparser", value=pace.times_faster("dondoc", "dateparser"), at_least=20),
        Claim(name="import of workflow.deadlines, ms", value=import_ms(), at_most=50),
        Claim(name="peak memory of reading, MB", value=peak_mb(texts, context, working_days), at_most=50),
    ]
    finish("deadlines", claims, {"expressions": count, "per second": pace.per_second(len(few))})


def expressions(count: int) -> list[str]:
    """As many expressions, the same in every run."""
    chance = random.Random(16012026)
    shapes = chance.choices(list(SHAPES), list(SHAPES.values()), k=count)
    return [shape.format(**_numbers(chance)) for shape in shapes]


def _numbers(chance: random.Random) -> dict[str, object]:
    year = chance.randint(2026, 2099)
    later, quarter = year + chance.randint(1, 9), chance.choice(("I", "II", "III", "IV"))
    return {"d": chance.randint(1, 28), "m": chance.randint(1, 12), "y": year, "later": later, "q": quarter}


def each(texts: list[str], answer: Callable[[str], object]) -> None:
    """Answer every text and keep no answer, so that the garbage collector has nothing to go through."""
    for text in texts:
        answer(text)


def search(text: str) -> object:
    """Let dateparser find what it can."""
    from dateparser.search import search_dates

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return search_dates(text, languages=["vi"], settings=TUNED)


def import_ms() -> float:
    """The median CPU time of nine fresh imports, without the interpreter's own start and with bytecode in place."""
    code = "import time; t = time.process_time(); import workflow.deadlines; print((time.process_time() - t) * 1000)"
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    fresh = [sys.executable, "-c", code]
    told = [
        float(subprocess.run(fresh, capture_output=True, text=True, check=True, env=surroundings).stdout)
        for _ in range(10)
    ]
    return median(told[1:])


def peak_mb(texts: list[str], context: Context, working_days: WorkingDays) -> float:
    """The most memory that reading needs beyond what was there before, nothing kept."""
    tracemalloc.start()
    for text in texts[:2_000]:
        read(text, context, working_days)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


if __name__ == "__main__":
    main()
