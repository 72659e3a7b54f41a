"""The stages of a day as plain functions: sweep, queue notices, deliver them, publish calendars.

Each takes its day and moment, commits by itself and may be repeated. `work_through` strings them together; under
Prefect, each becomes a task of the flow in `flows.daily`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from calendars.entries.events import EventOptions
from calendars.feeds.collect import calendars_of
from calendars.feeds.feed import FeedHeader, feed_bytes
from calendars.feeds.window import FeedWindow, entry_of
from calendars.publish import Published, write_folder
from notifications.delivery.link_actions import LINK_KEY_USE, Links
from notifications.delivery.tally import Posted
from notifications.messages.message import Attachment
from services.day.alarms import tell_admin, watch_channels, watch_pending
from services.day.zalo_accounts import token_keeper, watch_accounts
from services.installation import Installation, KeyMissing, keys
from workflow.assignment import Assignment
from workflow.notices.quiet_hours import send_from
from workflow.store.duties.reading import assignments
from workflow.store.duties.sweep import Swept, sweep
from workflow.store.notices.change_notices import queue_news
from workflow.store.notices.queueing import Moment, queue_notices
from workflow.store.operation.alarms import Alarm, alarms
from workflow.store.operation.shards import under_way
from workflow.store.plans.next_occurrences import Extended, extend

Call = Callable[[str, Callable[..., Any]], Callable[..., Any]]
# How many stages `work_through` has.
STAGES = 5


@dataclass(frozen=True, kw_only=True)
class Day:
    """The day a run is for, and its moment: aware, in Vietnam."""

    today: date
    now: datetime

    @classmethod
    def at(cls, moment: datetime) -> "Day":
        """Return the day of a moment."""
        return cls(today=moment.date(), now=moment)


@dataclass(frozen=True, kw_only=True)
class DayReport:
    """What a day's work came to. `queued` counts notices, `posted` messages, `published` calendar files.

    `alarms` are all that an admin has to mend.
    """

    extended: Extended
    swept: Swept
    queued: int
    posted: Posted
    published: Published
    alarms: list[Alarm]


def plainly(_name: str, stage: Callable[..., Any]) -> Callable[..., Any]:
    """Call a stage as the function it is: the way without Prefect."""
    return stage


def work_through(installation: Installation, day: Day, folder: Path, *, call: Call = plainly) -> DayReport:
    """Do a day's work, stage after stage. `call` wraps each stage under its Vietnamese name."""
    return DayReport(
        extended=call("lập kỳ tiếp theo", extend_stage)(installation, day),
        swept=call("rà soát", sweep_stage)(installation, day),
        queued=call("lập thông báo", queue_stage)(installation, day),
        posted=call("gửi thông báo", deliver_stage)(installation, day),
        published=call("cập nhật lịch", publish_stage)(installation, day, folder),
        alarms=call("báo quản trị", alarm_stage)(installation, day),
    )


def extend_stage(installation: Installation, day: Day) -> Extended:
    """Lay recurring tasks out 13 months ahead, and move passed check-ins on."""
    with installation.database.writing() as session:
        return extend(session, installation.policies, now=day.now)


def sweep_stage(installation: Installation, day: Day) -> Swept:
    """Bring every duty's timeliness to the day."""
    with installation.database.writing() as session:
        return sweep(session, today=day.today, now=day.now)


def queue_stage(installation: Installation, day: Day) -> int:
    """Queue what happened and what the ladder demands since its last run; return how many notices are new."""
    policies, moment = installation.policies, moment_of(installation, day)
    with installation.database.writing() as session:
        news = queue_news(session, moment=moment)
        return news + queue_notices(
            session,
            policies.ladders,
            moment=moment,
            working_days=policies.working_days,
            leadership=policies.leadership,
        )


def moment_of(installation: Installation, day: Day) -> Moment:
    """Return when what is queued now may be sent: at once, or after the house's quiet hours."""
    quiet = installation.policies.quiet
    not_before = send_from(day.now, quiet, installation.policies.working_days)
    return Moment(today=day.today, now=day.now, not_before=not_before, days_off=quiet.days_off)


def deliver_stage(installation: Installation, day: Day) -> Posted:
    """Send what is queued and may be sent now; notices of a channel without an address in the settings stay queued.

    While several programs still queue a day's notices nothing is sent, so that nobody gets two messages for one.
    """
    with installation.database.reading() as session:
        if under_way(session, day=day.today, now=day.now):
            return Posted(fates={}, cancelled=0)
    if not installation.settings.channels:
        return Posted(fates={}, cancelled=0)
    # Late: the channels take a while to load.
    from notifications.delivery.dispatch import PostOffice, post

    policies = installation.policies
    office = PostOffice(
        database=installation.database,
        ladders=policies.ladders,
        channels=installation.settings.channels,
        policies=policies.channels,
        quiet=lambda moment: send_from(moment, policies.quiet, policies.working_days) > moment,
        base_url=installation.settings.base_url,
        tokens=token_keeper(installation, lambda: day.now),
        links=_links(installation, day),
        calendar_of=lambda duties: attached_calendar(duties, day),
    )
    return post(office, today=day.today, now=day.now)


def _links(installation: Installation, day: Day) -> Links | None:
    """Return the maker of signed links; None while there are no pages for them to open, or no key to sign with."""
    if not installation.settings.base_url:
        return None
    try:
        return Links(
            base_url=installation.settings.base_url,
            keys=keys(installation.settings).for_use(LINK_KEY_USE),
            today=day.today,
        )
    except KeyMissing:
        # A mail without its links is better than none; `dondoc doctor` tells.
        return None


def alarm_stage(installation: Installation, day: Day) -> list[Alarm]:
    """Look at channels, Zalo accounts and waiting tasks, tell the admin what is new, and return all of it."""
    watch_channels(installation, day.now)
    watch_accounts(installation, lambda: day.now)
    watch_pending(installation, day.now)
    tell_admin(installation, day.now)
    with installation.database.reading() as session:
        return alarms(session)


def publish_stage(installation: Installation, day: Day, folder: Path) -> Published:
    """Write one calendar for each agency and each plan; a file that says the same already stays untouched."""
    with installation.database.reading() as session:
        found = assignments(session)
    options = EventOptions(base_url=installation.settings.base_url)
    # Files are read once and kept, so they hold every dated duty; windows are for feeds.
    return write_folder(folder, calendars_of(found, options), window=FeedWindow(today=day.today, months_ahead=None))


def attached_calendar(duties: Sequence[Assignment], day: Day) -> Attachment | None:
    """Return the dated duties of a mail as a calendar file, with the same UIDs as the feeds; None without any."""
    dated = [duty for duty in duties if duty.due is not None]
    if not dated:
        return None
    header = FeedHeader(
        key="mail",
        name="Việc được giao",
        description="Các việc nêu trong thư đôn đốc.",
        changed_at=max(duty.changed_at for duty in dated),
    )
    content = feed_bytes(header, [entry_of(duty) for duty in dated], FeedWindow(today=day.today, months_ahead=None))
    return Attachment(name="viec-duoc-giao.ics", content=content, mime="text/calendar; charset=utf-8")
