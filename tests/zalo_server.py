"""A Zalo of our own on loopback: the calls the project makes, their rules and error codes, and faults on demand.

It follows what public transcriptions agree on: business errors come with HTTP 200 and a code, only a wrong bot token
and a bot's rate come as HTTP errors. It never notices that a message is sent twice, so that our own care is tested.
"""

import base64
import hashlib
import json
import re
import socket
import struct
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

START = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
VIETNAM_HOURS = timedelta(hours=7)
WEEK = timedelta(days=7)
ACCESS_LIFE = timedelta(hours=25)
TEXT_LIMIT = 2000
TOKEN = "/v4/oa/access_token"
GROUP = "/v3.0/oa/group/message"
CONSULT = "/v3.0/oa/message/cs"
TRANSACTION = "/v3.0/oa/message/transaction"
PROMOTION = "/v3.0/oa/message/promotion"
GROUPS = "/v3.0/oa/group/getgroupsofoa"
TEMPLATE = "/message/template"
TEMPLATE_INFO = "/template/info/v2"


@dataclass(frozen=True)
class Fails:
    """Answer with this business error and do nothing."""

    code: int


@dataclass(frozen=True)
class Hangs:
    """Accept the message and then say nothing until the client has given up."""


@dataclass(frozen=True)
class AcceptsThenResets:
    """Accept the message and then cut the connection: the trap that makes duplicates."""


@dataclass(frozen=True)
class Truncates:
    """Accept the message and send half of the answer."""


@dataclass(frozen=True)
class ShowsPage:
    """Answer with an HTML page and this status, as gateways do, and do nothing."""

    status: int


Fault = Fails | Hangs | AcceptsThenResets | Truncates | ShowsPage


@dataclass(frozen=True)
class Accepted:
    """A message that was taken."""

    path: str
    recipient: str
    content: Mapping[str, Any]


@dataclass(frozen=True)
class Reply:
    """What goes back over the wire."""

    body: Mapping[str, Any]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def error(code: int, **more: Any) -> Reply:
    return Reply({"error": code, "message": f"error {code}", **more})


@dataclass
class Zalo:
    """The state behind the endpoints. Tests set what they need and read `accepted`."""

    now: datetime = START
    access: str = "access-0"
    access_ends: datetime = START + ACCESS_LIFE
    previous: str = ""
    refresh: str = "refresh-0"
    used: set[str] = field(default_factory=set)
    code: str = "code-0"
    challenge: str = ""
    verified: bool = True
    followers: dict[str, datetime | None] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    templates: dict[str, set[str]] = field(default_factory=dict)
    quota: int = 1000
    per_minute: int = 1000
    bot: str = "123:secret"
    chats: set[str] = field(default_factory=set)
    faults: dict[str, deque[Fault]] = field(default_factory=dict)
    accepted: list[Accepted] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    url: str = ""
    _minute: tuple[datetime, int] = (START, 0)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    stopping: threading.Event = field(default_factory=threading.Event)

    def will(self, path: str, *faults: Fault) -> None:
        """Queue what goes wrong at the next calls of an endpoint."""
        self.faults.setdefault(path, deque()).extend(faults)

    def answer(self, path: str, headers: Mapping[str, str], content: Mapping[str, Any]) -> tuple[Reply, Fault | None]:
        """The reply to a call and the fault it is to meet with; `Fails` and `ShowsPage` come before any effect."""
        with self._lock:
            self.calls[path] += 1
            queue = self.faults.get(path)
            fault = queue.popleft() if queue else None
            if isinstance(fault, Fails):
                return error(fault.code), None
            if isinstance(fault, ShowsPage):
                return Reply({}, status=fault.status), fault
            return self._answer(path, headers, content), fault

    def _answer(self, path: str, headers: Mapping[str, str], content: Mapping[str, Any]) -> Reply:
        if path == TOKEN:
            return self._token(headers, content)
        if path.startswith("/bot"):
            return self._bot(path, content)
        if not self._is_known(headers.get("access_token", "")):
            return error(-124 if path in {TEMPLATE, TEMPLATE_INFO} else -216)
        if not self._within_rate():
            limit = {"X-RateLimit-Limit": str(self.per_minute), "X-RateLimit-Remain": "0"}
            return Reply(error(-32).body, headers=limit)
        answers: Mapping[str, Callable[[str, Mapping[str, Any]], Reply]] = {
            GROUP: self._group,
            CONSULT: self._person,
            TRANSACTION: self._person,
            PROMOTION: self._person,
            GROUPS: lambda _path, _content: Reply({"error": 0, "data": {"groups": sorted(self.groups)}}),
            TEMPLATE: self._template,
            TEMPLATE_INFO: self._template_info,
        }
        return answers[path](path, content) if path in answers else Reply({"error": -209}, status=200)

    def _token(self, headers: Mapping[str, str], content: Mapping[str, Any]) -> Reply:
        given = str(content.get("refresh_token", ""))
        if headers.get("secret_key") != "app-secret":
            return error(-14004, error_name="secret", error_description="wrong secret")
        if content.get("grant_type") == "authorization_code":
            given = str(content.get("code", ""))
            if given != self.code or given in self.used or self._challenge(content) != self.challenge:
                return error(-14005, error_name="code", error_description="wrong code")
        elif given in self.used or given != self.refresh:
            return error(-14020, error_name="used", error_description="refresh token was used")
        self.used.add(given)
        number = len(self.used)
        self.previous, self.access, self.refresh = self.access, f"access-{number}", f"refresh-{number}"
        self.access_ends = self.now + ACCESS_LIFE
        return Reply({"access_token": self.access, "refresh_token": self.refresh, "expires_in": "90000"})

    def _challenge(self, content: Mapping[str, Any]) -> str:
        digest = hashlib.sha256(str(content.get("code_verifier", "")).encode()).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def _is_known(self, token: str) -> bool:
        return token == self.access and self.now < self.access_ends

    def _within_rate(self) -> bool:
        minute, count = self._minute
        fresh = self.now - minute >= timedelta(minutes=1)
        self._minute = (self.now, 1) if fresh else (minute, count + 1)
        return self._minute[1] <= self.per_minute

    def _group(self, path: str, content: Mapping[str, Any]) -> Reply:
        group = str(content.get("recipient", {}).get("group_id", ""))
        if group not in self.groups:
            return error(-201)
        return self._text(path, group, content)

    def _person(self, path: str, content: Mapping[str, Any]) -> Reply:
        person = str(content.get("recipient", {}).get("user_id", ""))
        if person not in self.followers:
            return error(-213)
        last = self.followers[person]
        if last is None:
            return error(-232)
        if path == CONSULT and self.now - last > WEEK:
            return error(-230)
        if path == PROMOTION and not 6 <= (self.now + VIETNAM_HOURS).hour < 22:
            return error(-234)
        return self._text(path, person, content)

    def _text(self, path: str, recipient: str, content: Mapping[str, Any]) -> Reply:
        text = str(content.get("message", {}).get("text", ""))
        if not self.verified:
            return error(-221)
        if not text:
            return error(-201)
        if len(text) > TEXT_LIMIT:
            return error(-210)
        return self._take(path, recipient, content, "message_id", out_of_quota=-211)

    def _template(self, path: str, content: Mapping[str, Any]) -> Reply:
        phone, template = str(content.get("phone", "")), str(content.get("template_id", ""))
        if not self.verified:
            return error(-135)
        if not re.fullmatch(r"84\d{9}", phone):
            return error(-108)
        if template not in self.templates:
            return error(-109)
        if phone not in self.phones:
            return error(-118)
        if self.templates[template] - content.get("template_data", {}).keys():
            return error(-1122)
        return self._take(path, phone, content, "msg_id", out_of_quota=-115)

    def _template_info(self, _path: str, content: Mapping[str, Any]) -> Reply:
        template = str(content.get("template_id", ""))
        if template not in self.templates:
            return error(-109)
        return Reply({"error": 0, "data": {"templateId": template, "listParams": sorted(self.templates[template])}})

    def _bot(self, path: str, content: Mapping[str, Any]) -> Reply:
        token, _, method = path.removeprefix("/bot").rpartition("/")
        if token != self.bot:
            return Reply({"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401)
        if method != "sendMessage":
            return Reply({"ok": True, "result": {}})
        if not self._within_rate():
            return Reply({"ok": False, "error_code": 429, "description": "Too many requests"}, status=429)
        chat = str(content.get("chat_id", ""))
        if chat not in self.chats:
            return Reply({"ok": False, "error_code": 400, "description": "chat not found"})
        self.accepted.append(Accepted("sendMessage", chat, content))
        return Reply({"ok": True, "result": {"message_id": f"m{len(self.accepted)}", "date": 0}})

    def _take(self, path: str, recipient: str, content: Mapping[str, Any], name: str, *, out_of_quota: int) -> Reply:
        if self.quota <= 0:
            return error(out_of_quota)
        self.quota -= 1
        self.accepted.append(Accepted(path, recipient, content))
        data = {name: f"m{len(self.accepted)}", "quota": {"remainingQuota": str(self.quota)}}
        return Reply({"data": data, "error": 0, "message": "Success"})


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, zalo: Zalo) -> None:
        super().__init__(("127.0.0.1", 0), _Call)
        self.zalo = zalo


class _Call(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        is_json = "json" in self.headers.get("Content-Type", "")
        self._respond(json.loads(raw) if is_json else dict(parse_qsl(raw.decode())))

    def do_GET(self) -> None:
        self._respond(dict(parse_qsl(urlsplit(self.path).query)))

    def _respond(self, content: Mapping[str, Any]) -> None:
        assert isinstance(self.server, _Server)
        zalo = self.server.zalo
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply, fault = zalo.answer(urlsplit(self.path).path, headers, content)
        match fault:
            case Hangs():
                zalo.stopping.wait(10)
            case AcceptsThenResets():
                # Linger of zero makes the close a reset.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            case ShowsPage(status=status):
                self._write(status, b"<html><body><h1>Bad gateway</h1></body></html>", {"Content-Type": "text/html"})
            case Truncates():
                self._write(200, json.dumps(reply.body).encode(), reply.headers, cut=True)
            case _:
                self._write(reply.status, json.dumps(reply.body).encode(), reply.headers)
        self.close_connection = True

    def _write(self, status: int, body: bytes, headers: Mapping[str, str], *, cut: bool = False) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        # No length: a client can't tell a cut answer from a whole one but by reading it.
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@contextmanager
def zalo_on_loopback(zalo: Zalo | None = None) -> Iterator[Zalo]:
    """Run the server on a free port while the block lasts."""
    zalo = zalo or Zalo()
    server = _Server(zalo)
    zalo.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield zalo
    finally:
        zalo.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()
