"""`/metrics` for Prometheus: whether the house keeps its promises, counted anew at each scrape.

Only figures: no name, address or token is in them. They are for this machine's own Prometheus, or for whoever shows
the token of the settings.
"""

import hmac
from collections.abc import Callable, Iterator
from datetime import date, datetime, time

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from web.asgi import AsgiApp, AsgiMessage, AsgiScope, Receive, Send
from web.feeds import PREFIX
from web.guard.hosts import came_directly, host_of, is_loopback
from workflow.store.database.opening import Database
from workflow.store.figures.health import Health, health
from workflow.store.operation.maintenance_queries import swept_and_begun
from workflow.store.tables import NoticeState
from workflow.timeliness import Timeliness

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class FeedHits:
    """Counts what the calendar addresses answer, by status."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._hits = Counter("dondoc_feed_hits", "Requests for calendars, by status", ["status"], registry=registry)

    def counting(self, app: AsgiApp) -> AsgiApp:
        """Return the application with its answers under `/lich/` counted."""

        async def counted(scope: AsgiScope, receive: Receive, send: Send) -> None:
            async def noted(message: AsgiMessage) -> None:
                if message["type"] == "http.response.start":
                    self._hits.labels(status=str(message["status"])).inc()
                await send(message)

            is_feed = scope["type"] == "http" and scope["path"].startswith(PREFIX)
            await app(scope, receive, noted if is_feed else send)

        return counted


def add_metrics(app: FastAPI, database: Database, *, now: Callable[[], datetime], token: str = "") -> FeedHits:
    """Answer `/metrics`, and return what counts feeds. `now` is asked at each scrape and is aware."""
    registry = CollectorRegistry()
    hits = FeedHits(registry)
    registry.register(_Installation(database, now))

    @app.get("/metrics", include_in_schema=False)
    def metrics(request: Request) -> Response:
        if not may_read(request, token):
            return PlainTextResponse("not found\n", status_code=404)
        return Response(generate_latest(registry), media_type=CONTENT_TYPE)

    return hits


def may_read(request: Request, token: str) -> bool:
    """Whether a request shows the token; without one, whether it comes from this machine and through no proxy."""
    if token:
        shown = request.headers.get("authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(shown.encode(), token.encode())
    return came_directly(request.scope) and is_loopback(host_of(request.scope["headers"]))


class _Installation:
    """A collector in Prometheus's sense: its figures come from the database, so every process tells the same."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def describe(self) -> Iterator[Metric]:
        """Name nothing in advance: registering must not ask the database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Return the figures of this moment."""
        now = self._now()
        with self._database.reading() as session:
            found = health(session, now=now)
            swept_on, _ = swept_and_begun(session)
        yield from sweep_metrics(swept_on, now)
        yield from duty_metrics(found)
        yield from outbox_metrics(found, now)
        yield from run_metrics(found, now)


def sweep_metrics(swept_on: date | None, now: datetime) -> Iterator[Metric]:
    """How old the last swept day is: below a day when today's was done. Missing before the first sweep."""
    if swept_on is not None:
        begun = datetime.combine(swept_on, time.min, now.tzinfo)
        yield gauge(
            "dondoc_sweep_age_seconds", "Seconds since the start of the last swept day", (now - begun).total_seconds()
        )


def duty_metrics(found: Health) -> Iterator[Metric]:
    """Open and completed duties by where they stand."""
    duties = GaugeMetricFamily("dondoc_duties", "Duties by timeliness, at the last sweep", labels=["timeliness"])
    for standing in Timeliness:
        duties.add_metric([standing.value], found.duties.get(standing, 0))
    yield duties
    yield gauge("dondoc_overdue_duties", "Duties past their due day", found.overdue)


def outbox_metrics(found: Health, now: datetime) -> Iterator[Metric]:
    """Depth and age of the outbox; dead letters and those of unknown fate by their states."""
    depth = GaugeMetricFamily("dondoc_outbox", "Notices by state", labels=["state"])
    for state in NoticeState:
        depth.add_metric([state.value], found.outbox.get(state, 0))
    yield depth
    age = (now - found.oldest_ready).total_seconds() if found.oldest_ready else 0.0
    yield gauge("dondoc_outbox_age_seconds", "How long the oldest sendable message has been waiting", age)
    yield gauge("dondoc_dead_letters", "Messages given up, waiting for a person", found.dead)


def run_metrics(found: Health, now: datetime) -> Iterator[Metric]:
    """Each job's failures of the last day, and how long ago it last did its work."""
    failures = GaugeMetricFamily("dondoc_flow_failures", "Failed or lost runs of the last day", labels=["job"])
    age = GaugeMetricFamily("dondoc_flow_success_age_seconds", "Seconds since the last successful run", labels=["job"])
    for job, ended in sorted(found.successes.items()):
        age.add_metric([job], (now - ended).total_seconds())
    for job in sorted({*found.successes, *found.failures}):
        failures.add_metric([job], found.failures.get(job, 0))
    yield failures
    yield age


def gauge(name: str, words: str, value: float) -> Metric:
    """Return a single figure."""
    return GaugeMetricFamily(name, words, value=value)
