"""The relations: how an expression is changed, and what its answer has to be afterwards if it is still certain.

They know no gold. An answer to a changed expression is right when it says what the relation expects, or when it is no
longer certain; `stays` is the share of certain answers that have to stay as they were, so that shrugging doesn't pass.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import NamedTuple

from tests.deadlines.reading import CALENDAR
from tests.deadlines.relations.expressions import ISSUED, Told, all_expressions, certain, dated, of_kind
from workflow.deadlines import Kind, Resolution, occurrences

UNSEEN = ("\u200b", "\u2066", "\u00ad", "\u00b2", "\ufe0f")
LABELS = ("lần 2: ", "Khối 6: ", "Giai đoạn 2: ", "- Các sở: ", "Cấp xã: ", "Nhiệm vụ 3: ", "Đối với các xã: ")
NAMES_BEFORE = (
    "Kế hoạch giai đoạn 2026-2030: ",
    "Chương trình hành động nhiệm kỳ 2025-2030, ",
    "Năm học 2026-2027, ",
    "Căn cứ Nghị quyết số 12/NQ-HĐND ngày 05/3/2026, ",
    "Theo Kế hoạch năm 2025, ",
    "Kế hoạch số 50/KH-UBND ngày 16/01/2026: ",
    "Đề án giai đoạn 2021-2030: ",
    "Nghị quyết Đại hội nhiệm kỳ 2025-2030: ",
)
NAMES_BEHIND = (
    " (Kế hoạch số 50/KH-UBND ngày 16/01/2026)",
    " của Chương trình nhiệm kỳ 2025-2030",
    " theo Quyết định số 05/QĐ-UBND ngày 06/01/2026",
    " năm học 2026-2027",
    " trong giai đoạn 2026-2030",
    " thuộc Kế hoạch năm 2027",
)
DENIALS = (
    *("không ", "chưa ", "trừ ", "không phải ", "nếu không ", "có giá trị đến ", "hết hiệu lực "),
    *("sinh ", "số liệu ", "số liệu tính đến ", "ngày ký: ", "ngày cấp: "),
)
YEARS = {" năm sau": 1, " năm kế tiếp": 1, " năm liền kề": 1, " năm tới": 1, " năm trước": -1, " năm nay": 0}
SPRING = (date(2026, 3, 1), date(2026, 6, 30))
ENDS: dict[str, tuple[date | None, date | None]] = {
    "từ 01/3/2026 đến 30/6/2026, {}": SPRING,
    "{}, từ ngày 01/3/2026 đến ngày 30/6/2026": SPRING,
    "{}, bắt đầu từ 01/3/2026": (date(2026, 3, 1), None),
    "Từ tháng 4/2026, {}": (date(2026, 4, 1), None),
    "{} từ quý II/2026": (date(2026, 4, 1), None),
    "{} đến hết năm 2027": (None, date(2027, 12, 31)),
    "{}, bắt đầu từ năm 2027": (date(2027, 1, 1), None),
}
CORRECTIONS = ("{0} → {1}", "{0} => {1}", "{1} thay vì {0}", "{1} (trước đây là {0})", "{0} nay điều chỉnh thành {1}")
# Each with what it has to be if it is certain; None where it may not be.
LENGTHS = {
    "1,5 ngày kể từ ngày 01/4/2026": None,
    "02 tháng 15 ngày kể từ ngày 01/4/2026": None,
    "một tháng rưỡi kể từ ngày 01/4/2026": None,
    "1.000 ngày kể từ ngày 01/4/2026": "2028-12-26",
    "2 năm 6 tháng kể từ ngày 01/4/2026": None,
    "3 ngày rưỡi kể từ ngày 01/4/2026": None,
    "1 tuần 2 ngày kể từ ngày 01/4/2026": None,
    "khoảng 15 ngày kể từ ngày 01/4/2026": None,
    "ít nhất 15 ngày kể từ ngày 01/4/2026": None,
    "hơn 15 ngày kể từ ngày 01/4/2026": None,
}
CLOCKS = {
    "trước 17 giờ {}": "2026-03-16",
    "trước 17:30 {}": "2026-03-16",
    "{} lúc 17 giờ": "2026-03-16",
    "{} (trước 17 giờ)": "2026-03-16",
    "trước {} (trước 17 giờ)": None,
    "0h {}": None,
    "đến 0 giờ {}": None,
    "trước 0h {}": "2026-03-15",
    "trước 00:00 {}": "2026-03-15",
    "trước 24h {}": "2026-03-16",
    "sau 17 giờ {}": None,
    "từ 8 giờ {}": None,
}
DAY = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
OTHER_TIME = re.compile(r"\d|quý|tháng|năm|tết|thứ|chủ nhật|tuần", re.IGNORECASE)
YEARLESS = re.compile(
    r"(?:trước |chậm nhất |đến |hết |trong )?(?:ngày )?(?:\d{1,2}/\d{1,2}|tháng \d{1,2}|quý (?:IV|I{1,3}))",
    re.IGNORECASE,
)
FULL = re.compile(
    r"(?:trước |chậm nhất )?(?:ngày )?\d{1,2}/\d{1,2}/\d{4}|tháng \d+/\d{4}|quý \w+/\d{4}|năm \d{4}", re.IGNORECASE
)
DATES = re.compile(r"[\d-]+(?:; [\d-]+)*")


class Change(NamedTuple):
    """A changed expression, what it says if it is certain (None: nothing), and what it was made from."""

    text: str
    expected: str | None
    base: Told | None = None


class Relation(NamedTuple):
    """A way of changing expressions; `stays` is the least share of certain answers that stay certain and the same."""

    changes: Callable[[], Iterator[Change]]
    stays: float = 0.0


def unseen() -> Iterator[Change]:
    for base in dated():
        for n, sign in enumerate(UNSEEN):
            place = len(base.text) * n // (len(UNSEEN) - 1)
            yield Change(base.text[:place] + sign + base.text[place:], base.says, base)


def labelled() -> Iterator[Change]:
    return (Change(label + base.text, base.says, base) for base in dated() for label in LABELS)


def bracketed() -> Iterator[Change]:
    return (Change(form.format(base.text), base.says, base) for base in dated() for form in ("({})", "[{}]"))


def shifted() -> Iterator[Change]:
    for base in of_kind(Kind.FIXED, Kind.WINDOW, Kind.COMPOUND):
        if DAY.search(base.text) and not OTHER_TIME.search(DAY.sub("", base.text)) and DATES.fullmatch(base.says):
            for days in (1, 7, 45):
                later = timedelta(days)
                yield Change(
                    DAY.sub(lambda found, later=later: f"{_day(found) + later:%d/%m/%Y}", base.text),  # type: ignore[misc]
                    "; ".join((date.fromisoformat(day) + later).isoformat() for day in base.says.split("; ")),
                    base,
                )


def _day(found: re.Match[str]) -> date:
    return date(int(found[3]), int(found[2]), int(found[1]))


def with_a_name_before() -> Iterator[Change]:
    return (Change(name + base.text, base.says, base) for base in dated() for name in NAMES_BEFORE)


def with_a_name_behind() -> Iterator[Change]:
    return (Change(base.text + name, base.says, base) for base in dated() for name in NAMES_BEHIND)


def denied() -> Iterator[Change]:
    return (Change(denial + base.text, None, base) for base in dated() for denial in DENIALS)


def of_another_year() -> Iterator[Change]:
    for base in all_expressions():
        due = base.answer.due
        if due and YEARLESS.fullmatch(base.text) and (due.month, due.day) != (2, 29):
            for words, later in YEARS.items():
                yield Change(base.text + words, due.replace(year=due.year + later).isoformat(), base)


def bounded() -> Iterator[Change]:
    for base in of_kind(Kind.RECURRING):
        rule = base.answer.rrule
        if not rule or "UNTIL" in rule or re.search(r"20\d\d", base.text):
            continue
        for form, (since, until) in ENDS.items():
            yield Change(form.format(base.text), _days_between(base.answer, since, until), base)


def _days_between(answer: Resolution, since: date | None, until: date | None) -> str:
    calendar = CALENDAR if "BYDAY" in (answer.rrule or "") else None
    days = occurrences(answer, since or ISSUED, until or date(2060, 1, 1), calendar)[:3]
    return ", ".join(day.isoformat() for day in days) or "recurring"


def pairs() -> Sequence[tuple[Told, Told]]:
    full = [base for base in of_kind(Kind.FIXED) if FULL.fullmatch(base.text)]
    return [*combinations(full[:16], 2)]


def joined() -> Iterator[Change]:
    for one, other in pairs():
        if one.text.split()[0].lower() == other.text.split()[0].lower():
            for joint in (" và ", ", ", "; "):
                yield Change(f"{one.text}{joint}{other.text}", f"{one.says}; {other.says}", one)


def offered() -> Iterator[Change]:
    return (Change(f"{one.text} hoặc {other.text}", None) for one, other in pairs())


def corrected() -> Iterator[Change]:
    return (
        Change(form.format(old.text, new.text), new.says) for old, new in pairs() for form in CORRECTIONS if old != new
    )


def made_exact() -> Iterator[Change]:
    for base in certain():
        opens, due = base.answer.opens, base.answer.due
        if base.answer.kind is Kind.FIXED and opens and due and (due - opens).days > 20 and due.year == 2026:
            day = due - timedelta(days=10)
            eve = (day - timedelta(days=1)).isoformat()
            yield Change(f"{base.text} (trước ngày {day.day}/{day.month})", eve, base)
            yield Change(f"{base.text}, chậm nhất ngày {day.day}/{day.month}", day.isoformat(), base)


def of_some_length() -> Iterator[Change]:
    return (Change(text, expected) for text, expected in LENGTHS.items())


def at_an_hour() -> Iterator[Change]:
    days = ("16/3/2026", "ngày 16/3/2026", "ngày 16 tháng 3 năm 2026")
    return (Change(form.format(day), expected) for day in days for form, expected in CLOCKS.items())


RELATIONS = {
    "signs that nobody sees": Relation(unseen, stays=0.8),
    "a label before it": Relation(labelled, stays=0.8),
    "brackets around it": Relation(bracketed, stays=0.8),
    "all days shifted": Relation(shifted, stays=0.8),
    "a name before it": Relation(with_a_name_before),
    "a name behind it": Relation(with_a_name_behind),
    "denial and permission": Relation(denied),
    "another year": Relation(of_another_year),
    "a cycle with ends": Relation(bounded),
    "two joined": Relation(joined),
    "two to choose from": Relation(offered),
    "a correction": Relation(corrected),
    "a narrower date behind it": Relation(made_exact),
    "decimal and compound lengths": Relation(of_some_length),
    "an hour": Relation(at_an_hour),
}
