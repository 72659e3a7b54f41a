"""Days by name, alone and several together. Every value is a tuple of spans: `ngày 10, 20/6` names two."""

from datetime import timedelta

from base.vietnamese import short_date
from workflow.deadlines.engine.codes import MONTH_ROMANS
from workflow.deadlines.engine.lines import ReadingDoubt
from workflow.deadlines.engine.rules import Doubted, Rules
from workflow.deadlines.values.meanings import WindowMeaning
from workflow.deadlines.values.spans import Span, a_day, a_month, a_quarter, is_possible, months

day_terms = Rules()


Spans = tuple[Span, ...]


CENTURY, MONTHS_OF_YEAR = 20, 12


DAYS = "[các | <count:number>] ngày <first:n> (, | ; | và | &) <more:n+>"


OF_YEAR = "[,] [(/ | -)] [năm] <y:yyyy>"


@day_terms.rule(
    "ngay-nam-ke",
    "Ngày của năm sau, năm nay, năm trước: tính từ năm ban hành",
    makes="day",
    patterns=("[ngày] <d:n> (/ | · | -) <m:n> [của | ,] <later:later>",),
    examples={"Trước ngày 31/01 năm liền kề": "2027-01-30", "15/3 năm nay": "2026-03-15"},
)
def day_of_another_year(d: int, m: int, later: int) -> Spans | None:
    return (a_day(d, m)._replace(later=later),) if is_possible(d, m) else None


@day_terms.rule(
    "thang-nam-ke",
    "Tháng của năm sau, năm nay, năm trước",
    makes="month",
    patterns=("tháng <m:q> [của | ,] <later:later>",),
    examples={"Tháng 01 năm sau": "2027-01-31"},
)
def month_of_another_year(m: int, later: int) -> Spans | None:
    return (a_month(m)._replace(later=later),) if 1 <= m <= MONTHS_OF_YEAR else None


@day_terms.rule(
    "quy-nam-ke",
    "Quý của năm sau, năm nay, năm trước",
    makes="quarter",
    patterns=("quý <q:q> [của | ,] <later:later>",),
    examples={"quý I năm tới": "2027-03-31"},
)
def quarter_of_another_year(q: int, later: int) -> Spans | None:
    return (a_quarter(q)._replace(later=later),) if 1 <= q <= 4 else None


@day_terms.rule(
    "khoang-ngay",
    "Từ ngày đến ngày trong một tháng",
    makes="window",
    patterns=(
        "[từ] [ngày] <a:n> - <b:n> / <m:n> / <y:yyyy>",
        "[từ] [ngày] <a:n> - <b:n> · <m:n> · <y:yyyy>",
        "[từ] [ngày] <a:n> - <b:n> / <m:n>",
        "(từ [ngày] | ngày) <a:n> - <b:n> · <m:n>",
        "[từ] [ngày] <a:n> (- | đến [ngày]) <b:n> tháng <m:n> [(năm | /) <y:yyyy>]",
        "từ [ngày] <a:n> đến [hết] [ngày] <b:n> / <m:n> [(/ | năm) <y:yyyy>]",
    ),
    examples={"Ngày 20-22/02/2026": "2026-02-22"},
)
def days_of_a_month(a: int, b: int, m: int, y: int | None = None) -> WindowMeaning | None:
    return WindowMeaning(a_day(a, m, y), a_day(b, m, y)) if a < b else None


@day_terms.rule(
    "ngay-cham-den-ngay-cham",
    "12.3-30.4: từ ngày đến ngày, viết bằng dấu chấm",
    makes="window",
    patterns=(
        "(từ [ngày] | ngày) <a:n> · <m:n> (- | đến [hết] [ngày]) <b:n> · <n:n> !{·}",
        "[từ] [ngày] <a:n> · <m:n> (- | đến [hết] [ngày]) <b:n> · <n:n> · <y:yyyy>",
    ),
    examples={"Từ ngày 12.3-30.4": "2026-04-30"},
)
def dotted_days(a: int, m: int, b: int, n: int, y: int | None = None) -> WindowMeaning | None:
    return WindowMeaning(a_day(a, m, y), a_day(b, n, y)) if is_possible(a, m) and is_possible(b, n) else None


@day_terms.rule(
    "nhieu-ngay",
    "Nhiều ngày của một tháng",
    makes="day",
    patterns=(
        f"{DAYS} / <m:n> [(/ | năm) <y:yyyy>]",
        f"{DAYS} (- | ·) <m:n> (- | ·) <y:yyyy>",
        f"{DAYS} tháng <m:n> [(/ | năm) <y:yyyy>]",
        "ngày <first:n> (, | và | , và) ngày <more:n+> (/ | tháng) <m:n> [(/ | năm) <y:yyyy>]",
    ),
    examples={"ngày 10, 20 và 30/6/2026": "2026-06-10; 2026-06-20; 2026-06-30"},
)
def several_days(first: int, more: tuple[int, ...], m: int, y: int | None = None, count: int = 0) -> Spans | None:
    """A count before them ("3 ngày 10, 11 và 12/4") must be theirs."""
    return tuple(a_day(d, m, y) for d in (first, *more)) if count in (0, 1 + len(more)) else None


@day_terms.rule(
    "ngay-hoac-ngay",
    "Ngày này hoặc ngày kia của một tháng: lấy ngày sau",
    makes="day",
    patterns=("[ngày] <n> hoặc [ngày] <d:n> (/ | tháng) <m:n> [(/ | năm) <y:yyyy>]",),
    assumes="nêu hai ngày để chọn nên lấy ngày sau",
    examples={"ngày 15 hoặc 16/5/2026": "2026-05-16"},
)
def later_of_two_days(d: int, m: int, y: int | None = None) -> Spans | None:
    return (a_day(d, m, y),) if is_possible(d, m) else None


@day_terms.rule(
    "may-ngay-mot-thang",
    "Mấy ngày của một tháng, không có chữ “ngày”",
    makes="day",
    patterns=("<days:n+> / <m:n> / <y:yyyy>", "<days:n+> · <m:n> · <y:yyyy>"),
    examples={"15, 16/3/2026": "2026-03-15; 2026-03-16"},
)
def days_in_a_list(days: tuple[int, ...], m: int, y: int) -> Spans | Doubted | None:
    if len(days) < 2 or list(days) != sorted(set(days)) or not all(is_possible(day, m) for day in days):
        return None
    named = tuple(a_day(day, m, y) for day in days)
    if days[-1] - days[0] == len(days) - 1:
        return named
    return Doubted(named, ReadingDoubt(f"các số trước {days[-1]} được hiểu là ngày của tháng {m}"))


@day_terms.rule(
    "ngay-cac-thang",
    "Một ngày của nhiều tháng",
    makes="day",
    patterns=(
        f"ngày <d:n> [của | trong] [các] tháng <ms:n+> {OF_YEAR}",
        "ngày <d:n> [của | trong] các tháng <ms:n+>",
        "ngày <d:n> [của | trong] tháng <ms:n+> {[,] (hằng | mỗi) năm | $ | ; | <stop> | \\)}",
        f"ngày <d:n> [của] tháng <m:n> (, | và | , và) tháng <other:n> {OF_YEAR}",
        "ngày <d:n> [của] tháng <m:n> (, | và | , và) tháng <other:n> {[,] (hằng | mỗi) năm | $}",
    ),
    examples={
        "ngày 20 các tháng 3, 6 hằng năm": "2026-03-20, 2026-06-20, 2027-03-20",
        "ngày 15 tháng 6 và tháng 12 năm 2026": "2026-06-15; 2026-12-15",
    },
)
def day_of_several_months(
    d: int, ms: tuple[int, ...] = (), m: int = 0, other: int = 0, y: int | None = None
) -> Spans | None:
    months_named = ms or (m, other)
    return tuple(a_day(d, month, y) for month in months_named) if len(months_named) > 1 else None


@day_terms.rule(
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
    other = f"nếu là ngày {a:02d} tháng {b:02d} thì hạn cuối là {short_date(a_day(a, b, y).opens)}"
    return Doubted((months(a, b, y),), ReadingDoubt(f"“{a}-{b}/{y}” được hiểu là từ tháng {a} đến tháng {b}", (other,)))


@day_terms.rule(
    "ngay-cua-nhieu-nam",
    "Một ngày, một tháng của nhiều năm có ghi",
    makes="day",
    patterns=("[ngày] <d:n> (/ | tháng) <m:n> [,] [của] (các năm | năm) <ys:yyyy+>",),
    examples={"trước ngày 31/3 của các năm 2027, 2028": "2027-03-30; 2028-03-30"},
)
def day_of_several_years(d: int, m: int, ys: tuple[int, ...]) -> Spans | None:
    return tuple(a_day(d, m, y) for y in ys) if len(ys) > 1 else None


@day_terms.rule(
    "thang-cua-nhieu-nam",
    "Một tháng của nhiều năm có ghi",
    makes="month",
    patterns=("tháng <m:n> [,] [của] (các năm | năm) <ys:yyyy+>",),
    examples={"tháng 6 các năm 2026, 2028": "2026-06-30; 2028-06-30"},
)
def month_of_several_years(m: int, ys: tuple[int, ...]) -> Spans | None:
    return tuple(a_month(m, y) for y in ys) if len(ys) > 1 and 1 <= m <= MONTHS_OF_YEAR else None


@day_terms.rule(
    "quy-cua-nhieu-nam",
    "Một quý của nhiều năm có ghi",
    makes="quarter",
    patterns=("quý <q:q> [,] [của] (các năm | năm) <ys:yyyy+>",),
    examples={"quý II các năm 2026, 2028": "2026-06-30; 2028-06-30"},
)
def quarter_of_several_years(q: int, ys: tuple[int, ...]) -> Spans | None:
    return tuple(a_quarter(q, y) for y in ys) if len(ys) > 1 and 1 <= q <= 4 else None


@day_terms.rule(
    "ngay",
    "Ngày, tháng, năm",
    makes="day",
    patterns=(
        "[[các] ngày] <d:n> / <m:n> / <y:yyyy>",
        "[ngày] <d:n> (· | <stop>) <m:n> (· | <stop>) <y:yyyy>",
        "[ngày] <d:n> - <m:n> - <y:yyyy>",
        "[ngày] <d:n> tháng <m:q> [,] (năm | / | -) <y:yyyy>",
        "[ngày] <d:n> (/ | -) <m:n> (/ | - | [,] [của] năm) <y:yyyy>",
        "<y:yyyy> (- | /) <m:n> (- | /) <d:n>",
    ),
    examples={"15/7/2026": "2026-07-15", "ngày 05 tháng 02 năm 2026": "2026-02-05", "10.10.2026": "2026-10-10"},
)
def day_of_a_year(d: int, m: int, y: int) -> Spans:
    return (a_day(d, m, y),)


ROMAN_MONTH = "(<few:roman> | <many:late_roman>)"


@day_terms.rule(
    "ngay-thang-la-ma",
    "Ngày có tháng viết bằng số La Mã",
    makes="day",
    patterns=(
        f"[ngày] <d:n> / {ROMAN_MONTH} / <y:yyyy>",
        f"[ngày] <d:n> - {ROMAN_MONTH} - <y:yyyy>",
        f"ngày <d:n> / {ROMAN_MONTH}",
        f"[ngày] <d:n> tháng {ROMAN_MONTH} [,] [(năm | / | -) <y:yyyy>]",
    ),
    examples={"30/VI/2026": "2026-06-30", "ngày 15 tháng IX": "2026-09-15"},
)
def day_of_a_roman_month(d: int, few: int = 0, many: str = "", y: int | None = None) -> Spans | None:
    month = few or MONTH_ROMANS[many]
    return (a_day(d, month, y),) if y or is_possible(d, month) else None


@day_terms.rule(
    "thang-la-ma",
    "Tháng viết bằng số La Mã",
    makes="month",
    patterns=(f"tháng <many:late_roman> {OF_YEAR}", "tháng <many:late_roman>"),
    examples={"tháng VI/2026": "2026-06-30"},
)
def roman_month(many: str, y: int | None = None) -> Spans:
    return (a_month(MONTH_ROMANS[many], y),)


@day_terms.rule(
    "nam-viet-roi",
    "Năm bị tách làm hai: 20 26",
    makes="day",
    patterns=("[ngày] <d:n> / <m:n> / <century:n> <y:n>", "[ngày] <d:n> · <m:n> · <century:n> <y:n>"),
    assumes="năm bị tách thành hai số",
    examples={"trước ngày 30/6/20 26": "2026-06-29"},
)
def day_of_a_split_year(d: int, m: int, century: int, y: int) -> Spans | None:
    return (a_day(d, m, 100 * century + y),) if century == CENTURY and is_possible(d, m) else None


@day_terms.rule(
    "nam-hai-chu-so",
    "Năm viết hai chữ số",
    makes="day",
    patterns=("[ngày] <d:n> / <m:n> / <y:n>", "[ngày] <d:n> · <m:n> · <y:n>"),
    assumes="năm viết hai chữ số được hiểu là năm 20xx",
    examples={"15/7/26": "2026-07-15"},
)
def day_of_a_short_year(d: int, m: int, y: int) -> Spans | None:
    return (a_day(d, m, 2000 + y),) if is_possible(d, m) else None


@day_terms.rule(
    "ngay-thang",
    "Ngày, tháng không ghi năm",
    makes="day",
    patterns=("[các] ngày <d:n> (/ | · | -) <m:n> !{(hằng | mỗi) tháng}", "[ngày] <d:n> tháng <m:q>"),
    examples={"Trước ngày 20/11": "2026-11-19"},
)
def day_without_year(d: int, m: int) -> Spans | None:
    return (a_day(d, m),) if m <= 12 else None


@day_terms.rule(
    "chi-ghi-so",
    "Chỉ có hai số cách nhau bằng dấu gạch chéo",
    makes="day",
    patterns=("^ <d:n> / <m:n> $",),
    assumes="chỉ ghi hai số, có thể không phải là ngày",
    examples={"15/7": "2026-07-15"},
)
def two_numbers(d: int, m: int) -> Spans | None:
    return short_day_without_year(d, m)


@day_terms.rule(
    "ngay-thang-tat",
    "Ngày/tháng không ghi năm, không có chữ “ngày”",
    makes="day",
    patterns=("<d:n> / <m:n>", "<d:n> (- | ·) <m:n> {[,] (hằng | mỗi) năm}"),
    examples={"Trước 20/11": "2026-11-19"},
)
def short_day_without_year(d: int, m: int) -> Spans | None:
    return (a_day(d, m),) if is_possible(d, m) else None


@day_terms.rule(
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
        f"nếu là “trước ngày {short_date(day.opens)}” thì hạn cuối là {short_date(day.opens - timedelta(days=1))}",
        f"nếu là “tháng {m:02d}/{y}” thì hạn cuối là {short_date(a_month(m, y).closes)}",
    )
    return Doubted((day,), ReadingDoubt("chữ “Tháng” đứng trước một ngày đầy đủ, được hiểu là chính ngày đó", others))
