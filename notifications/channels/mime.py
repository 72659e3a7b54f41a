"""A message as the bytes of a mail: text and HTML side by side, the calendar so that clients offer its buttons.

RFC 5322 and 2047 (headers), 2046 (parts), 2231 (file names), RFC 6047 section 2.4 (an invitation is an alternative,
with its `method`). It is written here, not by `email.message`: up to Python 3.13 that loses blanks between encoded
words and encodes a URL or an id longer than a line, which no client reads; and it takes ten times as long. The same
message always makes the same bytes.
"""

import hashlib
import re
from binascii import b2a_base64
from collections.abc import Iterable, Iterator
from email.headerregistry import Address
from email.utils import encode_rfc2231, format_datetime, formataddr
from struct import iter_unpack

from base.vietnamese import one_line, shorten
from notifications.channels.encoded_words import encode_words, in_ascii
from notifications.messages.message import Attachment, Message

MACHINES = {"message-id", "in-reply-to", "references", "list-unsubscribe", "list-unsubscribe-post"}
# Clients only show these; the other methods ask the reader to answer.
SHOWN_ONLY = {"", "PUBLISH"}
NAME_LIMIT = 160
# RFC 2045 section 6.8.
BASE64_LINE = 76
_MIME = re.compile(r'[\w.+-]+/[\w.+-]+(?:\s*;\s*[\w-]+="?[\w.+-]+"?)*', re.ASCII)
_PLAIN_NAME = re.compile(r"[\w .()-]+", re.ASCII)
_METHOD = re.compile(r'text/calendar\b.*;\s*method="?(\w+)', re.ASCII | re.IGNORECASE)


def as_bytes(message: Message, *, sender: Address, to: Address, reply_to: Address | None = None) -> bytes:
    """The mail, in ASCII and with CRLF line ends. One of each header, and nobody's words can start another."""
    mailboxes = {"From": sender, "To": to} | ({"Reply-To": reply_to} if reply_to else {})
    lines = [f"{name}: {_mailbox(name, address)}" for name, address in mailboxes.items()]
    lines += [f"{name}: {_value(name, value)}" for name, value in _headers(message)]
    lines.append("MIME-Version: 1.0\r\n")
    return "\r\n".join(lines).encode("ascii") + _body(message)


def _headers(message: Message) -> Iterator[tuple[str, str]]:
    yield "Subject", message.subject
    yield "Date", format_datetime(message.sent_at)
    yield "Message-ID", message.message_id
    yield from message.headers


def _value(name: str, value: str) -> str:
    text = one_line(value)
    if name.lower() in MACHINES:
        return text.encode("ascii", "replace").decode("ascii")
    return in_ascii(name, text)


def _mailbox(name: str, address: Address) -> str:
    words = shorten(address.display_name, NAME_LIMIT)
    if not words or (words.isascii() and "=?" not in words):
        return formataddr((words, address.addr_spec))
    return f"{encode_words(name, words)}\r\n <{address.addr_spec}>"


def _body(message: Message) -> bytes:
    """The parts: what is read, in rising order of preference, and beside it what is kept."""
    kept = [attached for attached in message.attachments if _method(attached) in SHOWN_ONLY]
    invitations = [attached for attached in message.attachments if _method(attached) not in SHOWN_ONLY]
    read = _multipart(
        message.message_id,
        "alternative",
        [
            _part("text/plain; charset=utf-8", _crlf(message.text)),
            _part("text/html; charset=utf-8", _crlf(message.html)),
            *(_part(f"text/calendar; charset=utf-8; method={_method(a)}", a.content) for a in invitations),
        ],
    )
    if not kept:
        return read
    return _multipart(message.message_id, "mixed", [read, *map(_file, kept)])


def _multipart(message_id: str, subtype: str, parts: Iterable[bytes]) -> bytes:
    # An underscore never comes out of base64, so no line of a part can look like the boundary.
    boundary = f"_{hashlib.sha256(f'{subtype} {message_id}'.encode()).hexdigest()[:32]}"
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'
    opened = b"".join(f"--{boundary}\r\n".encode() + part for part in parts)
    return head.encode() + opened + f"--{boundary}--\r\n".encode()


def _part(kind: str, content: bytes, disposition: str = "") -> bytes:
    # Base64 leaves no line that a server might rewrap or that begins with a dot.
    head = f"Content-Type: {kind}\r\n{disposition}Content-Transfer-Encoding: base64\r\n\r\n"
    return head.encode("ascii") + _in_base64(content)


def _in_base64(content: bytes) -> bytes:
    # All at once and cut afterwards: the standard library's way, line by line, takes ten times as long.
    whole = b2a_base64(content, newline=False)
    full = len(whole) - len(whole) % BASE64_LINE
    lines = [line for (line,) in iter_unpack(f"{BASE64_LINE}s", whole[:full])]
    return b"\r\n".join([*lines, whole[full:], b""] if whole[full:] else [*lines, b""])


def _file(attached: Attachment) -> bytes:
    kind = attached.mime if _MIME.fullmatch(attached.mime) else "application/octet-stream"
    name = shorten(attached.name, NAME_LIMIT)
    if _PLAIN_NAME.fullmatch(name):
        return _part(kind, attached.content, f'Content-Disposition: attachment; filename="{name}"\r\n')
    spelled = encode_rfc2231(name, "utf-8")
    return _part(kind, attached.content, f"Content-Disposition: attachment;\r\n filename*={spelled}\r\n")


def _crlf(text: str) -> bytes:
    octets = "\n".join(text.splitlines()).encode() if "\r" in text else text.rstrip("\n").encode()
    return octets.replace(b"\n", b"\r\n") + b"\r\n"


def _method(attached: Attachment) -> str:
    """The calendar method that a file carries, or "" when it's no calendar or has none."""
    found = _METHOD.match(attached.mime) if _MIME.fullmatch(attached.mime) else None
    return found[1].upper() if found else ""
