"""A digest for chat channels: code, short title, due day and link of each duty, split under the channel's limit.

Document contents stay out: a group on a phone is a public place.
"""

from collections.abc import Sequence
from datetime import date

from notifications.links import duty_url
from notifications.sections import Line, in_sections, one_line_a_duty, standing
from notifications.words import short_date, shortened

# Zalo refuses a longer text with -210; it does not cut it. Its console counts UTF-16 units, as phones do.
LIMIT = 2000
TITLE_LIMIT = 90
# More than this is read in the mail, not on a phone.
MOST_DUTIES = 20


def short_texts(
    headline: str, lines: Sequence[Line], *, today: date, base_url: str | None = None, limit: int = LIMIT
) -> tuple[str, ...]:
    """The texts to send one after the other, each of at most `limit` UTF-16 units; the first opens with the headline.

    When there are more duties than a phone should show, the last text says how many were left out.
    """
    paragraphs = [shortened(headline, limit // 2)]
    shown = 0
    merged = one_line_a_duty(lines)
    for section, some in in_sections(merged, today=today):
        entries = [_entry(line, today=today, base_url=base_url) for line in some[: MOST_DUTIES - shown]]
        if entries:
            entries[0] = f"{section.heading.upper()}\n{entries[0]}"
        paragraphs += entries
        shown += len(entries)
    if left := len(merged) - shown:
        paragraphs.append(f"Còn {left} việc khác, xem trong thư điện tử.")
    return _packed(paragraphs, limit)


def _entry(line: Line, *, today: date, base_url: str | None) -> str:
    duty = line.assignment
    due = f"hạn {short_date(duty.due)}, {standing(line, today=today)}" if duty.due else standing(line, today=today)
    entry = f"• Việc {duty.id}: {shortened(duty.task.title, TITLE_LIMIT)} – {shortened(duty.agency_name, 60)} – {due}"
    return f"{entry}\n{duty_url(base_url, duty.id)}" if base_url else entry


def _packed(paragraphs: Sequence[str], limit: int) -> tuple[str, ...]:
    """Fill texts with whole paragraphs; only a paragraph longer than a text is cut."""
    texts: list[str] = []
    for paragraph in paragraphs:
        for piece in _pieces(paragraph, limit):
            joined = f"{texts[-1]}\n\n{piece}" if texts else piece
            if texts and _size(joined) <= limit:
                texts[-1] = joined
            else:
                texts.append(piece)
    return tuple(texts)


def _pieces(paragraph: str, limit: int) -> list[str]:
    if _size(paragraph) <= limit:
        return [paragraph]
    # A character takes at most two units, so half the limit always fits and no surrogate pair is broken.
    return [paragraph[start : start + limit // 2] for start in range(0, len(paragraph), limit // 2)]


def _size(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
