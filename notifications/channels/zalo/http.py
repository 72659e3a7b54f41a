"""One HTTP call to Zalo, and which of three things became of it: an answer, nothing sent, or no answer.

The standard library is used on purpose: it opens a new connection for each call, so that a connection found dead can't
be taken for a lost message, it writes no addresses to the log (a bot's address holds its token), and it honours the
machine's proxy settings.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode

USUAL_TIMEOUT = 20.0
# Zalo's answers are a few hundred bytes; a page of an error is not worth more.
MOST_BYTES = 100_000


class NotSent(Exception):
    """The request never left whole, so nothing can have come of it."""


class NoAnswer(Exception):
    """The request left and no whole answer came back: it may have been carried out."""


@dataclass(frozen=True, kw_only=True)
class HttpAnswer:
    """An HTTP answer. `body` is None when it's no JSON object."""

    status: int
    headers: Mapping[str, str]
    body: Mapping[str, Any] | None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: it would carry the access token to wherever the answer points."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def post_json(
    url: str, content: Mapping[str, Any], *, headers: Mapping[str, str], timeout: float = USUAL_TIMEOUT
) -> HttpAnswer:
    """Post a JSON object; raises `NotSent` or `NoAnswer`."""
    data = json.dumps(content, ensure_ascii=False).encode()
    return _post(url, data, {"Content-Type": "application/json; charset=utf-8", **headers}, timeout)


def post_form(
    url: str, fields: Mapping[str, str], *, headers: Mapping[str, str], timeout: float = USUAL_TIMEOUT
) -> HttpAnswer:
    """Post form fields; raises `NotSent` or `NoAnswer`."""
    data = urlencode(fields).encode()
    return _post(url, data, {"Content-Type": "application/x-www-form-urlencoded", **headers}, timeout)


def is_web_address(url: str) -> bool:
    """Whether the address is one that may be called: no files, no other schemes."""
    return url.startswith(("https://", "http://"))


def _post(url: str, data: bytes, headers: Mapping[str, str], timeout: float) -> HttpAnswer:
    if not is_web_address(url):
        raise NotSent("địa chỉ không bắt đầu bằng https://")
    request = urllib.request.Request(url, data=data, headers=dict(headers), method="POST")  # noqa: S310
    try:
        with _opener.open(request, timeout=timeout) as response:
            return _answer(response.status, dict(response.headers), response.read(MOST_BYTES))
    except urllib.error.HTTPError as error:
        with error:
            return _answer(error.code, dict(error.headers), _rest_of(error))
    except urllib.error.URLError as error:
        # urllib wraps what goes wrong up to the end of the request; what follows comes as it is.
        raise NotSent(str(error.reason)) from error
    except (HTTPException, OSError) as error:
        raise NoAnswer(str(error) or type(error).__name__) from error


def _rest_of(error: urllib.error.HTTPError) -> bytes:
    try:
        return error.read(MOST_BYTES)
    except (HTTPException, OSError):
        return b""


def _answer(status: int, headers: Mapping[str, str], content: bytes) -> HttpAnswer:
    try:
        body = json.loads(content)
    except ValueError:
        body = None
    return HttpAnswer(status=status, headers=headers, body=body if isinstance(body, dict) else None)
