"""What a page says of settings: an office's words, never a raw address."""

import pytest

from services.house.settings_shown import database_words


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("sqlite:////var/lib/dondoc/dondoc.sqlite", "SQLite, tệp dondoc.sqlite"),
        ("sqlite://", "SQLite"),
        ("postgresql+psycopg://dondoc:***@may-chu:5432/dondoc", "PostgreSQL dondoc trên may-chu"),
        ("postgresql+psycopg:///dondoc", "PostgreSQL dondoc trên máy này"),
    ],
)
def test_a_database_is_named_in_words(address: str, words: str) -> None:
    assert database_words(address) == words
