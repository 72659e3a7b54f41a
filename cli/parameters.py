"""Arguments and options in Vietnamese: what they are called in a help text, and what their values must be."""

from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, get_args

_VALUES: dict[Any, str] = {int: "SỐ", float: "SỐ", datetime: "NGÀY", Path: "TỆP", str: "CHỮ", bool: "true|false"}
_MUST_BE: dict[Any, str] = {
    int: "phải là số nguyên",
    float: "phải là số",
    datetime: "phải là ngày, ví dụ 2026-03-05 hoặc 05/3/2026",
    bool: "phải là true hoặc false",
}


def parameter_name(parameter: Any) -> str:
    """Return what an argument or an option is called where something is said of it."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    return "/".join((*parameter.opts, *parameter.secondary_opts))


def usage_word(argument: Any) -> str:
    """Return an argument as the line of usage writes it: brackets for what may be left out, dots for several."""
    name = parameter_name(argument) + (" …" if argument.nargs != 1 else "")
    return name if argument.required else f"[{name}]"


def help_row(parameter: Any) -> tuple[str, str]:
    """Return what a parameter is called and what it is for."""
    name = usage_word(parameter) if parameter.param_type_name == "argument" else _option(parameter)
    notes = "; ".join(_notes(parameter))
    return name, f"{parameter.help or ''}  [{notes}]".strip() if notes else parameter.help or ""


def must_be(parameter: Any) -> str:
    """Say what the value of a parameter must be, by its declared type."""
    if choices := _choices(parameter):
        meant = _meanings(_kind(parameter))
        return f"phải là một trong: {', '.join(meant.get(word, word) for word in choices)}"
    words = _MUST_BE.get(_kind(parameter), "không dùng được")
    if bounds := _bounds(parameter):
        return f"{words} {bounds}"
    return words


def _option(option: Any) -> str:
    names = " / ".join(", ".join(names) for names in (option.opts, option.secondary_opts) if names)
    if option.is_flag or option.count:
        return names
    return f"{names} {option.metavar or '|'.join(_choices(option)) or _VALUES.get(_kind(option), 'CHỮ')}"


def _notes(parameter: Any) -> list[str]:
    notes = []
    if parameter.envvar and parameter.show_envvar:
        notes.append(f"biến môi trường {parameter.envvar}")
    if default := _default(parameter):
        notes.append(f"mặc định: {default}")
    if bounds := _bounds(parameter):
        notes.append(bounds)
    if parameter.required:
        notes.append("bắt buộc")
    return notes


def _default(parameter: Any) -> str:
    value = parameter.default
    if value is None or callable(value) or not parameter.show_default:
        return ""
    if isinstance(value, bool):
        names = parameter.opts if value else parameter.secondary_opts
        return names[0] if names and parameter.secondary_opts else ""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_written, value))
    return _written(value)


def _written(value: Any) -> str:
    return str(value.value if isinstance(value, Enum) else value)


def _bounds(parameter: Any) -> str:
    low, high = getattr(parameter, "min", None), getattr(parameter, "max", None)
    if low is not None and high is not None:
        return f"từ {low} đến {high}"
    if low is not None:
        return f"từ {low} trở lên"
    return "" if high is None else f"đến {high}"


def _choices(parameter: Any) -> list[str]:
    return [_written(choice) for choice in parameter.type_descriptor.choices or ()]


def _meanings(kind: Any) -> dict[str, str]:
    """The values of an enumeration that an official reads, each with what it means; {} for any other type."""
    members = [*kind] if isinstance(kind, type) and issubclass(kind, Enum) else []
    return {_written(one): f"{_written(one)} ({one.label})" for one in members if hasattr(one, "label")}


def _kind(parameter: Any) -> Any:
    declared = parameter.type_descriptor.annotation
    return next(iter(get_args(declared)), declared)
