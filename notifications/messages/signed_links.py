"""Links that prove by themselves whom they were sent to: taking a duty on, ending reminders.

Opening one changes nothing (mail scanners open every link); the page it leads to asks first. The signature is
HMAC-SHA256 over purpose, subject, recipient and last day, so a link for one purpose can't serve another.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from base.errors import DondocError, Topic
from base.page_addresses import ServedPage, page_url
from base.vietnamese import one_line

# Enough that nobody finds a signature by trying: 128 bits.
SIGNATURE_BYTES = 16


class LinkPurpose(StrEnum):
    """What a link is good for."""

    ACKNOWLEDGE = "nhan-viec"
    UNSUBSCRIBE = "ngung-nhac"


class LinkRefused(DondocError):
    """The link is not one of ours, was changed on its way, or has had its day."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            given=Topic("liên kết trong thư"),
            place="Liên kết trong thư",
            reason=reason,
            remedy="Mở thư mới nhất, hoặc đăng nhập hệ thống để thực hiện.",
        )


@dataclass(frozen=True, kw_only=True)
class SignedLink:
    """What a link says. `subject` is the assignment's number, or "" when it speaks of the recipient alone."""

    purpose: LinkPurpose
    subject: str
    recipient: str
    last_day: date


def masked_recipient(address: str) -> str:
    """Return whom a link was sent to, so that he knows himself and nobody else learns him.

    >>> masked_recipient("vanthu@so-noi-vu.example")
    'v***@so-noi-vu.example'
    """
    name, at, host = address.partition("@")
    return f"{name[:1]}***{at}{host}" if at else f"{address[:3]}***"


def signed_url(base_url: str, link: SignedLink, *, key: bytes) -> str:
    """The address of a link: `base_url` is where the installation's web pages are."""
    return page_url(base_url, ServedPage.MAIL_LINK, token_of(link, key=key))


def token_of(link: SignedLink, *, key: bytes) -> str:
    """The part of the address that carries and proves what the link says."""
    words = (link.purpose.value, link.subject, one_line(link.recipient), link.last_day.isoformat())
    said = "\n".join(words).encode()
    return f"{_text(said)}.{_text(_signature(said, key))}"


def read_token(token: str, *, key: bytes, today: date) -> SignedLink:
    """What a link says, once its signature and its day are found good; raises `LinkRefused`. `last_day` is included."""
    said, dot, signature = token.partition(".")
    content = _bytes(said)
    if not dot or not hmac.compare_digest(_signature(content, key), _bytes(signature)):
        raise LinkRefused("không hợp lệ")
    purpose, subject, recipient, last_day = content.decode().split("\n")
    link = SignedLink(
        purpose=LinkPurpose(purpose), subject=subject, recipient=recipient, last_day=date.fromisoformat(last_day)
    )
    if today > link.last_day:
        raise LinkRefused("đã hết hạn")
    return link


def _signature(said: bytes, key: bytes) -> bytes:
    return hmac.digest(key, b"dondoc link\0" + said, hashlib.sha256)[:SIGNATURE_BYTES]


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise LinkRefused("không hợp lệ") from error
