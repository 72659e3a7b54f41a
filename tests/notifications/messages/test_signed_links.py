"""Signed links: they say whom they were sent to, and nobody can make or change one without the key."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.messages.signed_links import LinkPurpose, LinkRefused, SignedLink, read_token, signed_url, token_of
from tests.examples import ANY_LETTER

KEY = b"0" * 32
LINK = SignedLink(
    purpose=LinkPurpose.ACKNOWLEDGE, subject="12", recipient="vanthu@sonoivu.example", last_day=date(2026, 4, 1)
)
TODAY = date(2026, 3, 5)


def test_a_link_is_read_back_as_it_was_written() -> None:
    assert read_token(token_of(LINK, key=KEY), key=KEY, today=TODAY) == LINK


def test_a_link_says_its_purpose_in_its_address() -> None:
    assert signed_url("https://dondoc.tinh.example/", LINK, key=KEY).startswith("https://dondoc.tinh.example/l/")


def test_a_link_is_good_on_its_last_day_and_refused_after_it() -> None:
    token = token_of(LINK, key=KEY)

    assert read_token(token, key=KEY, today=date(2026, 4, 1)) == LINK
    with pytest.raises(LinkRefused, match="đã hết hạn"):
        read_token(token, key=KEY, today=date(2026, 4, 2))


def test_a_signature_does_not_carry_over_to_other_words() -> None:
    words = token_of(replace(LINK, subject="13"), key=KEY).partition(".")[0]
    signature = token_of(LINK, key=KEY).partition(".")[2]

    with pytest.raises(LinkRefused):
        read_token(f"{words}.{signature}", key=KEY, today=TODAY)


def test_another_key_opens_nothing() -> None:
    with pytest.raises(LinkRefused):
        read_token(token_of(LINK, key=KEY), key=b"1" * 32, today=TODAY)


@given(st.text(ANY_LETTER, max_size=80))
def test_no_text_of_anybody_is_taken_for_a_link(token: str) -> None:
    with pytest.raises(LinkRefused):
        read_token(token, key=KEY, today=TODAY)
