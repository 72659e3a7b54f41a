"""What a field says of an error: what was typed stays as it was typed."""

import pytest

from base.errors import DondocError, Topic
from web.accounts.saying import error_words


@pytest.mark.parametrize(
    ("given", "begins"),
    [
        ("moi@tinh.example", "“moi@tinh.example” đã có"),
        ("xyz", "“xyz” đã có"),
        (0, "“0” đã có"),
        ("“ô thứ hai”", "“ô thứ hai” đã có"),
        (Topic("liên kết đăng nhập"), "Liên kết đăng nhập đã có"),
    ],
)
def test_typed_words_are_quoted_and_our_own_begin_the_sentence(given: object, begins: str) -> None:
    error = DondocError(given=given, place="Tài khoản", reason="đã có", remedy="Ghi khác.")
    assert error_words(error) == f"{begins}. Ghi khác."
