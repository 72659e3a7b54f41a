"""The calendar addresses, `GET /lich/<token>/<name>.ics` and the older `/lich/<token>.ics`, in front of the pages.

`/lich/<token>` alone is a page, on how to subscribe.

As ASGI itself rather than as a route: a subscriber's program mostly asks whether anything changed, and the answer to
that has to cost little. An answer is kept in memory and given again as long as the database's pulse says that nothing
was committed since; otherwise the desk looks anew, once for all who wait for it.
"""

import asyncio
import hashlib
import logging
import re
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from base.clock import VIETNAM
from web.asgi import AsgiApp, AsgiScope, Receive, Send, give, refuse_request
from web.feed_answers import STALE, FeedAnswer, answer_of
from web.feed_desk import FeedDesk
from web.guard.pacing import Pace
from workflow.feeds import TOKEN
from workflow.store.database.commit_counter import Pulse

PREFIX = "/lich/"
# The name is for programs that call a calendar by it; whatever it says, the token decides.
_PATH = re.compile(rb"/lich/(" + TOKEN.pattern.encode() + rb")(?:/[A-Za-z0-9._~%-]{1,300})?\.ics")
# What people make of an address that they type or pass on: a stroke behind it, the token as a question.
_SLASHED = re.compile(PREFIX + rf"({TOKEN.pattern})/+")
_ASKED = re.compile(rb"(?:^|&)t=(" + TOKEN.pattern.encode() + rb")(?:&|$)")
# The last fetch of an address is known to the minute: a write for each would be most of the work.
FETCH_EVERY = timedelta(minutes=1)
WORKERS = 4
# What a calendar stores can wait for another time; a subscriber can't. In milliseconds.
BUSY_TIMEOUT = 2_000
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class FeedPolicy:
    """What is allowed and kept: requests a minute, `octets` of answers in memory, seconds until a look is given up."""

    per_token: int = 120
    per_client: int = 1_200
    wrong_per_client: int = 30
    octets: int = 128 * 1024 * 1024
    patience: float = 10.0
    retry_after: int = 60


class _Moment(NamedTuple):
    """What an answer is right for: nothing was committed between two equal beats."""

    beat: object
    today: date


class _Request(NamedTuple):
    """One request for a calendar. `seconds` is the event loop's clock."""

    scope: AsgiScope
    send: Send
    client: str
    now: datetime
    seconds: float


# A subscriber's program asks for the same path for years.
@lru_cache(maxsize=4096)
def _digest_of(path: bytes) -> bytes | None:
    """Return the SHA-256 of the token in a path, None for a path that is no calendar's."""
    found = _PATH.fullmatch(path)
    return hashlib.sha256(found[1]).digest() if found else None


class FeedAddresses:
    """The addresses of one database. `now` gives the moment, aware; `close` it when the server has stopped."""

    def __init__(self, desk: FeedDesk, *, now: Callable[[], datetime], policy: FeedPolicy | None = None) -> None:
        self._desk = desk
        self._now = now
        self._policy = policy or FeedPolicy()
        self._pulse = Pulse(desk.database)
        self._kept: OrderedDict[bytes, tuple[FeedAnswer, _Moment]] = OrderedDict()
        self._octets = 0
        self._looks: dict[tuple[bytes, _Moment], Future[FeedAnswer | None]] = {}
        self._told: dict[int, datetime] = {}
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="feeds")
        self._by_token = Pace(self._policy.per_token)
        self._by_client = Pace(self._policy.per_client)
        self._wrong = Pace(self._policy.wrong_per_client)

    def close(self) -> None:
        """Let what is being worked on end, and give back the pulse's connection."""
        self._workers.shutdown()
        self._pulse.close()

    def remembered(self) -> int:
        """Return how many calendars are kept in memory."""
        return len(self._kept)

    async def respond(self, scope: AsgiScope, send: Send) -> None:
        """Answer one request for a path under `/lich/`."""
        if scope["method"] not in {"GET", "HEAD"}:
            await refuse_request(scope, send, 405, "Địa chỉ này chỉ để đọc.", (b"allow", b"GET, HEAD"))
            return
        client = scope["client"][0] if scope.get("client") else ""
        request = _Request(scope, send, client, self._now(), asyncio.get_running_loop().time())
        digest = _digest_of(scope.get("raw_path") or scope["path"].encode())
        if not self._by_client.passes(client, request.seconds):
            await self._slow_down(request)
        elif digest is None:
            await self._unknown(request)
        else:
            await self._calendar(request, digest)

    async def _calendar(self, request: _Request, digest: bytes) -> None:
        answer, known = self._kept.get(digest, (None, None))
        # Guessers get to the database a few times a minute only; who holds an address that is in use never notices.
        guessing = answer is None and self._wrong.exhausted(request.client, request.seconds)
        if guessing or not self._by_token.passes(digest, request.seconds):
            await self._slow_down(request)
            return
        moment = _Moment(self._pulse.beat(), request.now.astimezone(VIETNAM).date())
        if answer is None or known != moment:
            try:
                answer = await self._look(digest, request.now, moment, answer)
            except Exception as error:  # whatever it is, subscribers are better off with what was right last
                log.warning("a calendar could not be worked out", exc_info=error)
                await self._make_do(request, answer)
                return
            self._keep(digest, answer, moment)
        else:
            self._kept.move_to_end(digest)
        if answer is None:
            await self._unknown(request)
            return
        self._tell(answer.served.feed_id, request.now)
        await give(request.scope, request.send, answer)

    async def _look(self, digest: bytes, now: datetime, moment: _Moment, held: FeedAnswer | None) -> FeedAnswer | None:
        """Let the desk look in a thread of its own; whoever asks the same at the same beat waits for the same look."""
        key = digest, moment
        look = self._looks.get(key)
        if look is None:
            look = self._looks[key] = self._workers.submit(self._work_out, digest, now, held)
            look.add_done_callback(lambda _: self._looks.pop(key, None))
        waiting = asyncio.wrap_future(look)
        waiting.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.wait_for(asyncio.shield(waiting), self._policy.patience)

    def _work_out(self, digest: bytes, now: datetime, held: FeedAnswer | None) -> FeedAnswer | None:
        served = self._desk.serve(digest, now, held.served if held else None)
        if served is None or (held is not None and held.served == served):
            return held if served else None
        return answer_of(served)

    def _keep(self, digest: bytes, answer: FeedAnswer | None, moment: _Moment) -> None:
        """Keep the answer, and throw out those that were longest not asked for when memory is full."""
        before, _ = self._kept.pop(digest, (None, None))
        self._octets -= before.octets if before else 0
        if answer is None:
            return
        self._kept[digest] = answer, moment
        self._octets += answer.octets
        while self._octets > self._policy.octets and len(self._kept) > 1:
            _, (oldest, _) = self._kept.popitem(last=False)
            self._octets -= oldest.octets

    def _tell(self, feed_id: int, now: datetime) -> None:
        if feed_id in self._told and now - self._told[feed_id] < FETCH_EVERY:
            return
        self._told[feed_id] = now
        self._workers.submit(self._note_fetch, feed_id, now)

    def _note_fetch(self, feed_id: int, now: datetime) -> None:
        try:
            self._desk.note_fetches({feed_id: now})
        except Exception as error:  # nobody waits for it, and the next fetch is noted again
            log.warning("a fetch could not be noted", exc_info=error)

    async def _make_do(self, request: _Request, last: FeedAnswer | None) -> None:
        if last is not None:
            await give(request.scope, request.send, last, (STALE,))
            return
        said = "Lịch tạm thời chưa đọc được; chương trình lịch sẽ tự thử lại."
        await refuse_request(request.scope, request.send, 503, said, self._retry_after())

    async def _unknown(self, request: _Request) -> None:
        if self._wrong.passes(request.client, request.seconds):
            await refuse_request(request.scope, request.send, 404, "Không có lịch nào ở địa chỉ này.")
        else:
            await self._slow_down(request)

    async def _slow_down(self, request: _Request) -> None:
        await refuse_request(request.scope, request.send, 429, "Hỏi quá nhiều; hãy chờ một phút.", self._retry_after())

    def _retry_after(self) -> tuple[bytes, bytes]:
        return b"retry-after", str(self._policy.retry_after).encode()


class WithFeeds:
    """An application with the calendar addresses in front of it."""

    def __init__(self, app: AsgiApp, addresses: FeedAddresses) -> None:
        self._app = app
        self._addresses = addresses

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Answer the calendars under `/lich/`, lead other spellings of a calendar's page there, pass on the rest."""
        if scope["type"] == "http" and (token := _page_meant(scope)):
            location = (b"location", f"{scope.get('root_path', '')}{PREFIX}{token}".encode())
            await refuse_request(scope, send, 308, "Trang của lịch ở địa chỉ khác.", location)
            return
        if scope["type"] == "http" and _is_for_programs(scope["path"]):
            await self._addresses.respond(scope, send)
        else:
            await self._app(scope, receive, send)


def _is_for_programs(path: str) -> bool:
    """Whether a path under `/lich/` is a calendar's; whatever else is asked for there is answered by a page."""
    return path.startswith(PREFIX) and ".ics" in path


def _page_meant(scope: AsgiScope) -> str:
    """The token of a calendar's page that is asked for in another spelling; "" for any other address."""
    if scope["path"].endswith(".ics"):
        # A calendar itself, as nearly always.
        return ""
    if slashed := _SLASHED.fullmatch(scope["path"]):
        return slashed[1]
    if scope["path"].rstrip("/") != PREFIX.rstrip("/"):
        return ""
    asked = _ASKED.search(scope.get("query_string", b""))
    return asked[1].decode() if asked else ""
