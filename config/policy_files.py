"""The house's own data files (TOML, CSV): read whole, and every fault told in Vietnamese with its line.

Each is packaged; one of the same name in an installation's folder stands in for it or adds to it.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from base.errors import DondocError
from base.system_errors import fault_words

TomlTable = Mapping[str, Any]
# What a key accepts, and how to say that.
KeyCheck = tuple[Callable[[object], bool], str]

# How the data files of a folder end.
_KINDS = {".toml", ".csv"}
_PLACE = re.compile(r"^(?P<what>.*?) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$", re.DOTALL)
# The parser's own words, by how they begin.
_SYNTAX = {
    "Invalid statement": "không phải “khóa = giá trị” hay “[mục]”",
    "Expected newline": "còn chữ thừa sau giá trị",
    "Expected '='": "thiếu dấu = sau khóa",
    "Expected ']": "thiếu dấu ] sau tên mục",
    "Invalid initial character": "tên khóa bắt đầu bằng ký tự không dùng được",
    "Unclosed array": "danh sách chưa đóng bằng dấu ]",
    "Unclosed inline table": "mục viết trong dòng chưa đóng bằng dấu }",
    "Unterminated string": "chữ chưa đóng bằng dấu ngoặc kép",
    "Unescaped": "có dấu \\ trong chữ; viết chữ trong dấu nháy đơn",
    "Illegal character": "có ký tự không dùng được trong chữ, hoặc chữ chưa đóng bằng dấu ngoặc kép",
    "Found invalid character": "có ký tự không dùng được",
    "Invalid date": "ngày không có thật; mẫu: 2026-01-02",
    "Invalid value": "giá trị không đúng dạng; chữ phải viết trong dấu ngoặc kép",
    "Cannot declare": "mục này đã có ở trên",
    "Cannot overwrite": "khóa này đã có ở trên",
    "Cannot redefine": "khóa này đã có ở trên",
    "Cannot mutate": "mục này đã viết xong ở trên",
    "Duplicate": "khóa này đã có trong mục",
}
_UTF8 = "Ghi lại tệp bằng bảng mã UTF-8 (trong Excel: “CSV UTF-8”)."


@dataclass(frozen=True)
class PolicyFault:
    """One thing wrong in a file, for the person who wrote it."""

    place: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}. {self.remedy}"


class PolicyFileRefused(DondocError):
    """A data file can't be used; `faults` names all that is wrong with it, not only the first."""

    def __init__(self, path: Path, faults: Sequence[PolicyFault]) -> None:
        one = faults[0] if len(faults) == 1 else None
        super().__init__(
            given=str(path),
            place="Tệp chính sách",
            reason=f"có lỗi ở {one.place}: {one.reason}" if one else f"có {len(faults)} lỗi",
            remedy=one.remedy if one else "\n".join(("Sửa từng chỗ rồi chạy lại:", *map(str, faults))),
        )
        self.path = path
        self.faults = tuple(faults)


class Places:
    """Finds the line of a key: the parser tells values, not where they stood."""

    def __init__(self, text: str) -> None:
        self._lines = [line.strip() for line in text.splitlines()]

    def of(self, header: str, index: int = 0, key: str = "") -> str:
        """Name the index-th table with this header (`[[step]]`, `[quiet]`), or a key in it, with its line from 1."""
        starts = [n for n, line in enumerate(self._lines) if line.split("#")[0].strip() == header]
        if index >= len(starts):
            return header
        line = self._line_of(key, starts[index]) if key else starts[index]
        return f"dòng {line + 1}, {header}" + (f", khóa {key}" if key else "")

    def of_key(self, key: str) -> str:
        """Name a key that stands before every table, with its line from 1; the whole file for ""."""
        if not key:
            return "cả tệp"
        line = self._line_of(key, -1)
        return f"khóa {key}" if line < 0 else f"dòng {line + 1}, khóa {key}"

    def _line_of(self, key: str, start: int) -> int:
        for n in range(start + 1, len(self._lines)):
            if self._lines[n].startswith("["):
                break
            if self._lines[n].split("=")[0].strip() == key:
                return n
        return start


def policy_path(folder: Path | None, name: str) -> Path:
    """Return the installation's own file, or the packaged one where its folder has none."""
    own = folder / name if folder else None
    return own if own and own.is_file() else Path(__file__).parent / name


def data_files(folder: Path) -> list[Path]:
    """Return the data files that a folder holds, by name; none where there is no folder."""
    return sorted(file for file in folder.iterdir() if file.suffix in _KINDS) if folder.is_dir() else []


def policy_text(path: Path) -> str:
    """Return what a file says, without a byte order mark. Raises `PolicyFileRefused`."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise PolicyFileRefused(path, [PolicyFault(f"dòng {line}", "không phải chữ UTF-8", _UTF8)]) from error
    except OSError as error:
        raise PolicyFileRefused(path, [PolicyFault("cả tệp", *fault_words(error))]) from error


def policy_table(path: Path, text: str) -> dict[str, Any]:
    """Return what a TOML file's text means. Raises `PolicyFileRefused`."""
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyFileRefused(path, [_syntax_fault(str(error), text)]) from error
    except RecursionError as error:
        fault = PolicyFault("cả tệp", "có danh sách lồng quá sâu", "Chép từ tệp mẫu rồi sửa.")
        raise PolicyFileRefused(path, [fault]) from error


def policy_rows(path: Path) -> tuple[tuple[str, ...], list[tuple[int, dict[str, str]]]]:
    """Return a CSV file's columns, and its rows each with its line from 1. Raises `PolicyFileRefused`."""
    reader = csv.DictReader(policy_text(path).splitlines(keepends=True), restkey="", restval="")
    try:
        rows = [(reader.line_num, {name: cell for name, cell in row.items() if name}) for row in reader]
        return tuple(reader.fieldnames or ()), rows
    except csv.Error as error:
        fault = PolicyFault(f"dòng {reader.line_num}", "không đọc được thành các ô", "Lưu lại tệp từ Excel dạng CSV.")
        raise PolicyFileRefused(path, [fault]) from error


def key_faults(
    table: TomlTable, checks: Mapping[str, KeyCheck], place: Callable[[str], str], needed: Iterable[str] = ()
) -> Iterator[PolicyFault]:
    """Yield what is wrong with the keys of one table; `place` names a key in it, and the table itself for ""."""
    for key in sorted(set(needed) - table.keys()):
        yield PolicyFault(place(""), f"thiếu khóa {key}", checks[key][1])
    for key, value in table.items():
        if key not in checks:
            yield PolicyFault(place(key), "là khóa không ai đọc", f"Các khóa: {', '.join(checks)}.")
        elif not checks[key][0](value):
            yield PolicyFault(place(key), f"không nhận giá trị “{as_written(value)}”", checks[key][1])


def as_written(value: object) -> str:
    """Return a value as the file has it: `true`, not Python's `True`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(map(as_written, value))}]"
    return str(value)


def is_text(value: object) -> bool:
    """Say whether a value is words."""
    return isinstance(value, str) and bool(value.strip())


def are_texts(value: object) -> bool:
    """Say whether a value is a list of words."""
    return isinstance(value, list) and all(map(is_text, value))


def are_tables(value: object) -> bool:
    """Say whether a value is a list of tables, as several `[[…]]` of one name are."""
    return isinstance(value, list) and all(isinstance(entry, dict) for entry in value)


def is_switch(value: object) -> bool:
    """Say whether a value is `true` or `false`."""
    return type(value) is bool


def whole_number(least: int, most: int) -> KeyCheck:
    """Return the check of a whole number between two, both included."""
    return (lambda value: type(value) is int and least <= value <= most), f"Viết một số từ {least} đến {most}."


def one_of_words(words: Sequence[str]) -> KeyCheck:
    """Return the check of a word that must be one of a few."""
    return (lambda value: isinstance(value, str) and value in words), f"Chọn một: {', '.join(words)}."


def _syntax_fault(said: str, text: str) -> PolicyFault:
    found = _PLACE.match(said)
    what = found["what"] if found else said
    reason = next((words for start, words in _SYNTAX.items() if what.startswith(start)), "không đúng cú pháp TOML")
    if found is None or found["line"] is None:
        return PolicyFault("cuối tệp", reason, "Viết cho hết dòng cuối, theo mẫu của các dòng khác.")
    line = int(found["line"])
    words = text.splitlines()[line - 1].strip() if line <= len(text.splitlines()) else ""
    return PolicyFault(f"dòng {line}, cột {found['column']}", reason, f"Sửa dòng “{words}”.")
