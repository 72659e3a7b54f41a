"""A message as the bytes of a mail: text and HTML side by side, the calendar so that clients offer its buttons.

RFC 5322 and 2047 (headers), RFC 2046 (parts), RFC 6047 section 2.4 (an invitation is an alternative, with its
`method`). The headers are written here, not by the standard library: up to Python 3.13 it loses blanks between encoded
words, and it encodes a URL or an id that is longer than a line, which no client reads.
"""

from collections.abc import Iterator
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from notifications.message import Attachment, Message
from notifications.words import one_line, shortened

# Everything goes as ASCII: every server takes that, whatever it calls itself able to.
POLICY = SMTP.clone(cte_type="7bit")
MACHINES = {"message-id", "in-reply-to", "references", "list-unsubscribe", "list-unsubscribe-post"}
# Clients only show these; the other methods ask the reader to answer.
SHOWN_ONLY = {"", "PUBLISH"}
NAME_LIMIT = 160
# An ASCII word longer than this cannot be folded, so it's encoded (RFC 2047 allows 75 octets).
LONGEST_WORD = 70


def as_bytes(message: Message, *, sender: Address, to: Address, reply_to: Address | None = None) -> bytes:
    """The mail, with CRLF line ends. Exactly one of each header, and nobody's words can start another."""
    mailboxes = {"From": sender, "To": to} | ({"Reply-To": reply_to} if reply_to else {})
    lines = [f"{name}: {_mailbox(name, address)}" for name, address in mailboxes.items()]
    lines += [f"{name}: {_value(name, value)}" for name, value in _headers(message)]
    return "".join(f"{line}\r\n" for line in lines).encode("ascii") + _body(message).as_bytes()


def _headers(message: Message) -> Iterator[tuple[str, str]]:
    yield "Subject", message.subject
    yield "Date", format_datetime(message.sent_at)
    yield "Message-ID", message.message_id
    yield from message.headers


def _value(name: str, value: str) -> str:
    text = one_line(value)
    if name.lower() in MACHINES:
        return text.encode("ascii", "replace").decode("ascii")
    plain = text.isascii() and "=?" not in text and all(len(word) <= LONGEST_WORD for word in text.split(" "))
    return Header(text, "us-ascii" if plain else "utf-8", header_name=name).encode(linesep="\r\n")


def _mailbox(name: str, address: Address) -> str:
    words = shortened(address.display_name, NAME_LIMIT)
    if not words or (words.isascii() and "=?" not in words):
        return formataddr((words, address.addr_spec))
    encoded = Header(words, "utf-8", header_name=name).encode(linesep="\r\n")
    return f"{encoded}\r\n <{address.addr_spec}>"


def _body(message: Message) -> EmailMessage:
    mail = EmailMessage(policy=POLICY)
    # Base64 leaves no line that a server might rewrap or that begins with a dot.
    mail.set_content(message.text, charset="utf-8", cte="base64")
    mail.add_alternative(message.html, subtype="html", charset="utf-8", cte="base64")
    for attached in message.attachments:
        if _method(attached) not in SHOWN_ONLY:
            mail.attach(_invitation(attached))
    for attached in message.attachments:
        if _method(attached) in SHOWN_ONLY:
            _attach(mail, attached)
    return mail


def _invitation(attached: Attachment) -> EmailMessage:
    part = EmailMessage(policy=POLICY)
    part.set_content(attached.content.decode("utf-8"), subtype="calendar", charset="utf-8", cte="base64")
    part.set_param("method", _method(attached))
    del part["MIME-Version"]
    return part


def _attach(mail: EmailMessage, attached: Attachment) -> None:
    kind, *parameters = (part.strip() for part in attached.mime.split(";"))
    maintype, _, subtype = kind.partition("/")
    name = one_line(attached.name)
    mail.add_attachment(
        attached.content, maintype=maintype, subtype=subtype, filename=name, params=dict(map(_parameter, parameters))
    )


def _parameter(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip(), value.strip().strip('"')


def _method(attached: Attachment) -> str:
    kind, *parameters = attached.mime.split(";")
    if kind.strip().lower() != "text/calendar":
        return ""
    return dict(map(_parameter, parameters)).get("method", "").upper()
