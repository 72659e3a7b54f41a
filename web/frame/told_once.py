"""What a page says has been done, said once: on the page that the act itself led to.

`xong=` and `loi=` in an address say what was done and what wasn't, `da-luu=` that a draft was kept. An address is
copied, kept and loaded again; so the answer that leads on leaves a note of it in a cookie, and the page that comes
takes the note away. Without one those fields are taken out of the address before any page reads them.
"""

import hashlib
from collections.abc import Iterable
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from starlette.requests import cookie_parser

from web.asgi import AsgiApp, AsgiMessage, AsgiScope, Receive, Send

CLAIMS = frozenset({"xong", "loi", "da-luu"})
_NOTES = "vua-xong"
# The page comes at once; two minutes are a very slow line.
_SECONDS = 120
# So many windows of one browser may be led on at a time.
_MOST = 6
_LEADING_ON = 303
_Fields = list[tuple[str, str]]


class ToldOnce:
    """An application whose pages believe what an address claims only right after the act."""

    def __init__(self, app: AsgiApp) -> None:
        self._app = app

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Take unproved claims out of what is asked for; leave a note of those that an answer makes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        notes = _notes_in(scope)
        fields = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        told = _mark(scope["path"], fields) if scope["method"] == "GET" and _claims(fields) else ""
        if _claims(fields) and told not in notes:
            told, scope = "", {**scope, "query_string": urlencode(_unclaimed(fields)).encode("latin-1")}

        async def noting(message: AsgiMessage) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*_answered(message, scope, notes, told)]
            await send(message)

        await self._app(scope, receive, noting)


def _answered(message: AsgiMessage, scope: AsgiScope, notes: list[str], told: str) -> Iterable[tuple[bytes, bytes]]:
    """The headers of an answer, with the notes that are left after it."""
    headers = [(name.lower(), value) for name, value in message["headers"]]
    if message["status"] == _LEADING_ON:
        goal = urlsplit(dict(headers).get(b"location", b"").decode("latin-1"))
        fields = parse_qsl(goal.query, keep_blank_values=True)
        if _claims(fields):
            headers.append(_cookie(scope, [*notes, _mark(unquote(goal.path), fields)][-_MOST:]))
    elif told:
        # Nor may the browser show it once more by itself.
        headers = [(name, value) for name, value in headers if name != b"cache-control"]
        headers.append((b"cache-control", b"no-store"))
        headers.append(_cookie(scope, [note for note in notes if note != told]))
    return headers


def _claims(fields: _Fields) -> bool:
    return any(name in CLAIMS for name, _ in fields)


def _unclaimed(fields: _Fields) -> _Fields:
    return [(name, value) for name, value in fields if name not in CLAIMS]


def _mark(path: str, fields: _Fields) -> str:
    return hashlib.blake2b(f"{path}?{urlencode(fields)}".encode(), digest_size=9).hexdigest()


def _notes_in(scope: AsgiScope) -> list[str]:
    sent = next((value for name, value in scope["headers"] if name == b"cookie"), b"")
    return [note for note in cookie_parser(sent.decode("latin-1")).get(_NOTES, "").split(".") if note]


def _cookie(scope: AsgiScope, notes: list[str]) -> tuple[bytes, bytes]:
    """What sets the notes, or takes the last one away. They prove nothing to anybody but the browser that has them."""
    age = _SECONDS if notes else 0
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    line = f"{_NOTES}={'.'.join(notes)}; Path=/; Max-Age={age}; HttpOnly; SameSite=Strict{secure}"
    return b"set-cookie", line.encode("ascii")
