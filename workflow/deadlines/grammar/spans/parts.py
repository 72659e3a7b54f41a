"""Parts of the named stretches: đầu, giữa, cuối; trung tuần; giờ trong ngày; năm học."""

from datetime import time

from base.vietnamese import WEEKDAYS
from workflow.deadlines.engine.lines import ReadingDoubt
from workflow.deadlines.engine.rules import Doubted, Rules
from workflow.deadlines.grammar.spans.days import Spans
from workflow.deadlines.grammar.spans.merging import merge_spans
from workflow.deadlines.values.meanings import WindowMeaning
from workflow.deadlines.values.resolution import Offset, Unit
from workflow.deadlines.values.spans import (
    END_OF_DAY,
    HALF_A_MONTH,
    LAST,
    SAFE_DAYS,
    Grain,
    Part,
    a_day,
    a_year,
    days_of,
)

weekdays = Rules()


clocks = Rules()


parts = Rules()


weeks = Rules()


DAYTIME = "(sáng | chiều | tối | trưa)"


DAYS_OF_WEEK = 7


@clocks.rule(
    "gio",
    "Giờ trong ngày",
    makes="clock",
    patterns=(
        "<h:n> giờ <mi:n> !{/ | · <n> | - <n> (- | /)} [phút | ’ | ']",
        f"<h:n> giờ {{[,] [của] [{DAYTIME}] (ngày | <n> / | <n> · | thứ | hằng ngày | mỗi ngày)}}",
        "<h:n> giờ {(đến | tới | -) (<n> giờ | <clock>)}",
    ),
    examples={"Trước 17 giờ ngày 15/7/2026": "2026-07-15"},
)
def clock(h: int, mi: int = 0) -> time | None:
    """24 giờ is the end of the day."""
    if h == 24 and mi == 0:
        return END_OF_DAY
    return time(h, mi) if h < 24 and mi < 60 else None


@weekdays.rule(
    "thu",
    "Thứ trong tuần",
    makes="weekday",
    patterns=(
        f"[{DAYTIME}] [các] [ngày] thứ <numbers:number+> !{{/ | kể | tính | từ | sau | trước | trong | của tháng}}",
        "t <only:n> [,] {[ngày] <n> / <n> [/ <yyyy>]}",
    ),
    examples={"thứ Sáu hằng tuần": "2026-01-16, 2026-01-23, 2026-01-30"},
)
def weekday(numbers: tuple[int, ...] = (), only: int = 0) -> tuple[int, ...] | None:
    numbers = numbers or (only,)
    return tuple(n - 2 for n in numbers) if all(2 <= n <= 7 for n in numbers) else None


@weekdays.rule(
    "thu-nam",
    "Thứ Năm",
    makes="weekday",
    patterns=(f"[{DAYTIME}] [các] [ngày] thứ năm !{{kể | tính | từ | sau | trước | trong}}",),
    examples={"thứ Năm hằng tuần": "2026-01-22, 2026-01-29, 2026-02-05"},
)
def thursday() -> tuple[int, ...]:
    return (3,)


@weekdays.rule(
    "chu-nhat",
    "Chủ nhật",
    makes="weekday",
    patterns=(f"[{DAYTIME}] [các] [ngày] (chủ nhật | cn)",),
    examples={"Chủ nhật hằng tuần": "2026-01-18, 2026-01-25, 2026-02-01"},
)
def sunday() -> tuple[int, ...]:
    return (6,)


@parts.rule(
    "gio-ngay",
    "Giờ và ngày",
    makes="day",
    patterns=(
        f"<at:clock> [,] [của] [{DAYTIME}] [ngày] [<weekday:weekday>] [,] [ngày] <day:day>",
        "<day:day> [,] (lúc | vào lúc | trước) <at:clock>",
    ),
    examples={"Trước 17 giờ ngày 15/7/2026": "2026-07-15"},
)
def _moment(at: time, day: Spans, weekday: tuple[int, ...] = ()) -> Spans | Doubted:
    exact = tuple(one._replace(at=at) for one in day)
    return on_weekday(weekday, exact) if weekday else exact


@parts.rule(
    "tu-gio-den-gio",
    "Từ giờ đến giờ của một ngày: hạn là giờ cuối",
    makes="day",
    patterns=(f"[từ] <clock> (đến | tới | -) <at:clock> [,] [của] [{DAYTIME}] [ngày] <day:day>",),
    examples={"Từ 08 giờ đến 11 giờ ngày 12/3/2026": "2026-03-12"},
)
def between_hours(at: time, day: Spans) -> Spans | Doubted:
    return _moment(at, day)


@parts.rule(
    "thu-ngay",
    "Thứ và ngày",
    makes="day",
    patterns=(
        "<weekday:weekday> [,] [\\(] [ngày] <day:day> [\\)]",
        "<day:day> \\( <weekday:weekday> \\)",
        "<day:day> , <weekday:weekday> !{<every> | <week> | [,] (hằng | mỗi | đầu | cuối | của | trong | và | tuần)}",
    ),
    examples={"thứ Sáu, ngày 20/3/2026": "2026-03-20"},
)
def on_weekday(weekday: tuple[int, ...], day: Spans) -> Spans | Doubted:
    printed = day[0]
    if printed.year is None or (printed.opens.weekday(),) == weekday:
        return day
    right = WEEKDAYS[printed.opens.weekday()]
    return Doubted(day, ReadingDoubt(f"văn bản ghi {WEEKDAYS[weekday[0]]} nhưng ngày đó là {right}"))


@parts.rule(
    "buoi-ngay",
    "Buổi trong ngày",
    makes="day",
    patterns=(f"{DAYTIME} [,] [ngày] <day:day>",),
    examples={"sáng ngày 20/3/2026": "2026-03-20"},
)
def in_daytime(day: Spans) -> Spans:
    return day


@parts.rule(
    "may-ngay-dau-thang-co-ten",
    "Mấy ngày, mấy tuần đầu, cuối của một tháng có tên",
    makes="part",
    patterns=("[trong] [vòng] <length:offset> <part:part_word> [tiên | cùng] [của] <month:month>",),
    examples={"10 ngày đầu tháng 3/2026": "2026-03-10", "hai tuần đầu tháng 3/2026": "2026-03-14"},
)
def first_days_of_month(length: Offset, part: str, month: Spans) -> Spans | Doubted | None:
    count = length.units * {Unit.DAY: 1, Unit.WEEK: DAYS_OF_WEEK}.get(length.unit, 0)
    if len(month) != 1 or part == "giữa" or not 1 <= count <= SAFE_DAYS:
        return None
    (whole,) = month
    found = whole if part == "cuối" else whole._replace(grain=Grain.MONTHS, last=(whole.first[0], count))
    return (found,) if length.unit is Unit.DAY else Doubted((found,), ReadingDoubt("mỗi tuần được tính bảy ngày"))


_WHOLE = "(<{0}:month> | <{0}:quarter> | <{0}:year>)"


@parts.rule(
    "bat-dau-ky",
    "Bắt đầu một tháng, quý, năm, kết thúc một kỳ khác: không phải là đầu tháng, quý, năm",
    makes="window",
    patterns=(
        f"bắt đầu {_WHOLE.format('start')} [,] [và] (kết thúc | hoàn thành) [trong | vào] {_WHOLE.format('end')}",
    ),
    examples={"Bắt đầu quý II/2026, kết thúc quý IV/2026": "2026-12-31"},
)
def begun_and_ended(start: Spans, end: Spans) -> WindowMeaning | None:
    return WindowMeaning(start[0], end[0]) if len(start) == len(end) == 1 else None


@parts.rule(
    "dau-giua-cuoi",
    "Đầu, giữa, cuối tháng, quý, năm",
    makes="part",
    patterns=(
        "<part:part_word> [của] <whole:month>",
        "<part:part_word> [của] <whole:quarter>",
        "<part:part_word> [của] <whole:year>",
        "<part:part_word> năm !{học}",
    ),
    examples={"cuối tháng 6": "2026-06-30", "giữa tháng 6": "2026-06-15", "cuối năm 2026": "2026-12-31"},
    source="Bộ luật Dân sự 2015, điều 146 khoản 2 và 3",
)
def part_of(part: str, whole: Spans = ()) -> Spans:
    return tuple(one._replace(part=Part(part)) for one in whole or (a_year(),))


@parts.rule(
    "tuan-trong-thang",
    "Thượng tuần, trung tuần, hạ tuần",
    makes="part",
    patterns=("<ten:ten_days> tuần [của] <month:month>",),
    assumes="mỗi tuần mười ngày: 01-10, 11-20, 21 đến hết tháng",
    examples={"trung tuần tháng 3": "2026-03-20"},
)
def ten_days(ten: str, month: Spans) -> Spans:
    first, last = {"thượng": (1, 10), "trung": (11, 20), "hạ": (21, LAST)}[ten]
    return tuple(days_of(one, first, last) for one in month)


@parts.rule(
    "nua-thang-dau",
    "Nửa đầu, nửa cuối tháng",
    makes="part",
    patterns=("nửa <part:part_word> [của] <month:month>",),
    assumes="nửa tháng là 15 ngày",
    examples={"nửa đầu tháng 3": "2026-03-15"},
    source="Bộ luật Dân sự 2015, điều 146 khoản 1",
)
def half_of(part: str, month: Spans) -> Spans | None:
    ends = {"đầu": (1, 15), "cuối": (16, LAST)}.get(part)
    return tuple(days_of(one, *ends) for one in month) if ends else None


@parts.rule(
    "nua-quy",
    "Nửa đầu, nửa cuối quý",
    makes="part",
    patterns=("nửa <part:part_word> [của] <quarter:quarter>",),
    assumes="nửa quý là một tháng rưỡi",
    examples={"nửa đầu quý III": "2026-08-15"},
)
def half_of_quarter(part: str, quarter: Spans) -> Spans | None:
    if len(quarter) != 1 or quarter[0].grain is not Grain.QUARTER:
        return None
    (whole,) = quarter
    middle = whole.first[0] + 1
    if part == "đầu":
        return (whole._replace(grain=Grain.MONTHS, last=(middle, HALF_A_MONTH)),)
    return (whole._replace(grain=Grain.MONTHS, first=(middle, HALF_A_MONTH + 1)),) if part == "cuối" else None


@weeks.rule(
    "tuan-may",
    "Tuần thứ mấy trong tháng",
    makes="week",
    patterns=(
        "tuần [lễ] [làm việc] [thứ] <n:n>",
        "tuần [lễ] [làm việc] thứ <n:numeral>",
        "tuần [lễ] [làm việc] [thứ] <n:roman>",
        "tuần [lễ] [làm việc] (đầu [tiên] | thứ nhất)",
    ),
    examples={"thứ Hai tuần thứ nhất của tháng": "2026-02-02, 2026-03-02, 2026-04-06"},
)
def week_number(n: int = 1) -> int | None:
    return n if 1 <= n <= 5 else None


@weeks.rule(
    "tuan-cuoi",
    "Tuần cuối tháng",
    makes="week",
    patterns=("tuần [lễ] [làm việc] cuối [cùng]",),
    examples={"thứ Sáu tuần cuối của tháng": "2026-01-30, 2026-02-27, 2026-03-27"},
)
def last_week() -> int:
    return -1


@parts.rule(
    "thu-cua-thang-co-ten",
    "Thứ mấy đầu tiên, cuối cùng, của tuần thứ mấy của một tháng có tên",
    makes="part",
    patterns=(
        "<weekday:weekday> [của | trong] <week:week> [của | trong] <month:month>",
        "<weekday:weekday> <part:part_word> [tiên | cùng] [của | trong] <month:month>",
    ),
    assumes="được hiểu là lần thứ mấy của thứ đó trong tháng",
    examples={"thứ Sáu cuối cùng của tháng 6/2026": "2026-06-26", "thứ Hai đầu tiên của tháng 6/2026": "2026-06-01"},
)
def weekday_of_named_month(weekday: tuple[int, ...], month: Spans, week: int = 0, part: str = "đầu") -> Spans | None:
    if len(weekday) != 1 or len(month) != 1 or part == "giữa":
        return None
    number = week or (1 if part == "đầu" else -1)
    return (month[0]._replace(workday=number, weekday=weekday[0]),)


@parts.rule(
    "tuan-cua-thang",
    "Tuần của một tháng có tên",
    makes="part",
    patterns=("[<weekday:weekday>] <week:week> [của | trong | , | -] [\\(] <month:month> [\\)]",),
    assumes="tuần thứ nhất là bảy ngày đầu tháng, tuần cuối là bảy ngày cuối tháng",
    examples={"tuần đầu tháng 3": "2026-03-07", "tuần thứ 2, tháng 7": "2026-07-14"},
)
def week_of_month(week: int, month: Spans, weekday: tuple[int, ...] = ()) -> Spans | None:
    if weekday or len(month) != 1:
        return None
    if week < 0:
        return (days_of(month[0], LAST - DAYS_OF_WEEK + 1, LAST),)
    return (days_of(month[0], DAYS_OF_WEEK * (week - 1) + 1, DAYS_OF_WEEK * week if week < 5 else LAST),)


@parts.rule(
    "ngay-dau-cuoi",
    "Ngày đầu tiên, ngày cuối cùng",
    makes="part",
    patterns=(
        "ngày <part:part_word> [cùng | tiên] [của] <several:month+>",
        "ngày <part:part_word> [cùng | tiên] [của] <whole:span>",
    ),
    examples={"ngày cuối cùng của tháng 6": "2026-06-30"},
)
def edge(part: str, whole: Spans = (), several: tuple[Spans, ...] = ()) -> Spans | None:
    whole = whole or merge_spans(several)
    if part == "đầu":
        return tuple(one._replace(grain=Grain.DAY, last=one.first) for one in whole)
    return tuple(one._replace(grain=Grain.DAY, first=one.last) for one in whole) if part == "cuối" else None


@parts.rule(
    "nhung-ngay-cuoi",
    "Những ngày đầu, những ngày cuối của một tháng, một năm",
    makes="part",
    patterns=("(những | các | mấy | vài) ngày <part:part_word> [cùng | tiên] [của] <whole:span>",),
    assumes="“những ngày” chỉ là ước chừng",
    examples={"những ngày cuối tháng 6/2026": "2026-06-30"},
)
def some_days_at_edge(part: str, whole: Spans) -> Spans | None:
    return edge(part, whole)


@parts.rule(
    "giai-doan",
    "Đầu, giữa, cuối giai đoạn của kế hoạch",
    makes="part",
    patterns=("<part:part_word> (giai đoạn | nhiệm kỳ | kỳ kế hoạch) !{<yyyy>}",),
    assumes="giai đoạn lấy theo những năm của kế hoạch",
    examples={"cuối giai đoạn": "2026-12-31"},
)
def part_of_plan(part: str) -> Spans:
    return (a_year()._replace(grain=Grain.PERIOD, part=Part(part)),)


@parts.rule(
    "hoc-ky",
    "Học kỳ: kỳ I đến 15/01, kỳ II đến 31/5",
    makes="window",
    patterns=("[kết thúc | cuối] học kỳ <term:q> [,] [năm học] <a:yyyy> [- | /] <b:yyyy>",),
    assumes="học kỳ I được tính đến 15/01, học kỳ II đến 31/5",
    examples={"học kỳ I năm học 2026-2027": "2027-01-15"},
)
def school_term(term: int, a: int, b: int) -> WindowMeaning | None:
    if b != a + 1 or term not in (1, 2):
        return None
    return (
        WindowMeaning(a_day(1, 9, a), a_day(15, 1, b)) if term == 1 else WindowMeaning(a_day(16, 1, b), a_day(31, 5, b))
    )


@parts.rule(
    "nam-hoc",
    "Năm học: từ 01/9 đến 31/5 năm sau",
    makes="window",
    patterns=("[(trước | đến | sau) khi kết thúc] năm học <a:yyyy> [- | /] <b:yyyy>",),
    assumes="năm học được tính từ 01/9 đến 31/5 năm sau",
    examples={"năm học 2025-2026": "2026-05-31"},
)
def school_year(a: int, b: int) -> WindowMeaning | None:
    return WindowMeaning(a_day(1, 9, a), a_day(31, 5, b)) if b == a + 1 else None
