"""Octets of an iCalendar file to content lines, with everything that is wrong on the way (RFC 5545 section 3.1).

Reads on after each defect, so that one look shows all of them.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from calendars.checking.findings import CalendarFinding, CalendarRule
from calendars.entries.writer import LINE_OCTETS

_VALUE = r'(?:"[^"]*"|[^";:,]*)'
_LINE = re.compile(rf"([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+={_VALUE}(?:,{_VALUE})*)*):(.*)", re.DOTALL)
_PARAMETER = re.compile(rf";([A-Za-z0-9-]+)=({_VALUE}(?:,{_VALUE})*)")
_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True, kw_only=True)
class ContentLine:
    """One unfolded property. `number` is its first physical line; names are upper case, the value as it stands."""

    number: int
    name: str
    parameters: Mapping[str, str]
    value: str


@dataclass(frozen=True)
class _Logical:
    number: int
    pieces: tuple[bytes, ...]


def content_lines(content: bytes) -> tuple[list[ContentLine], list[CalendarFinding]]:
    """Return the content lines that can be read and the defects of lines, folds and letters."""
    lines: list[ContentLine] = []
    findings = list(_physical_defects(content))
    for logical in _unfold(content.removeprefix(b"\xef\xbb\xbf")):
        try:
            text = b"".join(logical.pieces).decode()
        except UnicodeDecodeError:
            findings.append(CalendarFinding(logical.number, CalendarRule.UTF8, "Dòng không phải UTF-8."))
            continue
        findings += _letter_defects(logical, text)
        parsed = _parsed(logical.number, text)
        if parsed is None:
            shown = text if len(text) <= 40 else f"{text[:40]}…"
            findings.append(
                CalendarFinding(
                    logical.number, CalendarRule.SYNTAX, f"Không đọc được dòng “{shown}” (TÊN;THAM-SỐ:GIÁ TRỊ)."
                )
            )
        else:
            lines.append(parsed)
    return lines, findings


def _physical_defects(content: bytes) -> Iterator[CalendarFinding]:
    if content.startswith(b"\xef\xbb\xbf"):
        yield CalendarFinding(
            1, CalendarRule.UTF8, "Tệp mở đầu bằng dấu BOM; nhiều chương trình không nhận ra BEGIN:VCALENDAR sau nó."
        )
    lines = content.split(b"\n")
    if lines[-1]:
        yield CalendarFinding(len(lines), CalendarRule.LINE_END, "Dòng cuối không kết thúc bằng CRLF.")
    bare = [number for number, line in enumerate(lines[:-1], 1) if not line.endswith(b"\r")]
    if bare:
        yield CalendarFinding(bare[0], CalendarRule.LINE_END, f"{len(bare)} dòng kết thúc bằng LF, phải là CRLF.")
    for number, line in enumerate(lines, 1):
        octets = len(line.removesuffix(b"\r"))
        if octets > LINE_OCTETS:
            yield CalendarFinding(
                number, CalendarRule.LINE_LENGTH, f"Dòng dài {octets} byte, tối đa {LINE_OCTETS}; cần gập dòng."
            )
        if not octets and number < len(lines):
            yield CalendarFinding(number, CalendarRule.BLANK_LINE, "Dòng trống không được phép.")


def _unfold(content: bytes) -> Iterator[_Logical]:
    number, pieces = 1, [b""]
    for current, raw in enumerate(content.split(b"\n"), 1):
        line = raw.removesuffix(b"\r")
        if line[:1] in {b" ", b"\t"}:
            pieces.append(line[1:])
            continue
        if any(pieces):
            yield _Logical(number, tuple(pieces))
        number, pieces = current, [line]
    if any(pieces):
        yield _Logical(number, tuple(pieces))


def _letter_defects(logical: _Logical, text: str) -> Iterator[CalendarFinding]:
    if broken := _first_broken(logical.pieces):
        message = "Dòng bị gập giữa một chữ UTF-8; nhiều chương trình hiện “\ufffd” hoặc từ chối cả lịch."
        yield CalendarFinding(logical.number + broken, CalendarRule.FOLD_IN_CHARACTER, message)
    if control := _CONTROL.search(text):
        yield CalendarFinding(
            logical.number, CalendarRule.CONTROL_CHARACTER, f"Có ký tự điều khiển U+{ord(control[0]):04X}."
        )
    if not unicodedata.is_normalized("NFC", text):
        yield CalendarFinding(
            logical.number, CalendarRule.NFC, "Chữ chưa ở dạng dựng sẵn (NFC); tìm kiếm và so sánh sẽ sai."
        )


def _first_broken(pieces: Sequence[bytes]) -> int | None:
    """Return the index of the first continuation that begins inside a character."""
    return next((index for index, piece in enumerate(pieces) if piece[:1] and piece[0] & 0xC0 == 0x80), None)


def _parsed(number: int, text: str) -> ContentLine | None:
    match = _LINE.fullmatch(text)
    if match is None:
        return None
    parameters = {name.upper(): value for name, value in _PARAMETER.findall(match[2])}
    return ContentLine(number=number, name=match[1].upper(), parameters=parameters, value=match[3])
