"""Days, months, quarters and years by name. Every value is a tuple of spans: `tháng 3, 6 và 9` names three."""

from datetime import timedelta

from workflow.deadlines.engine.lines import ReadingDoubt
from workflow.deadlines.engine.rules import Doubted, Rules
from workflow.deadlines.values.meanings import WindowMeaning
from workflow.deadlines.values.spans import ImpossibleDay, Span, a_day, a_month, a_quarter, a_year, months, possible
from workflow.deadlines.values.wording import short

terms = Rules()
Spans = tuple[Span, ...]

CENTURY, MONTHS_OF_YEAR = 20, 12
DAYS = "[các | <count:number>] ngày <first:n> (, | ; | và | & | hoặc) <more:n+>"
_YEAR = "[,] [(/ | -)] [năm] <y:yyyy>"


@terms.rule(
    "khoang-ngay",
    "Từ ngày đến ngày trong một tháng",
    makes="window",
    patterns=(
        "[từ] [ngày] <a:n> - <b:n> / <m:n> / <y:yyyy>",
        "[từ] [ngày] <a:n> - <b:n> · <m:n> · <y:yyyy>",
        "[từ] ngày <a:n> - <b:n> / <m:n>",
        "[từ] [ngày] <a:n> (- | đến [ngày]) <b:n> tháng <m:n> [(năm | /) <y:yyyy>]",
        "từ [ngày] <a:n> đến [hết] [ngày] <b:n> / <m:n> [(/ | năm) <y:yyyy>]",
    ),
    examples={"Ngày 20-22/02/2026": "2026-02-22"},
)
def days_of_a_month(a: int, b: int, m: int, y: int | None = None) -> WindowMeaning | None:
    return WindowMeaning(a_day(a, m, y), a_day(b, m, y)) if a < b else None


@terms.rule(
    "nhieu-ngay",
    "Nhiều ngày của một tháng",
    makes="day",
    patterns=(
        f"{DAYS} / <m:n> [(/ | năm) <y:yyyy>]",
        f"{DAYS} (- | ·) <m:n> (- | ·) <y:yyyy>",
        f"{DAYS} tháng <m:n> [(/ | năm) <y:yyyy>]",
    ),
    examples={"ngày 10, 20 và 30/6/2026": "2026-06-10; 2026-06-20; 2026-06-30"},
)
def several_days(first: int, more: tuple[int, ...], m: int, y: int | None = None, count: int = 0) -> Spans | None:
    """A count before them ("3 ngày 10, 11 và 12/4") must be theirs."""
    return tuple(a_day(d, m, y) for d in (first, *more)) if count in (0, 1 + len(more)) else None


@terms.rule(
    "ngay-cac-thang",
    "Một ngày của nhiều tháng",
    makes="day",
    patterns=(f"ngày <d:n> [của | trong] [các] tháng <ms:n+> {_YEAR}", "ngày <d:n> [của | trong] các tháng <ms:n+>"),
    examples={"ngày 20 các tháng 3, 6 hằng năm": "2026-03-20, 2026-06-20, 2027-03-20"},
)
def day_of_several_months(d: int, ms: tuple[int, ...], y: int | None = None) -> Spans | None:
    return tuple(a_day(d, m, y) for m in ms) if len(ms) > 1 else None


@terms.rule(
    "thang-gach-thang",
    "Hai số nối bằng gạch trước một năm: từ tháng đến tháng",
    makes="months",
    patterns=("<a:n> - <b:n> / <y:yyyy>",),
    assumes="",
    examples={"4-6/2026": "2026-06-30"},
)
def two_months(a: int, b: int, y: int) -> Doubted | None:
    """Only where the first number may be a month before the second: 20-10/2026 is a day."""
    if not 1 <= a < b <= 12:
        return None
    other = f"nếu là ngày {a:02d} tháng {b:02d} thì hạn cuối là {short(a_day(a, b, y).opens)}"
    return Doubted((months(a, b, y),), ReadingDoubt(f"“{a}-{b}/{y}” được hiểu là từ tháng {a} đến tháng {b}", (other,)))


@terms.rule(
    "ngay-cua-nhieu-nam",
    "Một ngày, một tháng của nhiều năm có ghi",
    makes="day",
    patterns=("[ngày] <d:n> (/ | tháng) <m:n> [,] [của] (các năm | năm) <ys:yyyy+>",),
    examples={"trước ngày 31/3 của các năm 2027, 2028": "2027-03-30; 2028-03-30"},
)
def day_of_several_years(d: int, m: int, ys: tuple[int, ...]) -> Spans | None:
    return tuple(a_day(d, m, y) for y in ys) if len(ys) > 1 else None


@terms.rule(
    "thang-cua-nhieu-nam",
    "Một tháng của nhiều năm có ghi",
    makes="month",
    patterns=("tháng <m:n> [,] [của] (các năm | năm) <ys:yyyy+>",),
    examples={"tháng 6 các năm 2026, 2028": "2026-06-30; 2028-06-30"},
)
def month_of_several_years(m: int, ys: tuple[int, ...]) -> Spans | None:
    return tuple(a_month(m, y) for y in ys) if len(ys) > 1 and 1 <= m <= MONTHS_OF_YEAR else None


@terms.rule(
    "ngay",
    "Ngày, tháng, năm",
    makes="day",
    patterns=(
        "[ngày] <d:n> / <m:n> / <y:yyyy>",
        "[ngày] <d:n> (· | <stop>) <m:n> (· | <stop>) <y:yyyy>",
        "[ngày] <d:n> - <m:n> - <y:yyyy>",
        "[ngày] <d:n> tháng <m:q> [,] (năm | / | -) <y:yyyy>",
        "[ngày] <d:n> (/ | -) <m:n> (/ | - | [,] năm) <y:yyyy>",
        "<y:yyyy> (- | /) <m:n> (- | /) <d:n>",
    ),
    examples={"15/7/2026": "2026-07-15", "ngày 05 tháng 02 năm 2026": "2026-02-05", "10.10.2026": "2026-10-10"},
)
def day_of_a_year(d: int, m: int, y: int) -> Spans:
    return (a_day(d, m, y),)


@terms.rule(
    "nam-viet-roi",
    "Năm bị tách làm hai: 20 26",
    makes="day",
    patterns=("[ngày] <d:n> / <m:n> / <century:n> <y:n>", "[ngày] <d:n> · <m:n> · <century:n> <y:n>"),
    assumes="năm bị tách thành hai số",
    examples={"trước ngày 30/6/20 26": "2026-06-29"},
)
def day_of_a_split_year(d: int, m: int, century: int, y: int) -> Spans | None:
    return (a_day(d, m, 100 * century + y),) if century == CENTURY and possible(d, m) else None


@terms.rule(
    "nam-hai-chu-so",
    "Năm viết hai chữ số",
    makes="day",
    patterns=("[ngày] <d:n> / <m:n> / <y:n>", "[ngày] <d:n> · <m:n> · <y:n>"),
    assumes="năm viết hai chữ số được hiểu là năm 20xx",
    examples={"15/7/26": "2026-07-15"},
)
def day_of_a_short_year(d: int, m: int, y: int) -> Spans | None:
    return (a_day(d, m, 2000 + y),) if possible(d, m) else None


@terms.rule(
    "ngay-thang",
    "Ngày, tháng không ghi năm",
    makes="day",
    patterns=("ngày <d:n> (/ | · | -) <m:n> !{(hằng | mỗi) tháng}", "[ngày] <d:n> tháng <m:q>"),
    examples={"Trước ngày 20/11": "2026-11-19"},
)
def day_without_year(d: int, m: int) -> Spans | None:
    return (a_day(d, m),) if m <= 12 else None


@terms.rule(
    "chi-ghi-so",
    "Chỉ có hai số cách nhau bằng dấu gạch chéo",
    makes="day",
    patterns=("^ <d:n> / <m:n> $",),
    assumes="chỉ ghi hai số, có thể không phải là ngày",
    examples={"15/7": "2026-07-15"},
)
def two_numbers(d: int, m: int) -> Spans | None:
    return short_day_without_year(d, m)


@terms.rule(
    "ngay-thang-tat",
    "Ngày/tháng không ghi năm, không có chữ “ngày”",
    makes="day",
    patterns=("<d:n> / <m:n>",),
    examples={"Trước 20/11": "2026-11-19"},
)
def short_day_without_year(d: int, m: int) -> Spans | None:
    return (a_day(d, m),) if possible(d, m) else None


@terms.rule(
    "thang-co-ngay",
    "“Tháng” đứng trước một ngày đầy đủ",
    makes="day",
    patterns=("tháng <d:n> / <m:n> / <y:yyyy>",),
    assumes="",
    examples={"Tháng 26/01/2026": "2026-01-26"},
)
def day_called_a_month(d: int, m: int, y: int) -> Doubted:
    day = a_day(d, m, y)
    others = (
        f"nếu là “trước ngày {short(day.opens)}” thì hạn cuối là {short(day.opens - timedelta(days=1))}",
        f"nếu là “tháng {m:02d}/{y}” thì hạn cuối là {short(a_month(m, y).closes)}",
    )
    return Doubted((day,), ReadingDoubt("chữ “Tháng” đứng trước một ngày đầy đủ, được hiểu là chính ngày đó", others))


@terms.rule(
    "cac-thang",
    "Từ tháng đến tháng trong một năm",
    makes="months",
    patterns=(
        f"tháng <a:n> - [tháng] [<n> - [tháng]] <b:n> {_YEAR}",
        "tháng <a:n> - [tháng] [<n> - [tháng]] <b:n>",
    ),
    examples={"Tháng 3-5/2026": "2026-05-31"},
)
def months_in_a_row(a: int, b: int, y: int | None = None) -> Spans | None:
    return (months(a, b, y),) if 1 <= a < b <= 12 else None


@terms.rule(
    "thang",
    "Tháng",
    makes="month",
    patterns=(
        f"tháng <ms:n+> {_YEAR}",
        "tháng <ms:n+> · <y:yyyy>",
        "tháng <ms:n+> !{tháng}",
        f"tháng <m:q> {_YEAR}",
        "tháng <m:q>",
        "t [·] <m:n> / <y:yyyy>",
        "<m:n> / <y:yyyy>",
    ),
    examples={"Tháng 3": "2026-03-31", "Tháng 02/2026": "2026-02-28", "tháng 3, 6/2026": "2026-03-31; 2026-06-30"},
)
def month(m: int = 0, ms: tuple[int, ...] = (), y: int | None = None) -> Spans | None:
    wanted = ms or (m,)
    return tuple([a_month(m, y) for m in wanted]) if 1 <= min(wanted) <= max(wanted) <= 12 else None


@terms.rule(
    "thang-gach-nam",
    "Chỉ có tháng và năm cách nhau bằng gạch nối",
    makes="month",
    patterns=("^ <m:n> - <y:yyyy> $",),
    assumes="chỉ ghi hai số, được hiểu là tháng và năm",
    examples={"03-2026": "2026-03-31"},
)
def dashed_month(m: int, y: int) -> Spans | None:
    return month(m, y=y)


@terms.rule(
    "cac-quy",
    "Từ quý đến quý trong một năm",
    makes="quarter",
    patterns=(f"(quý | q) <a:q> - [quý] <b:q> {_YEAR}", "(quý | q) <a:q> - [quý] <b:q>"),
    examples={"Quý I-II/2026": "2026-06-30"},
)
def quarters_in_a_row(a: int, b: int, y: int | None = None) -> Spans | None:
    return (months(3 * a - 2, 3 * b, y),) if 1 <= a < b <= 4 else None


@terms.rule(
    "quy",
    "Quý",
    makes="quarter",
    patterns=(
        f"(quý | q) [·] <qs:q+> {_YEAR}",
        "quý <qs:q+> !{tháng}",
        f"quý (thứ) <qs:q+> {_YEAR}",
        "quý (thứ) <qs:q+>",
    ),
    examples={"Quý I/2026": "2026-03-31", "quý 3 năm 2026": "2026-09-30", "Quý II, III": "2026-06-30; 2026-09-30"},
    source="Bộ luật Dân sự 2015 không định nghĩa quý; theo thông lệ là ba tháng dương lịch",
)
def quarter(qs: tuple[int, ...], y: int | None = None) -> Spans | None:
    if y and len(qs) == 1 and not 1 <= qs[0] <= 4:
        raise ImpossibleDay(f"quý {qs[0]}/{y}")
    return tuple(a_quarter(q, y) for q in qs) if all(1 <= q <= 4 for q in qs) else None


@terms.rule(
    "dau-nam-may-thang",
    "6 tháng đầu năm, 9 tháng đầu năm, nửa đầu năm",
    makes="months",
    patterns=(
        "<n:number> tháng đầu [của] năm [<y:yyyy>]",
        "<n:number> tháng [của] năm <y:yyyy>",
        "nửa đầu [của] năm [<y:yyyy>]",
    ),
    examples={"6 tháng đầu năm": "2026-06-30", "9 tháng đầu năm 2026": "2026-09-30"},
)
def first_months(n: int = 6, y: int | None = None) -> Spans | None:
    return (months(1, n, y),) if 1 <= n <= 12 else None


@terms.rule(
    "cuoi-nam-may-thang",
    "6 tháng cuối năm, nửa cuối năm",
    makes="months",
    patterns=("<n:number> tháng cuối [của] năm [<y:yyyy>]", "nửa cuối [của] năm [<y:yyyy>]"),
    examples={"6 tháng cuối năm 2026": "2026-12-31"},
)
def last_months(n: int = 6, y: int | None = None) -> Spans | None:
    return (months(13 - n, 12, y),) if 1 <= n <= 12 else None


@terms.rule(
    "nam-den-nam",
    "Năm … - …",
    makes="window",
    patterns=("[cả | các | trong | <count:number>] [các] năm <a:yyyy> - [năm] <b:yyyy>",),
    examples={"năm 2026 - 2027": "2027-12-31"},
)
def years_in_a_row(a: int, b: int, count: int = 0) -> WindowMeaning | None:
    return WindowMeaning(a_year(a), a_year(b)) if a < b and count in (0, b - a + 1) else None


@terms.rule(
    "nam",
    "Năm",
    makes="year",
    patterns=("[cả | các | <count:number>] năm <ys:yyyy+>", "^ <ys:yyyy+> {$ | [và | ,] (các | những) năm}"),
    examples={"năm 2030": "2030-12-31", "2026": "2026-12-31"},
)
def _year(ys: tuple[int, ...], count: int = 0) -> Spans | None:
    return tuple(a_year(y) for y in ys) if count == 0 or count == len(ys) > 1 else None


@terms.rule(
    "trong-nam",
    "Trong năm, cả năm: năm của kế hoạch",
    makes="year",
    patterns=("(trong | cả | hết) năm {, | ; | <stop> | \\) | \\( | $ | -}", "trong năm kế hoạch"),
    examples={"Trong năm": "2026-12-31"},
)
def this_year() -> Spans:
    return (a_year(),)
