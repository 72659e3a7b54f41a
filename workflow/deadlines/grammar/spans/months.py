"""Months, quarters and years by name. Every value is a tuple of spans: `tháng 3, 6 và 9` names three."""

from itertools import pairwise

from workflow.deadlines.engine.rules import Rules
from workflow.deadlines.grammar.spans.days import MONTHS_OF_YEAR, OF_YEAR, Spans
from workflow.deadlines.values.meanings import WindowMeaning
from workflow.deadlines.values.spans import ImpossibleDay, Part, Span, a_month, a_quarter, a_year, months

month_terms = Rules()


@month_terms.rule(
    "cac-thang",
    "Từ tháng đến tháng trong một năm",
    makes="months",
    patterns=(
        f"tháng <a:n> - [tháng] [<n> - [tháng]] <b:n> {OF_YEAR}",
        "tháng <a:n> - [tháng] [<n> - [tháng]] <b:n>",
        f"tháng <a:n> (đến | tới) <b:n> {OF_YEAR}",
        "tháng <a:n> (đến | tới) <b:n> $",
    ),
    examples={"Tháng 3-5/2026": "2026-05-31"},
)
def months_in_a_row(a: int, b: int, y: int | None = None) -> Spans | None:
    return (months(a, b, y),) if 1 <= a < b <= 12 else None


@month_terms.rule(
    "thang-nam-hai-chu-so",
    "Tháng có năm viết hai chữ số",
    makes="month",
    patterns=("tháng <m:n> / <short:n> {$ | ; | <stop> | \\)}",),
    assumes="năm viết hai chữ số được hiểu là năm 20xx",
    examples={"Tháng 6/26": "2026-06-30"},
)
def month_of_a_short_year(m: int, short: int) -> Spans | None:
    """From 13 on a number is no month, so that it can only be the year."""
    return month(m, y=2000 + short) if short > MONTHS_OF_YEAR else None


@month_terms.rule(
    "thang",
    "Tháng",
    makes="month",
    patterns=(
        f"tháng <ms:n+> {OF_YEAR}",
        "tháng <ms:n+> · <y:yyyy>",
        "tháng <m:n> \\( năm <y:yyyy> \\)",
        "tháng <ms:n+> !{tháng}",
        f"tháng <m:q> {OF_YEAR}",
        "tháng <m:q>",
        "t [·] <m:n> (/ | ·) <y:yyyy>",
        "<m:n> / <y:yyyy>",
        "^ <m:n> · <y:yyyy> $",
    ),
    examples={"Tháng 3": "2026-03-31", "Tháng 02/2026": "2026-02-28", "tháng 3, 6/2026": "2026-03-31; 2026-06-30"},
)
def month(m: int = 0, ms: tuple[int, ...] = (), y: int | None = None) -> Spans | None:
    wanted = ms or (m,)
    return _in_order([a_month(m, y) for m in wanted]) if 1 <= min(wanted) <= max(wanted) <= 12 else None


def _in_order(named: list[Span]) -> Spans:
    """Spans under one printed year. A list that runs backward ("tháng 12, 01/2027") may leave it to its last alone."""
    *others, last = named
    backward = any(one.first > other.first for one, other in pairwise(named))
    return (*(span._replace(year=None) for span in others), last) if backward else tuple(named)


@month_terms.rule(
    "t-thang",
    "T3, T3-T5: tháng viết tắt",
    makes="months",
    patterns=("^ t <a:n> [(- | đến) [t] <b:n>] $", "t <a:n> (- | đến) [t] <b:n> / <y:yyyy>"),
    assumes="chữ T được hiểu là tháng",
    examples={"T3-T5": "2026-05-31"},
)
def short_months(a: int, b: int = 0, y: int | None = None) -> Spans | None:
    last = b or a
    return (months(a, last, y),) if 1 <= a <= last <= MONTHS_OF_YEAR and a != b else None


@month_terms.rule(
    "t-cac-thang",
    "T3, T6, T9/2026: mấy tháng viết tắt",
    makes="month",
    patterns=("t <a:n> (, | ; | và) t <b:n> [(, | ; | và) t <c:n>] [(, | ; | và) t <d:n>] / <y:yyyy>",),
    assumes="chữ T được hiểu là tháng",
    examples={"T3, T6, T9/2026": "2026-03-31; 2026-06-30; 2026-09-30"},
)
def short_months_in_a_list(a: int, b: int, y: int, c: int = 0, d: int = 0) -> Spans | None:
    return month(ms=tuple(n for n in (a, b, c, d) if n), y=y)


@month_terms.rule(
    "quy-nam-hai-chu-so",
    "Quý có năm viết hai chữ số",
    makes="quarter",
    patterns=("(quý | q) <q:q> / <short:n> {$ | ; | <stop> | \\)}",),
    assumes="năm viết hai chữ số được hiểu là năm 20xx",
    examples={"Q2/26": "2026-06-30"},
)
def quarter_of_a_short_year(q: int, short: int) -> Spans | None:
    return (a_quarter(q, 2000 + short),) if short > MONTHS_OF_YEAR and 1 <= q <= 4 else None


@month_terms.rule(
    "may-thang-nam",
    "9 tháng 2026: chín tháng đầu năm",
    makes="months",
    patterns=("^ <n:n> tháng <y:yyyy> $", "^ <n:n> t / <y:yyyy> $"),
    assumes="được hiểu là những tháng đầu năm",
    examples={"9 tháng 2026": "2026-09-30"},
)
def months_of_a_year(n: int, y: int) -> Spans | None:
    return first_months(n, y)


@month_terms.rule(
    "ngay-la-thang",
    "“Ngày” đứng trước tháng và năm",
    makes="month",
    patterns=("ngày <m:n> / <y:yyyy>",),
    assumes="ghi là ngày nhưng chỉ có tháng và năm",
    examples={"đến hết ngày 9/2026": "2026-09-30"},
)
def month_called_a_day(m: int, y: int) -> Spans | None:
    return month(m, y=y)


@month_terms.rule(
    "thang-gach-nam",
    "Chỉ có tháng và năm cách nhau bằng gạch nối",
    makes="month",
    patterns=("^ <m:n> - <y:yyyy> $",),
    assumes="chỉ ghi hai số, được hiểu là tháng và năm",
    examples={"03-2026": "2026-03-31"},
)
def dashed_month(m: int, y: int) -> Spans | None:
    return month(m, y=y)


@month_terms.rule(
    "cac-quy",
    "Từ quý đến quý trong một năm",
    makes="quarter",
    patterns=(f"(quý | q) <a:q> - [quý | q] <b:q> {OF_YEAR}", "(quý | q) <a:q> - [quý | q] <b:q>"),
    examples={"Quý I-II/2026": "2026-06-30"},
)
def quarters_in_a_row(a: int, b: int, y: int | None = None) -> Spans | None:
    return (months(3 * a - 2, 3 * b, y),) if 1 <= a < b <= 4 else None


@month_terms.rule(
    "q-quy",
    "Q2: quý viết tắt, không ghi năm",
    makes="quarter",
    patterns=("^ q [·] <q:q> $",),
    assumes="chữ Q được hiểu là quý",
    examples={"Q2": "2026-06-30"},
)
def short_quarter(q: int) -> Spans | None:
    return (a_quarter(q),) if 1 <= q <= 4 else None


@month_terms.rule(
    "quy-nao-nam-ay",
    "Mấy quý, quý nào cũng ghi năm của nó",
    makes="quarter",
    patterns=("quý <a:q> / <y:yyyy> (, | ; | và | , và) <b:q> / <z:yyyy>",),
    assumes="số trước dấu gạch chéo được hiểu là quý",
    examples={"Quý 1/2026, 2/2026": "2026-03-31; 2026-06-30"},
)
def quarters_each_with_its_year(a: int, y: int, b: int, z: int) -> Spans | None:
    return (a_quarter(a, y), a_quarter(b, z)) if (y, a) < (z, b) and 1 <= a <= 4 and 1 <= b <= 4 else None


@month_terms.rule(
    "quy",
    "Quý",
    makes="quarter",
    patterns=(
        f"(quý | q) [·] <qs:q+> {OF_YEAR}",
        "q <one:q> · <y:yyyy>",
        f"q <a:q> (, | ; | và) q <b:q> {OF_YEAR}",
        f"quý (: | \\() <one:roman> [\\)] {OF_YEAR}",
        "quý <one:q> \\( năm <y:yyyy> \\)",
        "quý <qs:q+> !{tháng}",
        f"quý (thứ) <qs:q+> {OF_YEAR}",
        "quý (thứ) <qs:q+>",
    ),
    examples={"Quý I/2026": "2026-03-31", "quý 3 năm 2026": "2026-09-30", "Quý II, III": "2026-06-30; 2026-09-30"},
    source="Bộ luật Dân sự 2015 không định nghĩa quý; theo thông lệ là ba tháng dương lịch",
)
def quarter(qs: tuple[int, ...] = (), y: int | None = None, one: int = 0, a: int = 0, b: int = 0) -> Spans | None:
    qs = qs or ((one,) if one else (a, b))
    if y and len(qs) == 1 and not 1 <= qs[0] <= 4:
        raise ImpossibleDay(f"quý {qs[0]}/{y}")
    return _in_order([a_quarter(q, y) for q in qs]) if all(1 <= q <= 4 for q in qs) else None


@month_terms.rule(
    "dau-nam-may-thang",
    "6 tháng đầu năm, 9 tháng đầu năm, nửa đầu năm",
    makes="months",
    patterns=(
        "<n:n> t đầu năm [<y:yyyy>]",
        "<n:number> tháng đầu [của] năm [<y:yyyy>]",
        "<n:number> tháng [của] năm <y:yyyy>",
        "nửa đầu [của] năm [<y:yyyy>]",
    ),
    examples={"6 tháng đầu năm": "2026-06-30", "9 tháng đầu năm 2026": "2026-09-30"},
)
def first_months(n: int = 6, y: int | None = None) -> Spans | None:
    return (months(1, n, y),) if 1 <= n <= 12 else None


@month_terms.rule(
    "nhung-thang-cuoi-nam",
    "Những tháng đầu năm, những tháng cuối năm",
    makes="part",
    patterns=("(những | các | mấy | vài) tháng <part:part_word> [của] năm [<y:yyyy>]",),
    assumes="mấy tháng đầu năm, cuối năm chỉ là ước chừng",
    examples={"Những tháng đầu năm 2026": "2026-03-31", "Các tháng cuối năm": "2026-12-31"},
)
def some_months_at_edge(part: str, y: int | None = None) -> Spans:
    return (a_year(y)._replace(part=Part(part)),)


@month_terms.rule(
    "cuoi-nam-may-thang",
    "6 tháng cuối năm, nửa cuối năm",
    makes="months",
    patterns=("<n:number> (tháng | t) cuối [của] năm [<y:yyyy>]", "nửa cuối [của] năm [<y:yyyy>]"),
    examples={"6 tháng cuối năm 2026": "2026-12-31"},
)
def last_months(n: int = 6, y: int | None = None) -> Spans | None:
    return (months(13 - n, 12, y),) if 1 <= n <= 12 else None


@month_terms.rule(
    "nam-den-nam",
    "Năm … - …",
    makes="window",
    patterns=("[cả | các | trong | <count:number>] [các] năm <a:yyyy> - [năm] <b:yyyy>",),
    examples={"năm 2026 - 2027": "2027-12-31"},
)
def years_in_a_row(a: int, b: int, count: int = 0) -> WindowMeaning | None:
    return WindowMeaning(a_year(a), a_year(b)) if a < b and count in (0, b - a + 1) else None


@month_terms.rule(
    "nam",
    "Năm",
    makes="year",
    patterns=(
        "[cả | các | <count:number>] năm [ngân sách | tài chính | kế hoạch] <ys:yyyy+>",
        "^ <ys:yyyy+> {$ | [và | ,] (các | những) (năm | <later>)}",
    ),
    examples={"năm 2030": "2030-12-31", "2026": "2026-12-31"},
)
def _year(ys: tuple[int, ...], count: int = 0) -> Spans | None:
    return tuple(a_year(y) for y in ys) if count == 0 or count == len(ys) > 1 else None


@month_terms.rule(
    "trong-nam",
    "Trong năm, cả năm: năm của kế hoạch",
    makes="year",
    patterns=("(trong | cả | hết) năm {, | ; | <stop> | \\) | \\( | $ | -}", "trong năm kế hoạch"),
    examples={"Trong năm": "2026-12-31"},
)
def _this_year() -> Spans:
    return (a_year(),)
