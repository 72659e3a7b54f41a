"""Settings that can't be meant, told to whoever set them: which variable, which value, what it must be."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from base.errors import DondocError
from config.sign_in import SignInPolicy

SETTINGS_REMEDY = "Sửa biến môi trường hoặc dòng tương ứng trong tệp .env."
_WORDS = {
    "greater_than_equal": "phải từ {ge} trở lên",
    "less_than_equal": "phải từ {le} trở xuống",
}
# Of a kind of fault such as `int_parsing` or `int_from_float`, by its first word.
_KINDS = {
    "int": "phải là số nguyên",
    "float": "phải là số",
    "finite": "phải là số",
    "bool": "phải là true hoặc false",
    "path": "phải là đường dẫn",
    "enum": "phải là một trong: {expected}",
    "string": "phải là chữ",
    "url": "phải là địa chỉ, ví dụ https://dondoc.tinh.example",
    "missing": "còn thiếu",
    "json": "không phải giá trị dạng JSON",
}


class SettingsUnusable(DondocError):
    """One or more settings can't be meant."""


@dataclass(frozen=True)
class SettingFault:
    """One setting that can't be meant. `field` is its name in the class of settings."""

    field: str
    variable: str
    reason: str


def setting_faults(error: ValidationError) -> Iterator[SettingFault]:
    """Return what is wrong, setting by setting."""
    prefix = "DONDOC_SIGN_IN_" if error.title == SignInPolicy.__name__ else "DONDOC_"
    for detail in error.errors():
        field = str(detail["loc"][0])
        yield SettingFault(field, f"{prefix}{field.upper()}", _reason(detail))


def settings_refusal(error: ValidationError) -> SettingsUnusable:
    """Return the refusal of settings, all that is wrong in one."""
    faults = [*setting_faults(error)]
    return SettingsUnusable(
        given=", ".join(fault.variable for fault in faults),
        place="Cài đặt",
        reason="; ".join(fault.reason for fault in faults),
        remedy=SETTINGS_REMEDY,
    )


def _reason(detail: Any) -> str:
    # The library's own words are English; a kind that isn't listed is told by what the setting holds.
    kind = detail["type"]
    words = _WORDS.get(kind) or _KINDS.get(kind.partition("_")[0], "không dùng được cho mục này")
    words = words.format(**detail.get("ctx", {})).replace(" or ", " hoặc ")
    return f"không nhận giá trị “{detail['input']}”: {words}"
