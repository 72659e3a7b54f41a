"""Days and months of the lunar calendar: âm lịch, tháng Giêng, tháng Chạp, mùng, rằm."""

from workflow.deadlines.engine.rules import Rules
from workflow.deadlines.grammar.spans.days import Spans
from workflow.deadlines.values.cycles import YEARLY, Every
from workflow.deadlines.values.meanings import WindowMeaning
from workflow.deadlines.values.spans import a_lunar_day, last_lunar_day

# Months that have their own names need no other word to be the moon's.
moon_names = Rules()


moon = Rules()


CHANGED_TO_SOLAR = "ngày âm lịch đã đổi sang dương lịch, cần xác nhận"


MONTH_CHANGED_TO_SOLAR = "tháng âm lịch đã đổi sang dương lịch, cần xác nhận"


MONTHS = {"giêng": 1, "chạp": 12}


OF_MOON_MONTH = "tháng <moon:moon> [[của] [,] [năm] <y:yyyy>]"


BY_THE_MOON = "[\\(] [theo] âm lịch [\\)] [<y:yyyy> | [của] [,] <year:year>]"


@moon_names.rule(
    "ngay-den-ngay-thang-gieng",
    "Từ ngày đến ngày của tháng Giêng, tháng Chạp",
    makes="window",
    patterns=(f"[từ] [ngày | mùng | ngày mùng] <a:n> (- | đến [hết]) [ngày | mùng | ngày mùng] <b:n> {OF_MOON_MONTH}",),
    assumes=CHANGED_TO_SOLAR,
    examples={"từ ngày 16 đến hết ngày 18 tháng Giêng năm 2026": "2026-03-06"},
)
def days_of_a_moon(a: int, b: int, moon: str, y: int | None = None) -> WindowMeaning | None:
    month = MONTHS[moon]
    return WindowMeaning(a_lunar_day(a, month, y), a_lunar_day(b, month, y)) if a < b else None


@moon_names.rule(
    "ngay-thang-gieng",
    "Ngày của tháng Giêng, tháng Chạp",
    makes="feast",
    patterns=(f"[ngày | mùng | ngày mùng] <d:n> {OF_MOON_MONTH}", f"[ngày] (rằm) {OF_MOON_MONTH}"),
    assumes=CHANGED_TO_SOLAR,
    examples={"ngày 16 tháng Giêng năm Bính Ngọ": "2026-03-04", "rằm tháng Giêng": "2026-03-03"},
)
def day_of_a_moon(moon: str, d: int = 15, y: int | None = None) -> Spans:
    return (a_lunar_day(d, MONTHS[moon], y),)


@moon_names.rule(
    "thang-gieng",
    "Tháng Giêng, tháng đầu của năm âm lịch; tháng Chạp, tháng cuối",
    makes="feast",
    patterns=(OF_MOON_MONTH,),
    assumes=MONTH_CHANGED_TO_SOLAR,
    examples={"tháng Giêng năm 2026": "2026-03-18", "tháng Chạp năm 2026": "2027-02-05"},
)
def moon_month(moon: str, y: int | None = None) -> Spans:
    return (last_lunar_day(MONTHS[moon], y),)


@moon.rule(
    "tu-den-am-lich",
    "Từ ngày đến ngày, âm lịch",
    makes="window",
    patterns=(
        f"(từ | kể từ) <start:day> (- | đến [hết]) <end:day> {BY_THE_MOON}",
        f"<row:window> {BY_THE_MOON}",
    ),
    assumes=CHANGED_TO_SOLAR,
    examples={"từ ngày 10/3 đến ngày 15/3 âm lịch": "2026-05-01", "từ 16-18/01 âm lịch năm 2026": "2026-03-06"},
)
def moon_window(
    start: Spans = (),
    end: Spans = (),
    row: WindowMeaning | None = None,
    y: int | None = None,
    year: Spans = (),
) -> WindowMeaning | None:
    ends = [row.start, row.end] if row else [*start, *end]
    named = year[0].year if len(year) == 1 else y
    first, last = (one and one._replace(lunar=True).of_year(named) for one in ends)
    return WindowMeaning(first, last)


@moon.rule(
    "am-lich",
    "Ngày âm lịch",
    makes="feast",
    patterns=(
        f"<day:day> {BY_THE_MOON}",
        "<day:day> \\( al \\)",
        f"(mùng | ngày mùng) <day:day> [{BY_THE_MOON}]",
    ),
    assumes=CHANGED_TO_SOLAR,
    examples={"ngày 10/3 âm lịch": "2026-04-26", "mùng 10 tháng 3 âm lịch năm 2026": "2026-04-26"},
)
def lunar(day: Spans, y: int | None = None, year: Spans = ()) -> Spans | None:
    named = year[0].year if len(year) == 1 else y
    return tuple(one._replace(lunar=True).of_year(named) for one in day)


@moon.rule(
    "thang-am-lich",
    "Tháng âm lịch: hạn là ngày cuối tháng âm lịch đó",
    makes="feast",
    patterns=(f"<month:month> {BY_THE_MOON}", "<month:month> \\( al \\)"),
    assumes=MONTH_CHANGED_TO_SOLAR,
    examples={"tháng 8 âm lịch": "2026-10-09"},
)
def lunar_month(month: Spans, y: int | None = None, year: Spans = ()) -> Spans:
    named = year[0].year if len(year) == 1 else y
    return tuple(last_lunar_day(one.first[0], one.year or named) for one in month)


@moon.rule(
    "mung-ram",
    "Mùng, rằm",
    makes="feast",
    patterns=(
        "(mùng | ngày mùng) <d:n> tháng <m:q> [âm lịch]",
        "(mùng | ngày mùng) <d:n> / <m:n> [âm lịch]",
        "(rằm) tháng <m:q> [âm lịch]",
        "(rằm) <month:month> [âm lịch]",
        "(mùng | ngày mùng) <d:n> <month:month> [âm lịch]",
        "(mùng <d:n> | <days:days>) tết [nguyên đán] [<y:yyyy> | [,] <year:year>]",
    ),
    assumes=CHANGED_TO_SOLAR,
    examples={"rằm tháng 7": "2026-08-27", "trước ngày mùng 5 Tết": "2026-02-20"},
)
def moon_day(
    d: int = 15,
    m: int = 1,
    month: Spans = (),
    days: tuple[int, ...] = (),
    y: int | None = None,
    year: Spans = (),
) -> Spans | None:
    if len(days) > 1 or len(year) > 1:
        return None
    d = days[0] if days else d
    y = year[0].year if year else y
    if month:
        m, y = month[0].first[0], month[0].year
    return (a_lunar_day(d, m, y),)


# A rule of RFC 5545 can't say a lunar day, and the sun's day is another one every year.
moon_years = Rules()


@moon_years.rule(
    "am-lich-hang-nam",
    "Ngày âm lịch hằng năm: lần gần nhất",
    makes="feast",
    patterns=("<day:feast> [,] [\\(] <again:every> [\\)]", "<again:every> [,] [vào] [dịp] <day:feast>"),
    assumes="ngày âm lịch mỗi năm một ngày dương lịch khác, mới tính cho một năm",
    examples={"rằm tháng 7 hằng năm": "2026-08-27"},
)
def feast_of_every_year(day: Spans, again: tuple[Every, ...]) -> Spans | None:
    return day if again == (YEARLY,) and all(one.lunar for one in day) else None


@moon_years.rule(
    "den-ngay-am-lich-hang-nam",
    "Từ ngày đến ngày âm lịch hằng năm: lần gần nhất",
    makes="window",
    patterns=("<row:window> [,] [\\(] <again:every> [\\)]", "<again:every> [,] [vào] [dịp] <row:window>"),
    assumes="ngày âm lịch mỗi năm một ngày dương lịch khác, mới tính cho một năm",
    examples={"từ ngày 12 đến ngày 14 tháng Giêng hằng năm": "2026-03-02"},
)
def days_of_every_moon(row: WindowMeaning, again: tuple[Every, ...]) -> WindowMeaning | None:
    return row if again == (YEARLY,) and row.end and row.end.lunar else None
