"""Fetching a calendar from an address as a subscriber's program would, within limits, to check it."""

import asyncio
from urllib.parse import urlsplit, urlunsplit

import httpx

from calendars.publish import CalendarUnreadable
from workflow.feeds import TOKEN

SECONDS = 20.0
_OCTETS = 50 * 1024 * 1024
REDIRECTS = 5
SCHEMES = {"http", "https", "webcal", "webcals"}
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
# A name longer than this may be a secret.
_NAME_SHOWN = 24


def is_address(text: str) -> bool:
    """Say whether the text is the address of a calendar rather than a file."""
    return urlsplit(text).scheme.lower() in SCHEMES and "://" in text


def masked_address(address: str) -> str:
    """Return the address as it may be printed: without sign-in, query, and the secret that a long name may be.

    >>> masked_address("webcal://dondoc.example/lich/q0n4Vb7yTzK2mXw9RfLhE5cAsJ8uPdGi3oNtY6.ics?x=1")
    'webcal://dondoc.example/lich/q0n4….ics'
    """
    parts = urlsplit(address)
    folder, _, name = parts.path.rpartition("/")
    if len(name) > _NAME_SHOWN:
        name = f"{name[:4]}…{name[-4:] if name.endswith('.ics') else ''}"
    folder = TOKEN.sub("…", folder)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}{folder}/{name}"


def fetch(address: str, *, seconds: float = SECONDS, octets: int = _OCTETS) -> bytes:
    """Return what the address serves, decoded. `seconds` bound the whole exchange, `octets` the decoded body.

    `webcal:` is read over HTTPS, on this machine itself over HTTP. Raises `CalendarUnreadable`.
    """
    try:
        return asyncio.run(_read(_http(address), seconds, octets))
    except TimeoutError as error:
        raise _unreadable(address, f"không trả lời xong trong {seconds:g} giây") from error
    except _TooLong as error:
        raise _unreadable(address, f"dài hơn {octets // 1024 // 1024} MB nên không phải lịch") from error
    except httpx.HTTPStatusError as error:
        answer = error.response
        raise _unreadable(address, f"trả lời {answer.status_code} {answer.reason_phrase}") from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise _unreadable(address, f"không đọc được ({error or type(error).__name__})") from error


class _TooLong(Exception):
    pass


async def _read(address: str, seconds: float, octets: int) -> bytes:
    content = bytearray()
    async with (
        asyncio.timeout(seconds),
        httpx.AsyncClient(follow_redirects=True, max_redirects=REDIRECTS, timeout=None) as client,  # noqa: S113
        client.stream("GET", address, headers={"Accept": "text/calendar"}) as answer,
    ):
        answer.raise_for_status()
        async for piece in answer.aiter_bytes():
            content += piece
            if len(content) > octets:
                raise _TooLong
    return bytes(content)


def _http(address: str) -> str:
    parts = urlsplit(address)
    scheme = parts.scheme.lower()
    if scheme.startswith("webcal"):
        scheme = "http" if scheme == "webcal" and parts.hostname in _LOOPBACK else "https"
    return urlunsplit(parts._replace(scheme=scheme))


def _unreadable(address: str, reason: str) -> CalendarUnreadable:
    return CalendarUnreadable(
        given=masked_address(address),
        place="địa chỉ lịch",
        reason=reason,
        remedy="Kiểm tra địa chỉ và mạng; địa chỉ lịch có thể đã được thay hoặc thu hồi.",
    )
