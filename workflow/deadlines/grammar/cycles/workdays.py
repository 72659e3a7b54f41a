"""Working days inside a cycle: ngày làm việc cuối cùng của tháng. Weekdays stand for them: a rule knows no holidays."""

from workflow.deadlines.engine.lines import ReadingDoubt
from workflow.deadlines.engine.rules import Doubted, Rules
from workflow.deadlines.grammar.cycles.counts import Everys
from workflow.deadlines.grammar.cycles.points import FIRST_MONTHS, LAST_MONTHS, NEXT, months_named
from workflow.deadlines.grammar.spans.days import Spans
from workflow.deadlines.values.cycles import LAST_DAY, MONTHLY, WORKING_WEEK, YEARLY, Cycle, Every, Frequency
from workflow.deadlines.values.meanings import Relative
from workflow.deadlines.values.resolution import Offset, Unit

MOST_WORKING_DAYS = 60

working = Rules()
workdays = Rules()
of_stretches = Rules()


@working.rule(
    "ngay-lam-viec-thu-may",
    "Ngày làm việc đầu tiên, thứ mấy, cuối cùng",
    makes="workday",
    patterns=("ngày làm việc (đầu [tiên] | thứ nhất)", "ngày làm việc thứ <n:number>"),
    examples={"ngày làm việc thứ 5 của tháng 5/2026": "2026-05-08"},
)
def numbered_working_day(n: int = 1) -> int | None:
    return n if 1 <= n <= MOST_WORKING_DAYS else None


@working.rule(
    "ngay-lam-viec-thu-nam",
    "Ngày làm việc thứ năm",
    makes="workday",
    patterns=("ngày làm việc thứ năm !{<yyyy>}",),
    examples={"ngày làm việc thứ năm của tháng 5/2026": "2026-05-08"},
)
def fifth_working_day() -> int:
    return 5


@working.rule(
    "ngay-lam-viec-sau-cung",
    "Ngày làm việc cuối cùng",
    makes="workday",
    patterns=("ngày làm việc (cuối [cùng] | sau cùng)",),
    examples={"ngày làm việc cuối cùng của tháng 5/2026": "2026-05-29"},
)
def last_of_working_days() -> int:
    return LAST_DAY


@of_stretches.rule(
    "ngay-lam-viec-cua-ky-co-ten",
    "Ngày làm việc đầu tiên, thứ mấy, cuối cùng của một tháng, quý, năm có tên",
    makes="part",
    patterns=("<n:workday> [của | trong] <whole:stretch>",),
    examples={"ngày làm việc đầu tiên của tháng 5/2026": "2026-05-04"},
)
def working_day_of(n: int, whole: Spans) -> Spans:
    """Which day it is, the working days say once the year is known."""
    return tuple(span._replace(workday=n) for span in whole)


BESIDE = "(liền | liền kề | ngay | kế)"


@of_stretches.rule(
    "ngay-lam-viec-truoc-ngay",
    "Ngày làm việc liền trước một ngày",
    makes="relative",
    patterns=(f"[trước | <latest> | vào] (ngày làm việc | <workday>) [{BESIDE}] trước [{BESIDE}] <day:span>",),
    examples={"ngày làm việc liền trước ngày 01/5/2026": "2026-04-29"},
)
def working_day_before(day: Spans) -> Relative | None:
    return Relative(Offset(-1, Unit.WORKING_DAY), "", anchor=day[0]) if len(day) == 1 else None


@of_stretches.rule(
    "ngay-lam-viec-sau-ngay",
    "Ngày làm việc liền sau một ngày",
    makes="relative",
    patterns=(
        (
            f"[<latest> | vào] (ngày làm việc | <workday>) [{BESIDE}] (tiếp theo | kế tiếp | sau) [{BESIDE}]"
            " [sau | của] <day:span>"
        ),
    ),
    examples={"ngày làm việc liền sau ngày 01/5/2026": "2026-05-04"},
)
def working_day_after(day: Spans) -> Relative | None:
    return Relative(Offset(1, Unit.WORKING_DAY), "", anchor=day[0]) if len(day) == 1 else None


@working.rule(
    "moi-ngay-lam-viec",
    "Mỗi ngày làm việc",
    makes="point",
    patterns=("(hằng | mỗi | từng | theo) ngày làm việc", "[tất cả] các ngày làm việc trong tuần"),
    examples={"hằng ngày làm việc": "2026-01-16, 2026-01-19, 2026-01-20"},
)
def every_working_day() -> Cycle:
    return Cycle(frequency=Frequency.WEEKLY, weekdays=WORKING_WEEK)


_PERIOD = "(<unit:unit> | <months:inmonth> | <every:every>)"
UNIT_OF = {MONTHLY: "tháng", Every(3, Unit.MONTH): "quý", YEARLY: "năm", Every(1, Unit.WEEK): "tuần"}


@workdays.rule(
    "ngay-lam-viec-dau",
    "Ngày làm việc đầu tiên, thứ mấy, cuối cùng của tuần, tháng, quý",
    makes="point",
    patterns=(f"<n:workday> [của | trong] [mỗi | hằng] {_PERIOD} [{NEXT}]",),
    examples={
        "ngày làm việc đầu tiên của tháng": "2026-02-02, 2026-03-02, 2026-04-01",
        "ngày làm việc cuối cùng của tháng": "2026-01-30, 2026-02-27, 2026-03-31",
    },
)
def working_day(
    n: int, unit: str = "tháng", months: tuple[int, ...] = (), every: Everys = (MONTHLY,)
) -> Cycle | Doubted | None:
    unit = unit if every == (MONTHLY,) else UNIT_OF.get(every[0], "")
    edges = {"quý": FIRST_MONTHS, "năm": (1,)} if n > 0 else {"quý": LAST_MONTHS, "năm": (12,)}
    found = _nth_working_day(n, months or edges.get(unit, ()), unit)
    if found and found.frequency is Frequency.WEEKLY:
        return Doubted(found, ReadingDoubt("chỉ tính theo thứ trong tuần, chưa trừ ngày lễ"))
    return found


def _nth_working_day(n: int, months: tuple[int, ...], unit: str) -> Cycle | None:
    """None for a unit that has no such day, or a week without an n-th."""
    if unit == "tuần":
        return Cycle(frequency=Frequency.WEEKLY, weekdays=(WORKING_WEEK[n if n < 0 else n - 1],)) if n <= 5 else None
    if unit not in ("tháng", "quý", "năm"):
        return None
    return Cycle(frequency=Frequency.MONTHLY, months=months_named(months), weekdays=WORKING_WEEK, nth=(n,))
