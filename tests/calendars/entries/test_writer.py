"""Bytes that no client can misread."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.entries.writer import LINE_OCTETS, PLUS_SEVEN, NaiveMoment, clean, escape_text, fold_line, ics_day, utc

ANYTHING = st.text(st.characters() | st.sampled_from("ếữĐ\u0301\u0323\u200d\ufe0f👩🏽\r\n\t;,\\\x0b\x85\u2028"))


def unfolded(content: bytes) -> list[str]:
    return content.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def test_a_line_of_75_octets_stays_whole_and_one_of_76_is_folded() -> None:
    assert fold_line([b"x" * 75]) == b"x" * 75 + b"\r\n"
    assert fold_line([b"x" * 76]) == b"x" * 74 + b"\r\n " + b"xx" + b"\r\n"


@pytest.mark.parametrize("before", range(60, 80))
def test_a_fold_never_splits_a_vietnamese_letter(before: int) -> None:
    line = "x" * before + "ếữĐợ" * 40

    for octets in fold_line([line.encode()]).split(b"\r\n"):
        assert octets.decode() is not None
        assert len(octets) <= LINE_OCTETS


@pytest.mark.parametrize("before", range(60, 80))
@pytest.mark.parametrize("cluster", ["q\u0323\u0301", "👩\u200d👩\u200d👧", "👍🏽", "❤\ufe0f", "กำ", "क्ष"])
def test_a_fold_never_parts_a_letter_from_its_marks(before: int, cluster: str) -> None:
    pieces = fold_line([("x" * before + cluster * 30).encode()]).decode().split("\r\n ")

    assert len(pieces) > 1
    for piece in pieces[1:]:
        assert unicodedata.category(piece[0]) not in {"Mn", "Mc", "Me"}
        assert piece[0] not in "\u200d\ufe0f🏽"


def test_more_marks_than_a_line_holds_are_still_folded_between_characters() -> None:
    line = "q" + "\u0323\u0301" * 100

    content = fold_line([line.encode()])

    assert unfolded(content) == [line]
    assert max(map(len, content.split(b"\r\n"))) <= LINE_OCTETS


@given(st.lists(ANYTHING.map(lambda text: b"SUMMARY:" + escape_text(text))))
def test_unfolding_gives_back_every_line(lines: list[bytes]) -> None:
    content = fold_line(lines)

    assert content.replace(b"\r\n ", b"") == b"".join(line + b"\r\n" for line in lines)
    for octets in content.split(b"\r\n"):
        assert len(octets) <= LINE_OCTETS
        assert octets.decode() is not None


@given(ANYTHING)
def test_escaped_text_is_one_line_without_control_characters(text: str) -> None:
    value = escape_text(text).decode()

    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029]", value)
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value)
    assert unicodedata.is_normalized("NFC", value)


@given(ANYTHING)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_letters_written_in_parts_are_put_together() -> None:
    assert clean(unicodedata.normalize("NFD", "Kế hoạch đột phá")) == "Kế hoạch đột phá"


def test_a_control_character_between_letter_and_mark_does_not_keep_them_apart() -> None:
    assert clean("e\x07\u0301") == "é"


@pytest.mark.parametrize("mark", ["\u0301", "\u0303", "\u0316\u0301", "\u0323"])
def test_a_mark_at_the_start_of_a_line_does_not_grow_into_the_line_break(mark: str) -> None:
    value = escape_text(f"dòng\n{mark}cuối").decode()

    assert unicodedata.is_normalized("NFC", value)
    assert value == f"dòng\\n\u00a0{mark}cuối"


def test_a_moment_is_written_in_utc_whatever_its_zone() -> None:
    moment = datetime(2026, 3, 5, 6, 0, tzinfo=PLUS_SEVEN)

    assert utc(moment) == "20260304T230000Z"
    assert utc(moment.astimezone(UTC)) == utc(moment.astimezone(timezone(timedelta(hours=-8)))) == utc(moment)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(NaiveMoment):
        utc(datetime(2026, 3, 5, 6, 0))  # noqa: DTZ001 - the very mistake that is refused


def test_a_day_has_eight_digits_even_early_in_history() -> None:
    assert ics_day(date(26, 1, 2)) == "00260102"


def test_every_mark_of_unicode_is_kept_with_its_letter() -> None:
    marks = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in {"Mn", "Mc", "Me"}]

    for mark in marks:
        # The mark stands where the line would be cut.
        line = b"x" * 74 + mark.encode() + b"x" * 10
        assert fold_line([line]).startswith(b"x" * 73 + b"\r\n x"), f"U+{ord(mark):04X}"
