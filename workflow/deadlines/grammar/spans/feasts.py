"""Feasts that plans lean on, and days of the moon: âm lịch, rằm, Tết."""

from typing import NamedTuple

from workflow.deadlines.engine.rules import Rules
from workflow.deadlines.grammar.spans.days import Spans
from workflow.deadlines.values.spans import a_day, last_lunar_day

feasts = Rules()


@feasts.rule(
    "am-lich",
    "Ngày âm lịch",
    makes="feast",
    patterns=("<day:day> [\\(] [theo] âm lịch [\\)]", "<day:day> \\( al \\)"),
    assumes="ngày âm lịch đã đổi sang dương lịch, cần xác nhận",
    examples={"ngày 10/3 âm lịch": "2026-04-26"},
)
def lunar(day: Spans) -> Spans:
    return tuple(one._replace(lunar=True) for one in day)


@feasts.rule(
    "thang-am-lich",
    "Tháng âm lịch: hạn là ngày cuối tháng âm lịch đó",
    makes="feast",
    patterns=("<month:month> [\\(] [theo] âm lịch [\\)]", "<month:month> \\( al \\)"),
    assumes="tháng âm lịch đã đổi sang dương lịch, cần xác nhận",
    examples={"tháng 8 âm lịch": "2026-10-09"},
)
def lunar_month(month: Spans) -> Spans | None:
    return tuple(last_lunar_day(one.first[0], one.year) for one in month)


@feasts.rule(
    "thang-gieng",
    "Tháng Giêng, tháng đầu của năm âm lịch",
    makes="feast",
    patterns=("tháng giêng [<y:yyyy> | [,] <year:year>]",),
    assumes="tháng âm lịch đã đổi sang dương lịch, cần xác nhận",
    examples={"tháng Giêng năm 2026": "2026-03-18"},
)
def first_moon(y: int | None = None, year: Spans = ()) -> Spans | None:
    return None if len(year) > 1 else (last_lunar_day(1, year[0].year if year else y),)


@feasts.rule(
    "thang-chap",
    "Tháng Chạp, tháng cuối của năm âm lịch",
    makes="feast",
    patterns=("tháng chạp [<y:yyyy> | [,] <year:year>]",),
    assumes="tháng âm lịch đã đổi sang dương lịch, cần xác nhận",
    examples={"tháng Chạp năm 2026": "2027-02-05"},
)
def last_moon(y: int | None = None, year: Spans = ()) -> Spans | None:
    return None if len(year) > 1 else (last_lunar_day(12, year[0].year if year else y),)


@feasts.rule(
    "mung-ram",
    "Mùng, rằm",
    makes="feast",
    patterns=(
        "(mùng | ngày mùng) <d:n> tháng <m:q> [âm lịch]",
        "(mùng | ngày mùng) <d:n> / <m:n> [âm lịch]",
        "(rằm) tháng <m:q> [âm lịch]",
        "(rằm) <month:month> [âm lịch]",
        "(mùng | ngày mùng) <d:n> <month:month> [âm lịch]",
        "(rằm) tháng giêng [<y:yyyy> | [,] <year:year>]",
        "(mùng <d:n> | <days:days>) tết [nguyên đán] [<y:yyyy> | [,] <year:year>]",
    ),
    assumes="ngày âm lịch đã đổi sang dương lịch, cần xác nhận",
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
    return (a_day(d, m, y)._replace(lunar=True),) if 1 <= m <= 12 and 1 <= d <= 30 else None


class Feast(NamedTuple):
    """A feast that plans lean on; lunar ones move every year."""

    id: str
    name: str
    words: str
    day: int
    month: int
    example: tuple[str, str]
    lunar: bool = True

    def of_year(self, y: int | None = None, year: Spans = (), day: Spans = ()) -> Spans | None:
        """The feast; `day` is what stands beside its name, and must be the same day."""
        if len(year) > 1 or any(span.first != (self.month, self.day) for span in day):
            return None
        named = [span.year for span in (*year, *day)]
        return (a_day(self.day, self.month, y or (named[0] if named else None))._replace(lunar=self.lunar),)


TET = "tết [nguyên đán] [cổ truyền] [âm lịch] [<word> <word> !{<word>}]"


FEASTS = (
    Feast(
        "tet-duong-lich",
        "Tết Dương lịch",
        "tết dương lịch",
        1,
        1,
        ("trước Tết Dương lịch 2027", "2026-12-31"),
        lunar=False,
    ),
    Feast("trung-thu", "Trung thu", "[tết] trung thu", 15, 8, ("dịp Tết Trung thu 2026", "2026-09-25")),
    Feast("tet-nguyen-dan", "Tết Nguyên đán", TET, 1, 1, ("trước Tết Nguyên đán 2027", "2027-02-05")),
    Feast(
        "gio-to", "Giỗ Tổ Hùng Vương", "[ngày] giỗ tổ [hùng vương]", 10, 3, ("trước Giỗ Tổ Hùng Vương", "2026-04-25")
    ),
    Feast(
        "quoc-khanh",
        "Quốc khánh",
        "[lễ | ngày] quốc khánh [\\( <day> \\) | <day:day>]",
        2,
        9,
        ("trước lễ Quốc khánh 2026", "2026-09-01"),
        lunar=False,
    ),
)


for feast in FEASTS:
    feasts.rule(
        feast.id,
        f"Ngày lễ, tết: {feast.name}",
        makes="feast",
        patterns=(f"{feast.words} [,] <year:year>", f"{feast.words} [[,] <y:yyyy>]"),
        assumes="ngày âm lịch đã đổi sang dương lịch, cần xác nhận" if feast.lunar else "",
        examples=dict([feast.example]),
    )(feast.of_year)
