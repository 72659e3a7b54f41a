"""Days that move when they fall on a day off."""

from workflow.deadlines.engine.rules import Rules
from workflow.deadlines.values.meanings import Recurring
from workflow.deadlines.values.resolution import Shift

shifts = Rules()
moved = Rules()

_FREE = "(ngày nghỉ | ngày lễ | nghỉ lễ | <weekday> | nghỉ)"
WHEN_FREE = f"[, | <stop> | ; | \\(] (nếu | trường hợp | khi) … (trùng | rơi | là | vào) … {_FREE} …"


@shifts.rule(
    "nghi-thi-lui",
    "Trùng ngày nghỉ thì chuyển sang ngày làm việc sau",
    makes="shift",
    patterns=(f"{WHEN_FREE} [,] … (tiếp theo | kế tiếp | liền kề | liền sau | sau đó | sau | kế) [\\)]",),
    examples={
        "ngày 15 hằng tháng, nếu trùng ngày nghỉ thì chuyển sang ngày làm việc tiếp theo": (
            "2026-02-15, 2026-03-15, 2026-04-15"
        )
    },
)
def to_next() -> Shift:
    return Shift.NEXT


@shifts.rule(
    "nghi-thi-som",
    "Trùng ngày nghỉ thì chuyển lên ngày làm việc trước",
    makes="shift",
    patterns=(f"{WHEN_FREE} [,] … (trước đó | liền trước | trước) [\\)]",),
    examples={
        "ngày 15 hằng tháng, nếu trùng ngày nghỉ thì lên ngày làm việc trước đó": ("2026-02-15, 2026-03-15, 2026-04-15")
    },
)
def to_previous() -> Shift:
    return Shift.PREVIOUS


@moved.rule(
    "ngay-doi",
    "Ngày lặp lại, dời khi trùng ngày nghỉ",
    makes="recurring",
    patterns=("<again:recurring> <shift:shift>",),
    examples={
        "ngày 15 hằng tháng, nếu trùng ngày nghỉ thì chuyển sang ngày làm việc kế tiếp": (
            "2026-02-15, 2026-03-15, 2026-04-15"
        )
    },
)
def moved_when_free(again: Recurring, shift: Shift) -> Recurring:
    return again._replace(shift=shift)
