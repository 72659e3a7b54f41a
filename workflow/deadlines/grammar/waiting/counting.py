"""Terms counted from a named day, from an event, or from nothing that is named."""

from datetime import timedelta

from workflow.deadlines.engine.lines import ReadingDoubt
from workflow.deadlines.engine.rules import Doubted, Rules
from workflow.deadlines.grammar.bounds.bounding import FROM, PLAN, TO
from workflow.deadlines.grammar.cycles.counts import WITHOUT_DAYS_OFF, every
from workflow.deadlines.grammar.spans.days import Spans
from workflow.deadlines.values.meanings import Relative, Unreadable, WindowMeaning
from workflow.deadlines.values.resolution import Offset, Unit
from workflow.deadlines.values.spans import a_day, a_year

terms_of_days = Rules()
anchored = Rules()
count_term = Rules()

COUNTING = "Bộ luật Dân sự 2015, điều 147 khoản 2 và điều 148"
LEAST_WORDS = ("ít nhất", "tối thiểu", "không ít hơn", "sớm nhất")
LEAST = f"({' | '.join(LEAST_WORDS)})"
TERM = f"[[<latest>] sau [khi] | trong | quá | {LEAST} | trước [{LEAST}]] <offset:count>"
AFTER = "([ngay] (kể từ | tính từ | từ | sau | kể từ sau) [khi] | kể từ ngay sau khi)"
_AHEAD = "([tính] [đến] trước [khi] | [tính] đến [khi] | so với | trước thời gian)"
TERM_END = "{$ | , | ; | <stop> | \\)}"
_HOURS_OF_DAY = 24
_PERIOD = "[mỗi | hằng | kỳ] <unit:unit> [ngân sách | tài chính | báo cáo | kế hoạch | đó | trước]"


@terms_of_days.rule(
    "gio-khong-ngay",
    "Chậm nhất mấy giờ, không ghi ngày nào",
    makes="relative",
    patterns=("<latest> [là | vào | đến] <offset:offset> {$ | ; | \\)}", "^ <offset:offset> $"),
    examples={"Chậm nhất 17h": "unreadable"},
)
def hour_of_no_day(offset: Offset) -> Unreadable | None:
    """Fewer hours than a day has are a time of day; "24 giờ", "48 giờ" count."""
    if offset.unit is not Unit.HOUR or not 0 < offset.units < _HOURS_OF_DAY:
        return None
    return Unreadable("chỉ ghi giờ, không ghi ngày nào")


@terms_of_days.rule(
    "trong-vong",
    "Trong vòng, trong thời hạn, chậm nhất mấy ngày",
    makes="term",
    patterns=(
        (
            "(<latest> | [trong | sau] (vòng | thời hạn | thời gian) [là | :] [<latest>] | trong [khoảng] [<latest>])"
            " <offset:offset>"
        ),
    ),
    examples={"trong thời hạn không quá 15 ngày kể từ ngày nhận hồ sơ": "15 day"},
)
def _term(offset: Offset) -> Offset:
    return offset


@anchored.rule(
    "do-dai-le",
    "Độ dài lẻ: 1,5 tháng, 02 tháng 15 ngày, một tháng rưỡi",
    makes="relative",
    patterns=(
        f"[trong [vòng]] <n> (, | ·) <count> [,] ({AFTER} | {_AHEAD})",
        f"<count> <count> [,] ({AFTER} | {_AHEAD})",
        f"[một] (<count> | <unit>) rưỡi [,] ({AFTER} | {_AHEAD})",
    ),
    examples={"1,5 tháng kể từ ngày 01/4/2026": "unreadable"},
)
def uneven_length() -> Unreadable:
    return Unreadable("độ dài không chẵn ngày, tháng, năm (như 1,5 tháng) nên cần người tính")


@anchored.rule(
    "thoi-luong-tu-den",
    "Số ngày kèm ngày đầu và ngày cuối: hạn là ngày cuối được ghi",
    makes="window",
    patterns=(
        f"{TERM} [, | : | \\(] {FROM} <start:day> {TO} <end:day> [\\)]",
        f"{TERM} [, | : | \\(] <window:window> [\\)]",
        f"{TERM} [, | : | \\(] [{PLAN}] <first:yyyy> (- | đến) <last:yyyy> [\\)]",
    ),
    examples={"15 ngày, từ ngày 01/3/2026 đến ngày 15/3/2026": "2026-03-15"},
)
def lasting_from_to(
    offset: Offset,
    start: Spans = (),
    end: Spans = (),
    window: WindowMeaning | None = None,
    first: int = 0,
    last: int = 0,
) -> WindowMeaning | Doubted | None:
    if first:
        window = WindowMeaning(a_year(first), a_year(last))
    if window is None and len(start) == len(end) == 1:
        window = WindowMeaning(start[0].of_year(end[0].year), end[0])
    if window is None or window.start is None or window.end is None:
        return None
    if offset.unit is Unit.YEAR and window.start.year and window.end.year:
        return window if window.end.year - window.start.year + 1 == offset.units else None
    if offset.unit is not Unit.DAY:
        return None
    opening, closing = window.start.of_year(window.end.year), window.end
    days = (closing.closes - opening.opens).days + 1 if opening.year and closing.year else offset.units
    if days in (offset.units, offset.units + 1):
        return window
    return Doubted(window, ReadingDoubt(f"ghi {offset.units} ngày nhưng từ ngày đầu đến ngày cuối là {days} ngày"))


@anchored.rule(
    "it-nhat-so-ngay-tu-ngay",
    "Ít nhất số ngày tính từ một ngày cụ thể",
    makes="relative",
    patterns=(f"([sau | trước] {LEAST} [sau] | quá | sau quá) <offset:count> [,] {AFTER} <day:day>",),
    assumes="chỉ ghi số ngày ít nhất",
    examples={"ít nhất 15 ngày kể từ ngày 01/3/2026": "2026-03-16"},
    source=COUNTING,
)
def at_least_from_day(offset: Offset, day: Spans) -> Relative | None:
    return counted_from_day(offset, day)


@anchored.rule(
    "so-ngay-tu-ngay",
    "Số ngày tính từ một ngày cụ thể",
    makes="relative",
    patterns=(f"{TERM} [,] {AFTER} <day:day>",),
    examples={"trong vòng 15 ngày kể từ ngày 01/3/2026": "2026-03-16"},
    source=COUNTING,
)
def counted_from_day(offset: Offset, day: Spans) -> Relative | None:
    return Relative(offset, "", anchor=day[0]) if len(day) == 1 else None


@anchored.rule(
    "thoi-luong-tu-ngay",
    "Kéo dài mấy ngày, bắt đầu từ một ngày: ngày bắt đầu được tính",
    makes="window",
    patterns=("[<whole:n> (, | ·)] <length:offset> [,] [\\(] bắt đầu từ <day:day> [\\)]",),
    examples={"3 ngày, bắt đầu từ ngày 06/7/2026": "2026-07-08"},
)
def lasting(length: Offset, day: Spans, whole: int | None = None) -> WindowMeaning | None:
    """Half a day counts as a day."""
    days = length.units if whole is None else whole + 1
    if length.unit is not Unit.DAY or len(day) != 1 or day[0].year is None or not days:
        return None
    last = day[0].opens + timedelta(days=days - 1)
    return WindowMeaning(day[0], a_day(last.day, last.month, last.year))


@anchored.rule(
    "so-ngay-truoc-ngay",
    "Số ngày trước một ngày cụ thể",
    makes="relative",
    patterns=(
        f"{TERM} [,] {_AHEAD} <day:day>",
        f"{TERM} [,] {_AHEAD} <day:feast>",
        f"[<latest>] trước <day:day> [{LEAST}] <offset:count> {TERM_END}",
        f"[<latest>] trước <day:feast> [{LEAST}] <offset:count> {TERM_END}",
    ),
    examples={
        "chậm nhất 70 ngày trước ngày 15/3/2026": "2026-01-04",
        "Trước Tết Nguyên đán 2027 15 ngày": "2027-01-22",
    },
    source="Lịch bầu cử 15/3/2026 tính lùi, không dời khi trùng ngày nghỉ",
)
def counted_before_day(offset: Offset, day: Spans) -> Relative | None:
    # "Báo cáo 6 tháng trước ngày 15/6" counts nothing: months before a day are the name of a period.
    if len(day) != 1 or offset.unit in (Unit.MONTH, Unit.YEAR):
        return None
    return Relative(back(offset), "", anchor=day[0])


@anchored.rule(
    "so-ngay-sau-ky",
    "Số ngày sau khi kết thúc một kỳ có tên",
    makes="relative",
    patterns=(f"{TERM} [,] {AFTER} [ngày] (kết thúc | hết) <whole:span> !{{tài chính}}",),
    examples={"chậm nhất 30 ngày sau khi kết thúc quý I/2026": "2026-05-04"},
    source=COUNTING,
)
def counted_from_end(offset: Offset, whole: Spans) -> Relative | None:
    return Relative(offset, "", anchor=whole[0]) if len(whole) == 1 else None


# Whom a term holds for, where several stand side by side, each with its own.
FOR_WHOM = "(\\( đối với … \\) | đối với …)"
_NEXT_TERM = f"([,] [và | ;] [<latest>] (<offset> | <term>) ({FOR_WHOM} | [,] {AFTER}))"


@count_term.rule(
    "so-ngay-doi-voi",
    "Mỗi đối tượng một số ngày",
    makes="relative",
    patterns=(
        f"{TERM} {FOR_WHOM} {{{_NEXT_TERM}}}",
        f"{TERM} {FOR_WHOM} [,] {AFTER} <event:text>",
        f"{TERM} {FOR_WHOM} {TERM_END}",
    ),
    examples={"10 ngày đối với nhóm B và 15 ngày đối với nhóm A kể từ ngày nhận hồ sơ": "10 day; 15 day"},
    source=COUNTING,
)
def counted_for_some(offset: Offset, event: str = "") -> Relative | Doubted:
    if event:
        return Relative(offset, event_words(event))
    return Doubted(Relative(offset, ""), ReadingDoubt("không ghi mốc bắt đầu tính"))


@count_term.rule(
    "so-ngay-truoc-su-kien",
    "Số ngày trước một sự kiện",
    makes="relative",
    patterns=(
        f"[{LEAST}] trước [{LEAST}] <offset:count> [,] ({_AHEAD} | {AFTER}) <event:text>",
        f"[{LEAST}] {TERM} [,] {_AHEAD} <event:text>",
        f"[<latest>] trước [khi] <event:text> [{LEAST} | là] <offset:count> {TERM_END}",
    ),
    examples={"Chậm nhất là 10 ngày trước ngày tổ chức phiên họp": "-10 day"},
    source="Tính lùi từ ngày của sự kiện, không dời khi trùng ngày nghỉ",
)
def counted_before(event: str, offset: Offset) -> Relative | None:
    words = event_words(event)
    return None if words in LEAST_WORDS else Relative(back(offset), words)


@count_term.rule(
    "so-ngay-sau-moi-ky",
    "Số ngày sau khi kết thúc mỗi tháng, quý, năm",
    makes="relative",
    patterns=(
        f"{TERM} [,] {AFTER} {{[ngày] (kết thúc | hết) {_PERIOD} ($ | , | ; | <stop> | \\( | \\))}} <event:text>",
        f"(sau khi | sau) {{[ngày] (kết thúc | hết) {_PERIOD} <offset>}} <event:text> <offset:offset> {TERM_END}",
        f"{TERM} [,] {AFTER} {{[ngày] (kết thúc | hết) <months:offset> ($ | , | ; | <stop> | \\( | \\))}} <event:text>",
    ),
    examples={"chậm nhất 30 ngày sau khi kết thúc quý": "2026-01-30, 2026-04-30, 2026-07-30"},
    source=COUNTING,
)
def counted_after_each(
    offset: Offset, event: str, unit: str = "tháng", months: Offset | None = None
) -> Relative | None:
    if months and months.unit is not Unit.MONTH:
        return None
    period = every(months.units if months else 1, unit)
    return Relative(offset, event_words(event), every=period) if period else None


@count_term.rule(
    "so-ngay-sau-su-kien-tru-nghi",
    "Số ngày sau một sự kiện, không kể ngày nghỉ",
    makes="relative",
    patterns=(f"{TERM} [,] {AFTER} <event:text> [, | \\(] {WITHOUT_DAYS_OFF} [<text>]",),
    assumes="“không kể ngày nghỉ” được hiểu là ngày làm việc",
    examples={"trong 10 ngày kể từ ngày nhận hồ sơ, không kể ngày nghỉ": "10 working_day"},
    source=COUNTING,
)
def counted_after_without_days_off(offset: Offset, event: str) -> Relative | None:
    if offset.unit not in (Unit.DAY, Unit.WORKING_DAY):
        return None
    return Relative(Offset(offset.units, Unit.WORKING_DAY), event_words(event))


@count_term.rule(
    "so-ngay-sau-su-kien",
    "Số ngày sau một sự kiện",
    makes="relative",
    patterns=(
        f"{TERM} [,] {AFTER} <event:text>",
        f"[<latest>] [là] ngày thứ <nth:number> [,] {AFTER} <event:text>",
    ),
    examples={"Chậm nhất 10 ngày kể từ ngày ký ban hành kết luận thanh tra": "10 day"},
    source=COUNTING,
)
def counted_after(event: str, offset: Offset | None = None, nth: int = 0) -> Relative:
    return Relative(offset or Offset(nth, Unit.DAY), event_words(event))


@anchored.rule(
    "cuoi-thang-thu-may",
    "Ngày cuối cùng của tháng thứ mấy sau một sự kiện",
    makes="relative",
    patterns=(f"[<latest>] [là | vào] <days> [của] tháng thứ <n:number> [,] {AFTER} <event:text>",),
    assumes="ngày cuối của tháng thứ mấy được hiểu là số tháng kể từ sự kiện",
    examples={"ngày cuối cùng của tháng thứ 3 kể từ ngày kết thúc năm tài chính": "3 month"},
)
def counted_months_after(n: int, event: str) -> Relative:
    return Relative(Offset(n, Unit.MONTH), event_words(event))


@count_term.rule(
    "su-kien-roi-so-ngay",
    "Sau một sự kiện mấy ngày",
    makes="relative",
    patterns=(f"(sau khi | sau | (kể | tính) từ [khi | thời điểm]) <event:text> <offset:offset> {TERM_END}",),
    examples={"Sau khi được phê duyệt 10 ngày": "10 day"},
    source=COUNTING,
)
def counted_behind(event: str, offset: Offset) -> Relative:
    return Relative(offset, event_words(event))


@count_term.rule(
    "so-ngay-khong-moc",
    "Số ngày không ghi mốc tính",
    makes="relative",
    patterns=("<offset:term>", f"(sau | trong | {LEAST}) <offset:offset>"),
    assumes="không ghi mốc bắt đầu tính",
    examples={"trong vòng 15 ngày làm việc": "15 working_day"},
)
def counted_from_nothing(offset: Offset) -> Relative:
    return Relative(offset, "")


@count_term.rule(
    "truoc-may-ngay",
    "Trước mấy ngày, không ghi sự kiện",
    makes="relative",
    patterns=(f"[<latest>] trước [{LEAST}] <offset:offset>",),
    assumes="không ghi mốc để tính lùi",
    examples={"trước 03 ngày làm việc": "-3 working_day"},
)
def counted_back_from_nothing(offset: Offset) -> Relative | None:
    # "Trước 16h" is a time of day, not sixteen hours before something.
    return None if offset.unit is Unit.HOUR else Relative(back(offset), "")


@count_term.rule(
    "ngay-lam-viec-tiep",
    "Ngày làm việc tiếp theo",
    makes="relative",
    patterns=("[<latest>] [trong | vào] ngày làm việc (tiếp theo | kế tiếp | liền kề | liền sau | sau)",),
    assumes="không ghi mốc bắt đầu tính",
    examples={"chậm nhất vào ngày làm việc tiếp theo": "1 working_day"},
)
def next_working_day() -> Relative:
    return Relative(Offset(1, Unit.WORKING_DAY), "")


@count_term.rule(
    "trong-ngay",
    "Ngay trong ngày",
    makes="relative",
    patterns=("[ngay] trong ngày [làm việc] !{<number>}",),
    assumes="không ghi ngày nào",
    examples={"ngay trong ngày": "0 day"},
)
def same_day() -> Relative:
    return Relative(Offset(0, Unit.DAY), "")


@count_term.rule(
    "chi-ghi-so-ngay",
    "Chỉ ghi số ngày",
    makes="relative",
    patterns=("^ <offset:offset> $",),
    assumes="không ghi mốc bắt đầu tính",
    examples={"05 ngày làm việc": "5 working_day"},
)
def only_counted(offset: Offset) -> Relative | None:
    return None if offset.unit in (Unit.MONTH, Unit.YEAR) else Relative(offset, "")


def back(offset: Offset) -> Offset:
    return Offset(-offset.units, offset.unit)


JOINTS = (" dự kiến", " ít nhất", " tối thiểu", " chậm nhất", " là", " và", " hoặc", " nhưng")


def event_words(event: str) -> str:
    """The event without what joins it to the rest of the sentence."""
    event = event.strip(" ,:-")
    for joint in JOINTS:
        event = event.removesuffix(joint)
    return event.strip(" ,:-")
