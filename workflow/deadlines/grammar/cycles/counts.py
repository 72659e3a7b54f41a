"""Counted terms (15 ngày làm việc) and cycles whose day isn't named (hằng năm, 6 tháng một lần)."""

from workflow.deadlines.engine.lines import ReadingDoubt
from workflow.deadlines.engine.rules import Doubted, Rules
from workflow.deadlines.values.cycles import YEARLY, Every
from workflow.deadlines.values.resolution import Offset, Unit
from workflow.deadlines.values.spans import HALF_A_MONTH

cycles = Rules()
offsets = Rules()

Everys = tuple[Every, ...]

HOURS_OF_HALF_A_DAY = 4
MOST_DAYS = 4000
MOST_MONTHS = 1200
_UNITS = {"giờ": Unit.HOUR, "ngày": Unit.DAY, "tuần": Unit.WEEK, "tháng": Unit.MONTH, "năm": Unit.YEAR}
MONTHS_OF = {"tháng": 1, "quý": 3, "năm": 12}


def every(count: int, unit: str) -> Every | None:
    """Every so many units; quarters and years are counted in months."""
    if unit in MONTHS_OF:
        months = count * MONTHS_OF[unit]
        return Every(months, Unit.MONTH) if 0 < months <= MOST_MONTHS else None
    return Every(count, _UNITS[unit]) if unit in ("ngày", "tuần") and 0 < count <= MOST_DAYS else None


TIMES = "(lần | kỳ | đợt | cuộc)"
PER = "(/ | mỗi | trong <numeral> | trong | trên | <numeral>)"


@cycles.rule(
    "may-lan-mot-ky",
    "Nhiều lần trong một kỳ: chia đều",
    makes="every",
    patterns=(
        f"[định kỳ] <times:number> {TIMES} {PER} [<one:n>] <unit:unit>",
        f"[định kỳ] (mỗi | hằng | <one:number>) <unit:unit> [ít nhất | tối thiểu] <times:number> {TIMES}",
        "[định kỳ] <unit:unit> <times:number> lần",
    ),
    examples={
        "02 lần/năm": "2026-06-30, 2026-12-31, 2027-06-30",
        "mỗi quý một lần": "2026-03-31, 2026-06-30, 2026-09-30",
    },
)
def several_times(times: int, unit: str, one: int = 1) -> Doubted | Everys | None:
    whole = every(1, unit)
    if whole is None or one != 1 or not times or whole.units % times:
        return None
    found = (Every(whole.units // times, whole.unit),)
    return found if times == 1 else Doubted(found, ReadingDoubt(f"{times} lần một {unit}, chia đều thời gian"))


PERIODIC = "([theo] (định kỳ | chu kỳ))"


@cycles.rule(
    "hang-ky",
    "Hằng ngày, hằng tuần, hằng tháng, hằng quý, hằng năm; 6 tháng một lần; 05 năm/lần",
    makes="every",
    patterns=(
        f"[{PERIODIC}] [mỗi | hằng | cứ] <count:number> <unit:unit> [/] [<number>] lần",
        f"[{PERIODIC}] <unit:unit> / [<number>] lần",
        f"[{PERIODIC}] [theo] (hằng | mỗi) <count:number> <unit:unit>",
        f"[{PERIODIC}] [theo] (hằng | mỗi | từng) <unit:unit>",
        "định kỳ \\( hằng <unit:unit> \\)",
        f"{PERIODIC} [theo] <count:number> <unit:unit>",
        "định kỳ [theo] <unit:unit> !{<number> | <yyyy> | <roman> | <numeral> | học | cuối | đầu}",
        "^ theo <unit:unit> $",
    ),
    examples={
        "Hàng năm": "2026-12-31, 2027-12-31, 2028-12-31",
        "định kỳ 6 tháng/lần": "2026-06-30, 2026-12-31, 2027-06-30",
    },
)
def every_unit(unit: str, count: int = 1) -> Everys | None:
    found = every(count, unit)
    return (found,) if found else None


@cycles.rule(
    "nua-nam-mot-lan",
    "Nửa năm một lần",
    makes="every",
    patterns=(f"[{PERIODIC}] [mỗi | cứ] nửa năm (/ [<number>] | <numeral>) lần",),
    examples={"nửa năm một lần": "2026-06-30, 2026-12-31, 2027-06-30"},
)
def every_half_year() -> Everys:
    return (Every(6, Unit.MONTH),)


@cycles.rule(
    "thuong-nien",
    "Thường niên: hằng năm",
    makes="every",
    patterns=("thường niên",),
    examples={"Thường niên": "2026-12-31, 2027-12-31, 2028-12-31"},
)
def yearly() -> Everys:
    return (YEARLY,)


@cycles.rule(
    "nua-ngay",
    "Nửa ngày làm việc là bốn giờ làm việc",
    makes="offset",
    patterns=("<one:n> / <two:n> ngày [làm việc]", "nửa ngày [làm việc]"),
    assumes="nửa ngày được hiểu là bốn giờ làm việc",
    examples={"1/2 ngày làm việc kể từ khi nhận hồ sơ": "4 working_hour"},
)
def half_a_day(one: int = 1, two: int = 2) -> Offset | None:
    return Offset(HOURS_OF_HALF_A_DAY, Unit.WORKING_HOUR) if (one, two) == (1, 2) else None


_BETWEEN = "[từ] <least:number> (- | đến)"


@offsets.rule(
    "ngay-lam-viec",
    "Số ngày, giờ làm việc",
    makes="offset",
    patterns=("<count:number> [\\( … \\)] <unit:unit> làm việc",),
    source="Quyết định 188/1999/QĐ-TTg",
    examples={"05 ngày làm việc kể từ ngày nhận hồ sơ": "5 working_day"},
)
def working_offset(count: int, unit: str) -> Offset | None:
    if unit not in ("ngày", "giờ") or count > MOST_DAYS:
        return None
    return Offset(count, Unit.WORKING_DAY if unit == "ngày" else Unit.WORKING_HOUR)


WITHOUT_DAYS_OFF = (
    "(không (kể | tính | bao gồm | gồm) | trừ | ngoại trừ) [các] [ngày] (nghỉ | lễ | thứ | chủ nhật | <weekday>)"
)


@offsets.rule(
    "so-ngay-tru-nghi",
    "Số ngày không kể ngày nghỉ: ngày làm việc",
    makes="offset",
    patterns=(f"<count:number> ngày [,] [\\(] {WITHOUT_DAYS_OFF} … [\\)]",),
    assumes="“không kể ngày nghỉ” được hiểu là ngày làm việc",
    examples={"05 ngày (không kể ngày nghỉ) kể từ ngày nhận hồ sơ": "5 working_day"},
)
def offset_without_days_off(count: int) -> Offset | None:
    return Offset(count, Unit.WORKING_DAY) if count <= MOST_DAYS else None


@offsets.rule(
    "so-ngay-ke-ca-nghi",
    "Số ngày kể cả ngày nghỉ",
    makes="offset",
    patterns=("<count:number> ngày [,] [\\(] (kể cả | tính cả | bao gồm [cả]) [các] ngày nghỉ [lễ] [\\)]",),
    examples={"45 ngày (kể cả ngày nghỉ) kể từ ngày 01/4/2026": "2026-05-18"},
)
def offset_with_days_off(count: int) -> Offset | None:
    return offset(count, "ngày")


@offsets.rule(
    "so-ngay",
    "Số ngày, tuần, tháng, quý, năm, giờ",
    makes="offset",
    patterns=("<count:number> [\\( … \\)] <unit:unit>",),
    examples={"36 tháng kể từ ngày nghiệm thu": "36 month"},
)
def offset(count: int, unit: str) -> Offset | None:
    if unit in ("tháng", "quý"):
        months = count * MONTHS_OF[unit]
        return Offset(months, Unit.MONTH) if months <= MOST_MONTHS else None
    if unit == "phút":
        return None
    return Offset(count, _UNITS[unit]) if count <= (MOST_MONTHS // 12 if unit == "năm" else MOST_DAYS) else None


@offsets.rule(
    "khoang-ngay-lam-viec",
    "Từ mấy đến mấy ngày làm việc: lấy số lớn nhất",
    makes="offset",
    patterns=(f"{_BETWEEN} <count:number> <unit:unit> làm việc",),
    examples={"từ 03 đến 05 ngày làm việc kể từ ngày nhận hồ sơ": "5 working_day"},
)
def working_offset_between(least: int, count: int, unit: str) -> Doubted | None:
    longest = working_offset(count, unit)
    return Doubted(longest, ReadingDoubt(f"từ {least} đến {count} {unit}, lấy thời hạn dài nhất")) if longest else None


@offsets.rule(
    "khoang-so-ngay",
    "Từ mấy đến mấy ngày: lấy số lớn nhất",
    makes="offset",
    patterns=(f"{_BETWEEN} <count:number> <unit:unit>",),
    examples={"05 - 07 ngày kể từ ngày nhận hồ sơ": "7 day"},
)
def offset_between(least: int, count: int, unit: str) -> Doubted | None:
    longest = offset(count, unit)
    return Doubted(longest, ReadingDoubt(f"từ {least} đến {count} {unit}, lấy thời hạn dài nhất")) if longest else None


@offsets.rule(
    "nua-thang",
    "Nửa tháng là 15 ngày, nửa năm là 6 tháng",
    makes="offset",
    patterns=("nửa <unit:unit>",),
    source="Bộ luật Dân sự 2015, điều 146 khoản 1",
    examples={"nửa tháng kể từ ngày nghiệm thu": "15 day"},
)
def half(unit: str) -> Offset | None:
    return {"tháng": Offset(HALF_A_MONTH, Unit.DAY), "năm": Offset(6, Unit.MONTH)}.get(unit)
