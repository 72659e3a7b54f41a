"""Composing a plain letter: an opening sentence, items one by one, a closing. Pure; the words are the caller's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from base.vietnamese import one_line
from notifications.messages.message import Message, Recipient, ShortText
from notifications.messages.rendering import environment, stable_digits

# Zalo takes 2,000 characters; a letter's gist needs few.
SHORT = 1_000
_HEADERS = (
    ("Auto-Submitted", "auto-generated"),
    ("X-Auto-Response-Suppress", "OOF, AutoReply"),
    ("Content-Language", "vi"),
)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing that a letter speaks of; an empty `detail` or `url` is not shown."""

    title: str
    detail: str = ""
    url: str = ""


def compose_letter(
    recipient: Recipient,
    subject: str,
    opening: str,
    items: Sequence[Item] = (),
    *,
    keys: Sequence[str],
    sent_at: datetime,
    base_url: str | None = None,
    closing: str = "",
) -> Message:
    """Compose a letter. Equal `keys` to the same address give an equal `Message-ID`, whenever they are sent."""
    context: Mapping[str, object] = {
        "greeted": one_line(recipient.name or recipient.office or recipient.address),
        "opening": opening,
        "items": items,
        "closing": closing,
    }
    domain = (urlsplit(base_url).hostname if base_url else None) or "dondoc.local"
    gist = "\n".join([opening, *(f"- {item.title}" for item in items)])
    return Message(
        recipient=recipient,
        subject=one_line(f"[Đôn đốc] {subject}"),
        text=environment().get_template("letter.txt").render(context),
        html=environment().get_template("letter.html").render(context),
        message_id=f"<{stable_digits(recipient.address, *sorted(keys))}@{domain}>",
        sent_at=sent_at,
        headers=_HEADERS,
        short_texts=lambda: (ShortText(gist[:SHORT]),),
        facts={"name": recipient.name, "office": recipient.office, "summary": subject, "count": str(len(items))},
    )
