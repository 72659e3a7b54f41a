"""What a command line asks wrongly, in the four fields: built from the kind of fault and what Typer knows of it."""

from collections.abc import Sequence
from typing import Any

from typer._click.exceptions import BadOptionUsage, BadParameter, ClickException, MissingParameter, NoSuchOption

from base.errors import DondocError
from cli.parameters import must_be, parameter_name


class UsageFault(DondocError):
    """A command line that can't be meant; the program ends with 2."""


class Stopped(DondocError):
    """A question that nobody answered, or answered with no: nothing was done."""

    exit_code = 1


def usage_refusal(error: ClickException) -> UsageFault:
    """Return a fault that Typer found, or a command in what it was given, in Vietnamese."""
    context = getattr(error, "ctx", None)
    place = context.command_path if context is not None else "dondoc"
    if isinstance(error, NoSuchOption):
        return _fault(place, error.option_name, "không phải tùy chọn của lệnh này", error.possibilities or ())
    if isinstance(error, BadOptionUsage):
        return _fault(place, error.option_name, _misuse(context, error.option_name))
    if isinstance(error, MissingParameter) and error.param is not None:
        return _fault(place, parameter_name(error.param), f"còn thiếu ({_purpose(error.param)})")
    if isinstance(error, BadParameter) and error.param is not None:
        return _of_a_value(place, error)
    return _fault(place, place, "được gọi chưa đúng cách")


def unknown_command_refusal(path: str, name: str, near: Sequence[str]) -> UsageFault:
    """Return the refusal of a command that isn't there."""
    return _fault(path, name, "không phải là một lệnh", near)


def surplus_refusal(path: str, words: Sequence[str]) -> UsageFault:
    """Return the refusal of words that no argument takes."""
    return _fault(path, " ".join(words), "thừa; lệnh không nhận thêm tham số")


def value_refusal(option: str, given: object, reason: str, remedy: str) -> UsageFault:
    """Return a command's own refusal of what one of its options or arguments was given."""
    return UsageFault(given=given, place=option, reason=reason, remedy=remedy)


def unanswered_refusal() -> Stopped:
    """Return what is told where a question found nobody who answers."""
    return Stopped(
        given="không có câu trả lời",
        place="Câu hỏi",
        reason="nên lệnh dừng",
        remedy="Chạy lại ở cửa sổ dòng lệnh để trả lời, hoặc ghi đủ các tùy chọn (xem --help).",
    )


def _fault(path: str, given: str, reason: str, near: Sequence[str] = ()) -> UsageFault:
    meant = f"Có phải là {' hoặc '.join(sorted(near))}? " if near else ""
    return UsageFault(
        given=given, place=f"Lệnh {path}", reason=reason, remedy=f"{meant}Xem cách dùng bằng `{path} --help`."
    )


def _of_a_value(path: str, error: BadParameter) -> UsageFault:
    if (given := _given(error.__cause__)) is None:
        return _fault(path, parameter_name(error.param), must_be(error.param))
    return _fault(path, given, f"không dùng được cho {parameter_name(error.param)}: {must_be(error.param)}")


def _given(cause: Any) -> str | None:
    """Return the value that pydantic refused, the innermost of a list; None where it was not pydantic."""
    if not hasattr(cause, "errors"):
        return None
    detail = cause.errors()[0]
    within = _given(detail.get("ctx", {}).get("error"))
    return str(detail["input"]) if within is None else within


def _misuse(context: Any, name: str) -> str:
    options = context.command.get_params(context) if context is not None else ()
    flags = [one for one in options if name in (*one.opts, *one.secondary_opts) and one.is_flag]
    return "không nhận giá trị" if flags else "cần một giá trị đi kèm"


def _purpose(parameter: Any) -> str:
    return str(parameter.help or "").rstrip(".")
