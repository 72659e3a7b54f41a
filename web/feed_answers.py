"""A calendar as HTTP answers (RFC 9110): all header lines made once, so that a request only picks among them.

Strong ETags, another one for the compressed bytes; conditions are judged against the bytes that would be sent.
"""

import gzip
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache

from web.feed_desk import Served

Headers = tuple[tuple[bytes, bytes], ...]

MAX_AGE = 300
GZIP_LEVEL = 6
STALE = (b"warning", b'110 - "Response is Stale"')
# On every answer, refusals included: the address is a secret, so nothing may pass it on or keep it in an index.
GUARDED: Headers = (
    (b"referrer-policy", b"no-referrer"),
    (b"x-robots-tag", b"noindex, nofollow"),
    (b"x-content-type-options", b"nosniff"),
)
_KEPT: Headers = (
    (b"cache-control", b"private, max-age=%d" % MAX_AGE),
    (b"vary", b"Accept-Encoding"),
)
_CALENDAR: Headers = (
    (b"content-type", b"text/calendar; charset=utf-8"),
    (b"content-disposition", b'inline; filename="lich.ics"'),
)
_TAG = re.compile(rb'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


@dataclass(frozen=True, kw_only=True)
class Coded:
    """The bytes in one coding, and the header lines that go with them, or with the word that they are unchanged."""

    content: bytes
    etag: bytes
    fresh: Headers
    unchanged: Headers


@dataclass(frozen=True, kw_only=True)
class FeedAnswer:
    """What one address answers until its calendar changes."""

    served: Served
    plain: Coded
    zipped: Coded
    last_modified: bytes

    @property
    def octets(self) -> int:
        return len(self.plain.content) + len(self.zipped.content)

    def coded(self, accept_encoding: bytes) -> Coded:
        """Return the coding that the client asked for; plain when it said nothing, as Outlook does."""
        return self.zipped if accept_encoding and takes_gzip(accept_encoding) else self.plain


def answer_of(served: Served) -> FeedAnswer:
    """Make the answers for a calendar. The same calendar gives the same bytes, compressed ones too."""
    modified = served.modified_at.astimezone(UTC).replace(microsecond=0)
    last_modified = format_datetime(modified, usegmt=True).encode()
    zipped = gzip.compress(served.content, GZIP_LEVEL, mtime=0)
    return FeedAnswer(
        served=served,
        plain=_coded(served.content, f'"{served.version}"', last_modified, ()),
        zipped=_coded(zipped, f'"{served.version}-gzip"', last_modified, ((b"content-encoding", b"gzip"),)),
        last_modified=last_modified,
    )


def is_unchanged(answer: FeedAnswer, coded: Coded, none_match: bytes | None, modified_since: bytes | None) -> bool:
    """Judge a GET's conditions (RFC 9110 section 13.2.2): If-None-Match first, and then no other one counts."""
    if none_match is not None:
        return none_match == coded.etag or _matches(none_match, coded.etag)
    return modified_since is not None and (
        modified_since == answer.last_modified or _not_before(modified_since, answer.last_modified)
    )


@lru_cache(maxsize=256)
def takes_gzip(accept_encoding: bytes) -> bool:
    """Say whether an Accept-Encoding (RFC 9110 section 12.5.3) wants gzip, by name or by `*`.

    >>> takes_gzip(b"deflate, gzip;q=0.5"), takes_gzip(b"gzip;q=0, *"), takes_gzip(b"identity")
    (True, False, False)
    """
    weights: dict[bytes, bool] = {}
    for part in accept_encoding.lower().split(b","):
        name, _, parameter = part.partition(b";")
        weights[name.strip()] = re.fullmatch(rb"\s*q\s*=\s*0(\.0*)?\s*", parameter) is None
    return weights.get(b"gzip", weights.get(b"x-gzip", weights.get(b"*", False)))


def _coded(content: bytes, etag: str, last_modified: bytes, coding: Headers) -> Coded:
    validators = ((b"etag", etag.encode()), (b"last-modified", last_modified), *_KEPT, *GUARDED)
    length = (b"content-length", str(len(content)).encode())
    return Coded(
        content=content, etag=etag.encode(), fresh=(*_CALENDAR, length, *coding, *validators), unchanged=validators
    )


def _matches(none_match: bytes, etag: bytes) -> bool:
    """Compare weakly (RFC 9110 section 8.8.3.2): proxies that change the bytes mark our tag as weak."""
    return none_match.strip() == b"*" or etag in _TAG.findall(none_match)


def _not_before(modified_since: bytes, last_modified: bytes) -> bool:
    try:
        since = _moment(modified_since.decode("ascii"))
    except (UnicodeDecodeError, ValueError, OverflowError):
        return False  # a condition that can't be read is ignored (RFC 9110 section 13.1.3)
    return since >= _moment(last_modified.decode())


def _moment(text: str) -> datetime:
    moment = parsedate_to_datetime(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
