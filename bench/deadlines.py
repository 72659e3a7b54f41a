"""How fast expressions are read: against dateparser, tuned as well as it can be, in the same run; memory and import.

A turn reads the cells of five real plans, each shape as often as it stands there, with other days and years every time.
Some repeat, as they do in a plan: no answer is kept, so that a repeated one costs what it cost the first time.

Of many short turns the best one counts: a neighbour on the same core takes up to half of its speed, for seconds or for
minutes. Against dateparser both sides' turns last about as long, so that both meet the same neighbours.
"""

import argparse
import os
import random
import subprocess
import sys
import tracemalloc
import warnings
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import cycle

from bench.report import Claim, finish, race
from config.days_off import days_off
from workflow.deadlines import Context, read
from workflow.working_days import WorkingDays

ISSUED = date(2026, 1, 16)
# How many turns dondoc reads while dateparser reads one.
VARIANTS = 25
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
    quick = options.parse_args().quick
    working_days = WorkingDays.vietnam(days_off())
    context = Context(issued=ISSUED, year=2026)
    variants = [*expressions(VARIANTS)]
    several = [text for variant in variants for text in variant]
    read_one = partial(read, context=context, working_days=working_days)
    each(several, read_one)  # the grammar compiles itself on first use

    turns = cycle(variants)
    alone = race({"dondoc": lambda: each(next(turns), read_one)}, rounds=1_000 if quick else 3_000)
    pace = race(
        {
            "dondoc": lambda: each(several, read_one),
            "dateparser": lambda: each(variants[0], search),
        },
        rounds=5 if quick else 15,
    )
    cells = len(variants[0])
    per_second = {
        "dondoc": round(len(several) / pace.seconds["dondoc"]),
        "dateparser": round(cells / pace.seconds["dateparser"]),
    }
    claims = [
        Claim(name="expressions per second", value=cells / alone.seconds["dondoc"], at_least=20_000),
        Claim(name="times faster than dateparser", value=per_second["dondoc"] / per_second["dateparser"], at_least=20),
        Claim(name="import of workflow.deadlines, ms", value=import_ms(), at_most=50),
        Claim(name="peak memory of reading, MB", value=peak_mb(several, read_one), at_most=50),
    ]
    finish("deadlines", claims, {"expressions a turn": cells, "per second against each other": per_second})


def expressions(turns: int) -> Iterator[list[str]]:
    """What so many turns read, the same in every run."""
    chance = random.Random(16012026)
    shapes = [shape for shape, count in SHAPES.items() for _ in range(count)]
    for _ in range(turns):
        chance.shuffle(shapes)
        yield [shape.format(**_numbers(chance)) for shape in shapes]


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
    """The least CPU time of fifteen fresh imports, without the interpreter's own start and with bytecode in place."""
    code = "import time; t = time.process_time(); import workflow.deadlines; print((time.process_time() - t) * 1000)"
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    fresh = [sys.executable, "-c", code]
    told = [
        float(subprocess.run(fresh, capture_output=True, text=True, check=True, env=surroundings).stdout)
        for _ in range(15)
    ]
    return min(told)


def peak_mb(texts: list[str], answer: Callable[[str], object]) -> float:
    """The most memory that reading needs beyond what was there before, nothing kept."""
    tracemalloc.start()
    each(texts, answer)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


if __name__ == "__main__":
    main()
