"""A digest for chat channels: code, short title, due day and link of each duty, split under the channel's limit.

Document contents stay out: a group on a phone is a public place.
"""

from collections.abc import Sequence

from base.page_addresses import ServedPage, duty_url, page_url
from base.vietnamese import short_date, shorten
from notifications.messages.grouping import LineGroup, grouped_lines, later_days, numbers_of, reason_of
from notifications.messages.message import ShortText
from notifications.messages.sections import Cause, SectionLine, in_sections, one_line_a_duty
from workflow.nearness import Vantage

# Zalo refuses a longer text with -210; it does not cut it. Its console counts UTF-16 units, as phones do.
SHORT_TEXT_LIMIT = 2000
TITLE_LIMIT = 90
REASON_LIMIT = 200
# More than this is read on the pages, not on a phone.
MOST_ENTRIES = 20
NO_KEYS: frozenset[str] = frozenset()


def short_texts(
    headline: str,
    lines: Sequence[SectionLine],
    *,
    vantage: Vantage,
    base_url: str | None = None,
    limit: int = SHORT_TEXT_LIMIT,
    beside: Sequence[ShortText] = (),
) -> tuple[ShortText, ...]:
    """The texts to send one after the other, each of at most `limit` UTF-16 units; the first opens with the headline.

    `beside` is what is told that is no duty. One notice may speak of several duties.

    When there are more duties than a phone should show, the last text says how many were left out.
    """
    paragraphs = [(shorten(headline, limit // 2), NO_KEYS)]
    paragraphs += [(shorten(one.text, limit // 2), one.keys) for one in beside]
    others = len(paragraphs)
    left_out: list[SectionLine] = []
    for section, some in in_sections(one_line_a_duty(lines), today=vantage.today):
        room = MOST_ENTRIES - len(paragraphs) + others
        rows = grouped_lines(some, vantage)
        entries = [
            (_entry(row, vantage=vantage, base_url=base_url), NO_KEYS.union(*map(_keys, row))) for row in rows[:room]
        ]
        if entries:
            entries[0] = (f"{section.heading.upper()}\n{entries[0][0]}", entries[0][1])
        paragraphs += entries
        left_out += [line for row in rows[room:] for line in row]
    if left_out:
        # Whoever reads this may have no mail.
        where = f": {page_url(base_url, ServedPage.TODAY)}" if base_url else ", xem trên hệ thống."
        words = f"Còn {len(left_out)} nhiệm vụ khác{where}"
        paragraphs.append((words, NO_KEYS.union(*map(_keys, left_out))))
    return _packed(_completing(paragraphs), limit)


def _keys(line: SectionLine) -> frozenset[str]:
    return frozenset(line.key.split("\n"))


def _completing(paragraphs: Sequence[tuple[str, frozenset[str]]]) -> list[tuple[str, frozenset[str]]]:
    """The same paragraphs, each key with the last one that speaks of its notice."""
    last = {key: number for number, (_, keys) in enumerate(paragraphs) for key in keys}
    return [
        (text, frozenset(key for key in keys if last[key] == number)) for number, (text, keys) in enumerate(paragraphs)
    ]


def _entry(row: LineGroup, *, vantage: Vantage, base_url: str | None) -> str:
    duty = row[0].assignment
    near = vantage.near(duty).words
    due = f"hạn {short_date(duty.due)}, {near}" if duty.due else near
    agencies = len({line.assignment.agency_name for line in row})
    owing = shorten(duty.agency_name, 60) if agencies == 1 else f"{agencies} cơ quan"
    entry = f"• {numbers_of(row)}: {shorten(duty.task.title, TITLE_LIMIT)} – {owing} – {due}"
    if later := later_days(row).rstrip("."):
        entry = f"{entry}. {later}"
    if any(line.news or line.cause is Cause.DECIDE for line in row):
        # What happened, or is to be decided, is the message; of a reminder the section says enough.
        entry = f"{entry}. {shorten(reason_of(row), REASON_LIMIT)}"
    return f"{entry}\n{duty_url(base_url, duty.id)}" if base_url else entry


def _packed(paragraphs: Sequence[tuple[str, frozenset[str]]], limit: int) -> tuple[ShortText, ...]:
    """Fill texts with whole paragraphs; only a paragraph longer than a text is cut."""
    texts: list[ShortText] = []
    for paragraph, keys in paragraphs:
        pieces = _pieces(paragraph, limit)
        for number, piece in enumerate(pieces, start=1):
            completed = keys if number == len(pieces) else NO_KEYS
            joined = f"{texts[-1].text}\n\n{piece}" if texts else piece
            if texts and _size(joined) <= limit:
                texts[-1] = ShortText(joined, texts[-1].keys | completed)
            else:
                texts.append(ShortText(piece, completed))
    return tuple(texts)


def _pieces(paragraph: str, limit: int) -> list[str]:
    if _size(paragraph) <= limit:
        return [paragraph]
    # A character takes at most two units, so half the limit always fits and no surrogate pair is broken.
    return [paragraph[start : start + limit // 2] for start in range(0, len(paragraph), limit // 2)]


def _size(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
