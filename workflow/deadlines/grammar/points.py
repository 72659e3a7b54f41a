"""Days inside a cycle: ngày 25 của tháng cuối quý, thứ Sáu tuần thứ hai. Every value is a cycle."""

from workflow.deadlines.cycles import Cycle, Frequency
from workflow.deadlines.patterns import Rules

points = Rules()

FIRST_MONTHS, MIDDLE_MONTHS, LAST_MONTHS = (1, 4, 7, 10), (2, 5, 8, 11), (3, 6, 9, 12)
NEXT = "(sau | kế tiếp | tiếp theo | liền kề | kế tiếp liền kề | sau liền kề)"
OF_QUARTER = f"[của] quý [{NEXT} | này | báo cáo]"


def monthly(days: tuple[int, ...], months: tuple[int, ...] = ()) -> Cycle | None:
    if not all(1 <= day <= 31 for day in days):
        return None
    return Cycle(frequency=Frequency.MONTHLY, months=months, days=tuple(sorted(set(days))))


@points.rule(
    "ngay-cua-thang",
    "Ngày không ghi tháng",
    makes="days",
    patterns=("[các] ngày <days:n+>",),
)
def days_of_month(days: tuple[int, ...]) -> tuple[int, ...] | None:
    return days if all(1 <= day <= 31 for day in days) else None
