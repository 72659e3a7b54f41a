"""The chat text: within the limit, split between duties, never the document's contents."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from notifications.messages.digest import ReportDay, compose
from notifications.messages.sections import Cause, SectionLine
from notifications.messages.short_text import MOST_ENTRIES, SHORT_TEXT_LIMIT, short_texts
from tests.examples import ANY_LETTER
from tests.notifications.duties import OFFICE, a_line, a_message, a_trigger, on


def texts_of(*lines: SectionLine, limit: int = SHORT_TEXT_LIMIT, base_url: str | None = None) -> tuple[str, ...]:
    found = short_texts("[Đôn đốc] Sở Nội vụ", lines, vantage=on(), base_url=base_url, limit=limit)
    return tuple(text.text for text in found)


def test_a_duty_is_named_by_number_short_title_agency_day_and_link() -> None:
    (text,) = texts_of(a_line(days=-5, id=12), base_url="https://dondoc.tinh.example")

    assert text == (
        "[Đôn đốc] Sở Nội vụ\n\nQUÁ HẠN, CHƯA CÓ BÁO CÁO KẾT QUẢ\n"
        "• Số 12: Xây dựng phương án bố trí nhân lực chuyên trách công nghệ thông tin – Sở Nội vụ"
        " – hạn 28/02/2026, quá hạn 5 ngày\nhttps://dondoc.tinh.example/viec/12"
    )


def test_a_long_digest_becomes_several_texts_split_between_duties() -> None:
    texts = texts_of(*(a_line(days=-k, id=k) for k in range(1, 15)), base_url="https://dondoc.tinh.example")

    assert len(texts) == 2
    assert all(text.startswith(("[Đôn đốc]", "• Số")) for text in texts)
    assert sum(text.count("• Số") for text in texts) == 14


def test_what_a_phone_does_not_show_is_counted() -> None:
    texts = texts_of(*(a_line(days=-k, id=k) for k in range(1, MOST_ENTRIES + 4)))

    assert texts[-1].endswith("Còn 3 nhiệm vụ khác, xem trên hệ thống.")


def test_l_what_happened_and_what_is_asked_is_said_in_words_for_whoever_has_no_mail() -> None:
    withdrawn = a_line(days=3, cause=Cause.CHANGED, reason="Nhiệm vụ được thu hồi; lý do: giao nhầm.", news=7)
    coming = ReportDay(
        key="report_cycle:1:2026-03-25",
        day=date(2026, 3, 25),
        plan_number="50/KH-UBND",
        issued_on=date(2026, 1, 16),
        title="Chuyển đổi số",
        cycle="ngày 25 hằng tháng",
        owed=2,
    )
    message = compose(OFFICE, [withdrawn], vantage=on(), triggers=[a_trigger()], report_days=[coming])
    text = "\n".join(message.short)
    assert "Nhiệm vụ được thu hồi; lý do: giao nhầm" in text
    assert f"Đề nghị cho biết đã xảy ra chưa: “{a_trigger().wording}”" in text
    assert "50/KH-UBND ngày 16/01/2026: báo cáo thứ Tư 25/3/2026" in text
    assert coming.key in frozenset().union(*message.short_keys)


def test_the_explanation_and_the_product_stay_out_of_a_chat() -> None:
    (text,) = a_message(a_line()).short

    assert "Phương án được phê duyệt" not in text
    assert "→" not in text


@given(
    st.lists(st.tuples(st.text(ANY_LETTER, max_size=400), st.integers(-9, 9)), min_size=1, max_size=40),
    st.integers(60, SHORT_TEXT_LIMIT),
)
def test_no_text_is_over_the_limit_and_none_is_empty(duties: list[tuple[str, int]], limit: int) -> None:
    lines = [a_line(days=days, id=k, task_title=title) for k, (title, days) in enumerate(duties)]
    texts = texts_of(*lines, limit=limit)

    assert all(0 < len(text.encode("utf-16-le", "surrogatepass")) // 2 <= limit for text in texts)


def test_emoji_count_double_as_on_phones() -> None:
    (text, *more) = texts_of(a_line(task_title="🏛" * 90), limit=140)

    assert more
    assert "\ufffd" not in text + "".join(more)
