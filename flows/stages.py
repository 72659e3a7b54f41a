"""The stages of a day as plain functions: sweep, queue notices, deliver them, publish calendars.

Each takes its day and moment, commits by itself and may be repeated. `work_through` strings them together; under
Prefect, each becomes a task of the flow in `flows.daily`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from calendars.collect import calendars_of
from calendars.events import EventOptions
from calendars.feed import FeedHeader, feed_bytes
from calendars.publish import Published, write_folder
from calendars.window import Window, entry_of
from flows.house import House
from notifications.message import Attachment
from notifications.posting import Posted, PostOffice, post
from workflow.assignment import Assignment
from workflow.quiet_hours import send_from
from workflow.store.duties import assignments
from workflow.store.escalation import Moment, queue_notices
from workflow.store.recurring import Extended, extend
from workflow.store.sweep import Swept, sweep

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
    """What a day's work came to. `queued` counts notices, `posted` messages, `published` calendar files."""

    extended: Extended
    swept: Swept
    queued: int
    posted: Posted
    published: Published


def plainly(_name: str, stage: Callable[..., Any]) -> Callable[..., Any]:
    """Call a stage as the function it is: the way without Prefect."""
    return stage


def work_through(house: House, day: Day, folder: Path, *, call: Call = plainly) -> DayReport:
    """Do a day's work, stage after stage. `call` wraps each stage under its Vietnamese name."""
    return DayReport(
        extended=call("lập kỳ tiếp theo", extend_stage)(house, day),
        swept=call("rà soát", sweep_stage)(house, day),
        queued=call("lập thông báo", queue_stage)(house, day),
        posted=call("gửi thông báo", deliver_stage)(house, day),
        published=call("cập nhật lịch", publish_stage)(house, day, folder),
    )


def extend_stage(house: House, day: Day) -> Extended:
    """Lay recurring tasks out 13 months ahead, and move passed check-ins on."""
    with house.database.writing() as session:
        return extend(
            session,
            today=day.today,
            now=day.now,
            working_days=house.policies.working_days,
            soon=house.policies.soon,
        )


def sweep_stage(house: House, day: Day) -> Swept:
    """Bring every duty's timeliness to the day."""
    with house.database.writing() as session:
        return sweep(session, today=day.today, now=day.now)


def queue_stage(house: House, day: Day) -> int:
    """Queue what the ladder demands since its last run; return how many notices are new."""
    not_before = send_from(day.now, house.policies.quiet, house.policies.working_days)
    with house.database.writing() as session:
        return queue_notices(
            session,
            house.policies.ladders,
            moment=Moment(today=day.today, now=day.now, not_before=not_before),
            working_days=house.policies.working_days,
            leadership=house.policies.leadership,
        )


def deliver_stage(house: House, day: Day) -> Posted:
    """Send what is queued and may be sent now; without a mail address in the settings, mails stay queued."""
    settings = house.settings
    office = PostOffice(
        database=house.database,
        ladders=house.policies.ladders,
        channels={"email": settings.mail_url} if settings.mail_url else {},
        base_url=settings.base_url,
        calendar_of=lambda duties: attached_calendar(duties, day),
    )
    return post(office, today=day.today, now=day.now)


def publish_stage(house: House, day: Day, folder: Path) -> Published:
    """Write one calendar for each agency and each plan; a file that says the same already stays untouched."""
    with house.database.reading() as session:
        found = assignments(session)
    options = EventOptions(base_url=house.settings.base_url)
    # Files are read once and kept, so they hold every dated duty; windows are for feeds.
    return write_folder(folder, calendars_of(found, options), window=Window(today=day.today, months_ahead=None))


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
    content = feed_bytes(header, [entry_of(duty) for duty in dated], Window(today=day.today, months_ahead=None))
    return Attachment(name="viec-duoc-giao.ics", content=content, mime="text/calendar; charset=utf-8")
