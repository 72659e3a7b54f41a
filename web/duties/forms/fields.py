"""What a form asks for, and what was typed into it, read and judged field by field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from base.vietnamese import one_line, short_date
from web.frame.looking import Lead
from workflow.views.typed_day import day_words, is_dated_ahead, typed_day, why_no_day
from workflow.working_days import WorkingDays

_LONGEST_LINE = 300
_LONGEST_TEXT = 4000
DATED_AHEAD = "Văn bản đề ngày chưa đến; kiểm tra lại ngày"


class FieldKind(StrEnum):
    """How a field is shown and read."""

    LINE = "line"
    TEXT = "text"
    DAY = "day"
    PERCENT = "percent"
    LINK = "link"
    DOCUMENT = "document"
    TICK = "tick"


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field. `missing` is what to do where it stays empty; "" where it may. `today` fills a day in beforehand."""

    name: str
    label: str
    kind: FieldKind = FieldKind.LINE
    hint: str = ""
    missing: str = ""
    today: bool = False


@dataclass(frozen=True)
class Typed:
    """What was typed, as it was typed, and what is wrong with it by field; `lead` is what a refusal sends to."""

    texts: Mapping[str, str]
    errors: Mapping[str, str]
    days: Mapping[str, date]
    lead: Lead | None = None

    def text(self, name: str) -> str:
        """Return a field's text without the blanks around it."""
        return self.texts.get(name, "").strip()

    def day(self, name: str) -> date | None:
        """Return the day that was read in a field."""
        return self.days.get(name)

    @property
    def percent(self) -> int | None:
        """Return the progress in percent, if any was given."""
        text = self.text(PERCENT.name).rstrip("% ")
        return int(text) if text else None


@dataclass(frozen=True, kw_only=True)
class DrawnField:
    """A field as the template draws it: with what was typed, what is wrong with it, how a day was read."""

    field: Field
    value: str
    error: str
    echo: str


REASON = Field(
    name="ly-do", label="Lý do", kind=FieldKind.TEXT, missing="Ghi lý do", hint="Ngắn gọn; nơi liên quan đọc được"
)
OPTIONAL_REASON = Field(name="ly-do", label="Lý do, nếu cần nói rõ", kind=FieldKind.TEXT)
REMINDER = Field(name="ly-do", label="Lời nhắc, nếu cần", kind=FieldKind.TEXT, hint="Đi kèm trong thư nhắc")
DOCUMENT = Field(
    name="van-ban",
    label="Số, ngày văn bản",
    kind=FieldKind.DOCUMENT,
    hint="ví dụ 315/UBND-KT ngày 02/3/2026",
    missing="Ghi số, ngày của văn bản",
)
OPTIONAL_DOCUMENT = Field(
    name="van-ban",
    label="Số, ngày văn bản, nếu có",
    kind=FieldKind.DOCUMENT,
    hint="ví dụ 315/UBND-KT ngày 02/3/2026",
)
NEW_DAY = Field(
    name="ngay",
    label="Hạn mới",
    kind=FieldKind.DAY,
    hint="Ngày, tháng, năm; ví dụ 30/6/2026",
    missing="Ghi ngày hạn mới",
)
OTHER_DAY = Field(
    name="ngay",
    label="Hạn khác, nếu đặt",
    kind=FieldKind.DAY,
    hint="Bỏ trống: hạn giữ nguyên, hoặc theo ngày đề xuất nếu có nêu dưới đây; ví dụ 30/6/2026",
)
GRANTED_DAY = Field(
    name="ngay",
    label="Gia hạn đến, nếu khác ngày được đề nghị",
    kind=FieldKind.DAY,
    hint="Bỏ trống: đúng ngày được đề nghị",
)
ALSO_LATER = Field(
    name="ca-ky-sau",
    label="Giao cả các kỳ sau cho cơ quan mới",
    kind=FieldKind.TICK,
    hint="Bỏ trống: chỉ nhiệm vụ này; các kỳ sau ở lại cơ quan cũ",
)
REPORT_DAY = Field(
    name="ngay",
    label="Ngày báo cáo",
    kind=FieldKind.DAY,
    hint="Ngày ký; đúng hạn hay không tính theo ngày này",
    missing="Ghi ngày báo cáo",
    today=True,
)
TEXT = Field(name="noi-dung", label="Đã làm đến đâu", kind=FieldKind.TEXT, missing="Ghi nội dung tiến độ")
OPINION = Field(
    name="noi-dung",
    label="Nội dung ý kiến",
    kind=FieldKind.TEXT,
    missing="Ghi nội dung ý kiến",
    hint="Hiện nguyên văn trong nhật ký của nhiệm vụ và trong thư",
)
PERCENT = Field(name="phan-tram", label="Ước đạt bao nhiêu phần trăm", kind=FieldKind.PERCENT, hint="Từ 0 đến 100")
AGENCY = Field(
    name="co-quan",
    label="Cơ quan nhận nhiệm vụ",
    hint="Tên như trong danh bạ; ví dụ Sở Y tế",
    missing="Ghi tên cơ quan nhận nhiệm vụ",
)
SIGN = Field(name="so-van-ban", label="Số, ký hiệu văn bản báo cáo", hint="ví dụ 128/BC-SYT")
RESULT_ADDRESS = Field(
    name="duong-dan",
    label="Đường dẫn tới kết quả",
    kind=FieldKind.LINK,
    hint="Bắt đầu bằng https://",
)
SUMMARY = Field(name="tom-tat", label="Tóm tắt kết quả", kind=FieldKind.TEXT)


def read_fields(fields: tuple[Field, ...], texts: Mapping[str, str], today: date) -> Typed:
    """Read what was typed; nothing raises, everything wrong is told at its field."""
    errors: dict[str, str] = {}
    days: dict[str, date] = {}
    for field in fields:
        text = texts.get(field.name, "").strip()
        if not text:
            if field.missing:
                errors[field.name] = field.missing
            continue
        if field.kind is FieldKind.DAY and (day := typed_day(text, today)) is not None:
            days[field.name] = day
        elif said := _wrong(field, text, today):
            errors[field.name] = said
    return Typed(texts, errors, days)


def draw_field(field: Field, typed: Typed, today: date, working_days: WorkingDays) -> DrawnField:
    """Return a field as it is drawn; one that is filled in beforehand has today's day until something was typed."""
    value = typed.texts.get(field.name, "")
    if not value and field.today and not typed.texts:
        value = short_date(today)
    day = read_fields((field,), {field.name: value}, today).day(field.name)
    kind = FieldKind.LINE if field.kind in {FieldKind.LINK, FieldKind.PERCENT, FieldKind.DOCUMENT} else field.kind
    return DrawnField(
        field=Field(name=field.name, label=field.label, kind=kind, hint=field.hint, missing=field.missing),
        value=value,
        error=typed.errors.get(field.name, ""),
        echo=day_words(day, working_days) if day else "",
    )


def _wrong(field: Field, text: str, today: date) -> str:
    match field.kind:
        case FieldKind.DAY:
            return why_no_day(text, today)
        case FieldKind.PERCENT:
            number = text.rstrip("% ")
            return "" if number.isdecimal() and int(number) <= 100 else "Ghi một số từ 0 đến 100"
        case FieldKind.LINK:
            return "" if _is_address(text) else "Dán đường dẫn bắt đầu bằng https:// hoặc http://"
        case FieldKind.DOCUMENT if is_dated_ahead(text, today):
            return DATED_AHEAD
        case FieldKind.LINE | FieldKind.DOCUMENT:
            return "" if len(one_line(text)) <= _LONGEST_LINE else f"Rút còn {_LONGEST_LINE} chữ"
        case FieldKind.TICK:
            return ""
        case FieldKind.TEXT:
            return "" if len(text) <= _LONGEST_TEXT else f"Rút còn {_LONGEST_TEXT} chữ"


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(c.isspace() for c in text)
