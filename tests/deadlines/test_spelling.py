"""Spelling as it comes: what is folded silently, what is corrected and told, and words quoted as they are printed."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.deadlines.reading import brief, reading
from tests.examples import ANY_LETTER
from workflow.deadlines import Certainty
from workflow.deadlines.engine.spelling import fold_spelling
from workflow.deadlines.grammar import grammar


@given(st.text(ANY_LETTER))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_spelling(fold_spelling(text)) == fold_spelling(text)


@given(st.text(ANY_LETTER))
def test_folding_never_changes_how_long_the_small_letters_are(text: str) -> None:
    assert len(fold_spelling(text).lower()) == len(fold_spelling(text))


@pytest.mark.parametrize(
    "text",
    [
        unicodedata.normalize("NFD", "Trước ngày 15/7/2026"),
        "Trước\u00a0ngày 15⁄7⁄2026",
        "Trước ngày\n15/7/2026",
        "Trước ngày 15/7/\u200b2026",
        "TRƯỚC NGÀY 15/7/2026",
        "Trước ngày 15 – 7 – 2026",
    ],
)
def test_how_characters_are_stored_changes_nothing(text: str) -> None:
    assert brief(reading(text)) == "2026-07-14"
    assert reading(text).certainty is Certainty.CERTAIN


def test_no_format_character_of_unicode_is_read() -> None:
    unseen = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Cf"]
    assert {sign for sign in unseen if fold_spelling(f"Quý{sign} I") != "Quý I"} == set()


@pytest.mark.parametrize("sign", ["\u200b", "\u202c", "\u2066", "\u00ad", "\U000e0020", "\u00b9", "\u2074", "\ufe0f"])
def test_what_nobody_sees_changes_nothing_wherever_it_stands(sign: str) -> None:
    text = "Trước ngày 15/7/2026"
    for place in range(len(text) + 1):
        found = reading(text[:place] + sign + text[place:])
        assert (brief(found), found.certainty) == ("2026-07-14", Certainty.CERTAIN)


@pytest.mark.parametrize(
    ("slip", "read"), [("Tháng l2", "12"), ("trứơc 15/7/2026", "trước"), ("Thườngxuyên", "thường xuyên")]
)
def test_a_slip_is_put_right_and_told(slip: str, read: str) -> None:
    found = reading(slip)
    assert found.certainty is Certainty.ASSUMED
    assert f"được hiểu là “{read}”" in found.explanation


def test_a_word_is_no_slip_where_it_stands_for_itself() -> None:
    assert reading("Theo quy định").certainty is Certainty.CERTAIN
    assert reading("Ngay sau khi ban hành").certainty is Certainty.CERTAIN


def test_an_event_is_quoted_as_printed() -> None:
    assert reading("Sau khi  UBND TỈNH ban hành Kế hoạch số 12/KH-UBND").event == (
        "UBND TỈNH ban hành Kế hoạch số 12/KH-UBND"
    )


@given(st.text(alphabet="Tháng 3/2026trướcngày15.;(O1l2QĐ-UBND\u0301 "))
def test_every_token_can_be_quoted_from_the_text(text: str) -> None:
    line = grammar().tokeniser.tokens(text)
    quoted = [line.words(n, n + 1) for n in range(len(line.nodes))]
    assert "".join(quoted).replace(" ", "") == fold_spelling(text).replace(" ", "")


@pytest.mark.parametrize(
    "sign", ["13/2026/QĐ-UBND", "05-QĐ/BCĐ", "57-NQ/TW", "136/2020/QH14", "911a/QĐ-UBND-HC", "12729/VPCP-KGVX"]
)
def test_the_numbers_in_a_documents_sign_are_no_dates(sign: str) -> None:
    assert brief(reading(f"Công văn số {sign} ngày 05/3/2026")) == "unreadable"
    assert brief(reading(f"Trước 30/6/2026 (theo Công văn {sign} ngày 05/3/2026)")) == "2026-06-29"
