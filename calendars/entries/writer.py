"""The byte-exact end of iCalendar (RFC 5545): escaped text, folded lines, moments and days.

`fold_line` turns content lines into what clients accept: CRLF, at most 75 octets a line, and a fold never inside a
character, since most clients show U+FFFD there and some refuse the whole feed.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache

from base.errors import DondocError

LINE_OCTETS = 75

# Vietnam has had one offset and no summer time since 1975, so no time zone database is needed.
PLUS_SEVEN = timezone(timedelta(hours=7))

_BREAKS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f]")
# A mark at the start of a line would join the "n" of the escaped break: "\n" and U+0301 make "\ń" in NFC. Vietnamese
# letters, quotes and dashes are none, and many a line begins with one.
_LINE_STARTS = re.compile("\n(?=[\u0300-\u1dff\u20d0-\U0010ffff])")
_SURROGATES = re.compile("[\ud800-\udfff]")
# Greedy pieces of a long line that end before a character, never inside one; each continuation line's blank is extra.
_PIECES = re.compile(rb".{1,74}(?![\x80-\xbf])", re.DOTALL)
# A continuation that begins with anything but ASCII, Latin or Vietnamese letters, dashes, quotes or arrows: perhaps a
# mark, so it is worth a closer look.
_RARE_START = re.compile(rb"\r\n (?:[\xcc-\xe0\xe3-\xff]|\xe1[^\xb8-\xbb]|\xe2(?:\x80[\x80-\x8f]|[\x83\xb3-\xbf]))")
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")
_SKIN_TONES = range(0x1F3FB, 0x1F400)


class NaiveMoment(DondocError):
    """A moment without time zone would be read in the zone of whatever machine runs."""

    exit_code = 1


def clean(text: str) -> str:
    r"""Return the text as a calendar may carry it: NFC, `\n` as the only line break, no other control character.

    A tab becomes a blank, half of a surrogate pair U+FFFD. Cleaning twice changes nothing.

    >>> clean("Sở Nội vụ\r\ntỉnh\x0b\x07")
    'Sở Nội vụ\ntỉnh\n'
    """
    if not text.replace("\n", "").isprintable():
        text = _BREAKS.sub("\n", text)
        text = _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text.replace("\t", " ")))
    # After the removals: what stood on both sides of a control character may now compose.
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if "\n" in text and _LINE_STARTS.search(text):
        text = _LINE_STARTS.sub(lambda found: _kept_apart(found.string, found.end()), text)
    return text


def _kept_apart(text: str, start: int) -> str:
    """Return the line break before a line, with a blank for its first mark to stand on (Unicode, section 7.9)."""
    return "\n\u00a0" if unicodedata.combining(text[start]) else "\n"


def escape_text(text: str) -> bytes:
    r"""Return the cleaned text as a TEXT value (RFC 5545 section 3.3.11).

    >>> escape_text("Công an tỉnh; Sở Y tế,\nUBND").decode()
    'Công an tỉnh\\; Sở Y tế\\,\\nUBND'
    """
    # Replacing in bytes is four times as fast as in text, and UTF-8 never hides an ASCII octet in a letter.
    octets = clean(text).encode().replace(b"\\", b"\\\\").replace(b";", b"\\;").replace(b",", b"\\,")
    return octets.replace(b"\n", b"\\n")


def fold_line(lines: Iterable[bytes]) -> bytes:
    """Return the content lines, each ended by CRLF, none over 75 octets."""
    short = [line if len(line) <= LINE_OCTETS else _fold(line) for line in lines]
    return b"\r\n".join((*short, b""))


@lru_cache(maxsize=1024)  # all that one import or sweep changed carries the same moment
def utc(moment: datetime) -> str:
    """Return an aware moment as DATE-TIME in UTC, cut to the second.

    >>> utc(datetime(2026, 3, 5, 6, 0, tzinfo=timezone(timedelta(hours=7))))
    '20260304T230000Z'
    """
    if moment.tzinfo is None:
        raise NaiveMoment(
            given=moment,
            place="lịch",
            reason="là thời điểm không có múi giờ",
            remedy="Đây là lỗi của phần mềm; hãy báo cho người quản trị.",
        )
    written = moment.astimezone(UTC).isoformat(timespec="seconds").removesuffix("+00:00")
    return written.replace("-", "").replace(":", "") + "Z"


@lru_cache(maxsize=4096)
def ics_day(value: date) -> str:
    """Return a DATE value.

    >>> ics_day(date(2026, 7, 14))
    '20260714'
    """
    return value.isoformat().replace("-", "")


def _fold(octets: bytes) -> bytes:
    line = b"\r\n ".join(_PIECES.findall(octets))
    if _RARE_START.search(line):
        return b"\r\n ".join(_pieces_between_letters(octets))
    return line


def _pieces_between_letters(octets: bytes) -> Iterator[bytes]:
    """Cut where a reader sees a new letter begin; the slow way, for lines with marks, joiners or emoji."""
    start, room = 0, LINE_OCTETS - 1
    while len(octets) - start > room:
        end = _break_at(octets, start, start + room)
        yield octets[start:end]
        start = end
    yield octets[start:]


def _break_at(octets: bytes, start: int, end: int) -> int:
    whole = end = _character_start(octets, end)
    while end > start and _clings(octets, end):
        end = _character_start(octets, end - 1)
    # More marks than a line holds: then between two of them rather than inside one.
    return end if end > start else whole


def _character_start(octets: bytes, at: int) -> int:
    while octets[at] & 0xC0 == 0x80:
        at -= 1
    return at


def _clings(octets: bytes, at: int) -> bool:
    """Say whether the character at this place belongs to the letter before it: marks, joiners, skin tones."""
    after = octets[at : at + 4].decode(errors="ignore")[0]
    before = octets[_character_start(octets, at - 1) : at].decode()
    return (
        before == "\u200d"
        or after in _JOINERS
        or unicodedata.category(after) in {"Mn", "Mc", "Me"}
        or ord(after) in _SKIN_TONES
    )
