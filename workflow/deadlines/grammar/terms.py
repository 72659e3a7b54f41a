"""Days, months, quarters, years: the named stretches of the calendar. Every value is a tuple of spans."""

from datetime import time, timedelta

from workflow.deadlines.meanings import Window
from workflow.deadlines.patterns import Doubt, Doubted, Rules
from workflow.deadlines.spans import Span, a_day, a_month, a_quarter, a_year, months
from workflow.deadlines.wording import short

terms = Rules()
Spans = tuple[Span, ...]


@terms.rule(
    "khoang-ngay",
    "Từ ngày đến ngày trong một tháng",
    makes="window",
    patterns=(
        "[từ] [ngày] <a:n> - <b:n> / <m:n> / <y:yyyy>",
        "[từ] ngày <a:n> - <b:n> / <m:n>",
        "[từ] [ngày] <a:n> - <b:n> tháng <m:n> [(năm | /) <y:yyyy>]",
    ),
    examples={"Ngày 20-22/02/2026": "2026-02-22"},
)
def days_of_a_month(a: int, b: int, m: int, y: int | None = None) -> object:
    return Window(a_day(a, m, y), a_day(b, m, y)) if a < b else None


@terms.rule(
    "ngay",
    "Ngày, tháng, năm",
    makes="day",
    patterns=(
        "[ngày] <d:n> / <m:n> / <y:yyyy>",
        "[ngày] <d:n> . <m:n> . <y:yyyy>",
        "[ngày] <d:n> - <m:n> - <y:yyyy>",
        "[ngày] <d:n> tháng <m:n> [,] (năm | / | -) <y:yyyy>",
        "[ngày] <d:n> (/ | -) <m:n> (/ | - | năm) <y:yyyy>",
        "<y:yyyy> - <m:n> - <d:n>",
    ),
    examples={"15/7/2026": "2026-07-15", "ngày 05 tháng 02 năm 2026": "2026-02-05", "10.10.2026": "2026-10-10"},
)
def day_of_a_year(d: int, m: int, y: int) -> Spans:
    return (a_day(d, m, y),)


@terms.rule(
    "nam-hai-chu-so",
    "Năm viết hai chữ số",
    makes="day",
    patterns=("[ngày] <d:n> / <m:n> / <y:n>",),
    assumes="năm viết hai chữ số được hiểu là năm 20xx",
    examples={"15/7/26": "2026-07-15"},
)
def day_of_a_short_year(d: int, m: int, y: int) -> Spans:
    return (a_day(d, m, 2000 + y),)


@terms.rule(
    "ngay-thang",
    "Ngày, tháng không ghi năm",
    makes="day",
    patterns=(
        "ngày <d:n> (/ | . | -) <m:n>",
        "[ngày] <d:n> tháng <m:n>",
        "<d:n> / <m:n>",
    ),
    examples={"Trước ngày 20/11": "2026-11-19"},
)
def day_without_year(d: int, m: int) -> Spans:
    return (a_day(d, m),)


@terms.rule(
    "thang-co-ngay",
    "“Tháng” đứng trước một ngày đầy đủ",
    makes="day",
    patterns=("tháng <d:n> / <m:n> / <y:yyyy>",),
    examples={"Tháng 26/01/2026": "2026-01-26"},
)
def day_called_a_month(d: int, m: int, y: int) -> Doubted:
    day = a_day(d, m, y)
    month_ = a_month(m, y)
    others = (
        f"“Trước ngày {short(day.opens)}” thì hạn cuối là {short(day.opens - timedelta(days=1))}",
        f"“Tháng {m:02d}/{y}” thì hạn cuối là {short(month_.closes)}",
    )
    return Doubted((day,), Doubt("chữ “Tháng” đứng trước một ngày đầy đủ, được hiểu là chính ngày đó", others))


@terms.rule(
    "thang",
    "Tháng",
    makes="month",
    patterns=(
        "tháng <ms:n+> [/] [năm] <y:yyyy>",
        "tháng <ms:n+> (- | .) <y:yyyy>",
        "tháng <ms:n+>",
        "<ms:n> / <y:yyyy>",
    ),
    examples={"Tháng 3": "2026-03-31", "Tháng 02/2026": "2026-02-28", "trong tháng 3/2026": "2026-03-31"},
)
def month(ms: tuple[int, ...] | int, y: int | None = None) -> Spans | None:
    wanted = ms if isinstance(ms, tuple) else (ms,)
    return tuple(a_month(m, y) for m in wanted) if all(1 <= m <= 12 for m in wanted) else None


@terms.rule(
    "quy",
    "Quý",
    makes="quarter",
    patterns=(
        "quý <qs:q+> [/ | - | ,] [năm] <y:yyyy>",
        "quý <qs:q+>",
    ),
    examples={"Quý I/2026": "2026-03-31", "quý 3 năm 2026": "2026-09-30", "Quý II, III": "2026-06-30 và 2026-09-30"},
    source="Bộ luật Dân sự không định nghĩa quý; theo thông lệ là ba tháng dương lịch",
)
def quarter(qs: tuple[int, ...], y: int | None = None) -> Spans | None:
    return tuple(a_quarter(q, y) for q in qs) if all(1 <= q <= 4 for q in qs) else None


@terms.rule(
    "dau-cuoi-nam",
    "6 tháng đầu năm, 9 tháng đầu năm, 6 tháng cuối năm",
    makes="half",
    patterns=("<n:number> tháng đầu năm [<y:yyyy>]",),
    examples={"6 tháng đầu năm": "2026-06-30"},
)
def first_months(n: int, y: int | None = None) -> Spans | None:
    return (months(1, n, y),) if 1 <= n <= 12 else None


@terms.rule(
    "thang-cuoi-nam",
    "6 tháng cuối năm",
    makes="half",
    patterns=("<n:number> tháng cuối năm [<y:yyyy>]",),
    examples={"6 tháng cuối năm 2026": "2026-12-31"},
)
def last_months(n: int, y: int | None = None) -> Spans | None:
    return (months(13 - n, 12, y),) if 1 <= n <= 12 else None


@terms.rule(
    "nam",
    "Năm",
    makes="year",
    patterns=("năm <ys:yyyy+>", "^ <ys:yyyy+> $"),
    examples={"năm 2030": "2030-12-31", "2026": "2026-12-31"},
)
def year(ys: tuple[int, ...]) -> Spans:
    return tuple(a_year(y) for y in ys)


@terms.rule(
    "gio",
    "Giờ trong ngày",
    makes="clock",
    patterns=("<h:n> giờ <mi:n> [phút | ’ | ']", "<h:n> giờ", "<h:n> : <mi:n>"),
    examples={"Trước 17 giờ ngày 15/7/2026": "2026-07-15"},
)
def clock(h: int, mi: int = 0) -> time | None:
    if h == 24 and mi == 0:
        return time(23, 59)
    return time(h, mi) if h < 24 and mi < 60 else None
