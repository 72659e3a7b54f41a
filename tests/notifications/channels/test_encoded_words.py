"""Header texts as mail servers pass them on, and read back as a client does."""

from email.header import decode_header

from hypothesis import example, given
from hypothesis import strategies as st

from notifications.channels.encoded_words import in_ascii

texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=300)


def test_a_short_english_text_stays_as_it_is() -> None:
    assert in_ascii("Subject", "Overdue: 3") == "Overdue: 3"


@given(texts)
@example("[Đôn đốc] 3 nhiệm vụ quá hạn, 2 nhiệm vụ đến hạn tuần này – Sở Nội vụ")
@example("a" * 300)
@example("=?utf-8?q?gi=E1=BA=A3?=")
def test_lines_stay_short_and_each_word_can_be_read_by_itself(text: str) -> None:
    value = in_ascii("Subject", text)

    lines = f"Subject: {value}".split("\r\n")
    words = [decode_header(line.removeprefix("Subject:").strip()) for line in lines]
    assert max(map(len, lines)) <= 78
    if value != text:
        assert "".join(octets.decode("utf-8") for ((octets, charset),) in words if charset == "utf-8") == text
