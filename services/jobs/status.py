"""How the house is doing, at a glance: what a person asks first, and whether anything needs one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from base.clock import VIETNAM
from base.vietnamese import short_moment
from config.settings import Settings
from services.installation import Installation
from services.jobs.catalogue import JOBS
from services.jobs.schedules import CRONS, next_run
from services.jobs.watchdog import alarm_words, missed_since
from workflow.store.figures.health import Health, health
from workflow.store.log.sealing import newest_seals
from workflow.store.operation.alarms import Alarm, alarms
from workflow.store.operation.maintenance_queries import swept_and_begun
from workflow.store.operation.runs import Run, RunState, last_success, latest_runs

LATE_POST = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Status:
    """The state of the house at a moment. `missed` is the first day that was not swept."""

    now: datetime
    swept_on: date | None
    begun: bool
    missed: date | None
    health: Health
    runs: Mapping[str, Run]
    alarms: tuple[Alarm, ...]
    sealed_at: datetime | None
    sends_mail: bool = True
    channel_faults: tuple[str, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether nothing needs a person."""
        return not self.troubles and not self.alarms

    @property
    def troubles(self) -> tuple[str, ...]:
        """What needs a person besides the alarms, each as a Vietnamese sentence."""
        return tuple(_troubles(self))


def installation_status(installation: Installation, now: datetime) -> Status:
    """Look at the house; `now` is aware, in Vietnam. Changes nothing."""
    with installation.database.reading() as session:
        swept_on, begun = swept_and_begun(session)
        begun_on = begun.astimezone(now.tzinfo).date() if begun else None
        seals = newest_seals(session, limit=1)
        return Status(
            now=now,
            swept_on=swept_on,
            begun=begun is not None,
            missed=missed_since(swept_on=swept_on, begun=begun_on, now=now),
            health=health(session, now=now),
            runs=latest_runs(session),
            alarms=tuple(alarms(session)),
            sealed_at=seals[0].at if seals else None,
            sends_mail=bool(installation.settings.mail_url),
            channel_faults=_channel_faults(installation.settings),
        )


def _channel_faults(settings: Settings) -> tuple[str, ...]:
    if not settings.channels:
        return ()
    # What sends takes a while to load.
    from services.checks.surroundings import check_channel

    return tuple(f"{found.place}: {found.reason}." for found in check_channel(settings) if found.id != "mail-unset")


def job_rows(found: Status) -> Iterator[tuple[str, str, str, str]]:
    """Tell each job's last run and its next: name, when, how it ended, when again."""
    for name, job in JOBS.items():
        run = found.runs.get(name)
        again = short_moment(next_run(name, found.now)) if name in CRONS else ""
        if run is None:
            yield f"{job.title} ({name})", "chưa chạy", "", again
        else:
            started = run.started_at.astimezone(found.now.tzinfo)
            yield f"{job.title} ({name})", short_moment(started), f"{_STATES[run.state]} {run.told}".strip(), again


_STATES = {
    RunState.RUNNING: "đang chạy",
    RunState.DONE: "",
    RunState.FAILED: "LỖI:",
    RunState.LOST: "DỪNG GIỮA CHỪNG:",
}


def _troubles(found: Status) -> Iterator[str]:
    if not found.sends_mail:
        yield "Chưa đặt DONDOC_MAIL_URL: thư nằm chờ, không ai được nhắc."
    yield from found.channel_faults
    if found.missed is not None:
        yield alarm_words(found.missed, found.swept_on)
    for name, run in found.runs.items():
        if run.state in {RunState.FAILED, RunState.LOST}:
            title = JOBS[name].title if name in JOBS else name
            yield f"{title} không xong: {run.told}"
    if found.health.dead:
        yield f"{found.health.dead} thư không gửi được sau nhiều lần thử."
    if found.health.unknown:
        yield f"{found.health.unknown} thư không rõ đã đến hay chưa."
    waiting = found.health.oldest_ready
    if waiting is not None and found.now - waiting > LATE_POST:
        since = waiting.astimezone(found.now.tzinfo)
        yield f"Thư nằm chờ từ {short_moment(since)}: xem máy chủ thư (DONDOC_MAIL_URL), và tác vụ gửi thư."


def done_until(installation: Installation) -> dict[str, datetime]:
    """Return up to when each job has done what was due, long ago for one that never ran.

    What was due since is planned at once, so that a machine that was off catches up when it is switched on.
    """
    today = installation.clock().astimezone(VIETNAM).date()
    with installation.database.reading() as session:
        runs = {name: last_success(session, name, until=today) for name in CRONS}
    return {name: _stands_until(run) if run else _LONG_AGO for name, run in runs.items()}


def _stands_until(run: Run) -> datetime:
    """When it began; what was made up later, as of its day, stands for no day after it."""
    return min(run.started_at, datetime.combine(run.day + timedelta(days=1), time.min, VIETNAM))


_LONG_AGO = datetime.min.replace(tzinfo=UTC)
