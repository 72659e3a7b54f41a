"""The steps of a day as plain functions, in one list: sweep, queue notices, deliver them, publish calendars.

Each takes its day and moment, commits by itself and may be repeated. `work_through` goes down the list; under
Prefect, each becomes a task of the flow in `flows.daily`. A day's sweep and ladder are done in pieces: one piece of all
duties here, many where several programs share the day (`services.day.sharded_day`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from base.private_files import make_private
from calendars.entries.events import EventOptions
from calendars.feeds.collect import calendars_of
from calendars.feeds.feed import FeedHeader, feed_bytes
from calendars.feeds.window import FeedWindow, calendar_entry
from calendars.publish import Published, write_folder
from config.keys import KeyUnusable, keys_of
from notifications.delivery.link_actions import LINK_KEY_USE, Links
from notifications.delivery.tally import DispatchResult
from notifications.messages.message import Attachment
from services.day.alarms import tell_admin, watch_channels, watch_held_plans, watch_pending, watch_unreachable
from services.day.plan_reminders import (
    answer_proposers,
    ask_about_ended_plans,
    ask_about_proposals,
    remind_of_report_days,
    remind_of_week,
    tell_late_agencies,
)
from services.day.stopping import sleep_unless_stopped, stop_asked
from services.day.zalo_accounts import token_keeper, watch_accounts
from services.installation import Installation
from workflow.assignment import Assignment
from workflow.notices.quiet_hours import send_from
from workflow.store.database.opening import Session
from workflow.store.duties.id_ranges import IdRange
from workflow.store.duties.reading import assignments
from workflow.store.duties.sweep import Swept, sweep
from workflow.store.feeds.addresses import subscribers
from workflow.store.feeds.departed import departures
from workflow.store.log.tail import newest_moment
from workflow.store.notices.change_notices import queue_news
from workflow.store.notices.channels import know_channels
from workflow.store.notices.queueing import Moment, hold_second_messages, queue_notices
from workflow.store.operation.alarms import Alarm, alarms
from workflow.store.operation.shards import under_way
from workflow.store.plans.next_occurrences import Extended, extend

Call = Callable[[str, Callable[..., Any]], Callable[..., Any]]

# A calendar address that nobody read for so long is no subscription any more.
_STILL_READ = timedelta(days=14)
_AS_A_FILE = "application/octet-stream"


@dataclass(frozen=True, kw_only=True)
class Day:
    """The day a run is for, and its moment: aware, in Vietnam."""

    today: date
    now: datetime

    @classmethod
    def at(cls, moment: datetime) -> "Day":
        """Return the day of an aware moment in Vietnam's time."""
        return cls(today=moment.date(), now=moment)


@dataclass(frozen=True, kw_only=True)
class DayReport:
    """What a day's work came to. `queued` counts notices, `dispatched` messages, `published` calendar files.

    `alarms` are all that an admin has to mend.
    """

    extended: Extended
    swept: Swept
    queued: int
    dispatched: DispatchResult
    published: Published
    alarms: list[Alarm]


@dataclass(frozen=True, kw_only=True)
class DayStep:
    """A step under its Vietnamese name, and the part of the day's report that it fills."""

    name: str
    fills: str
    work: Callable[[Installation, Day], Any]


def day_steps(folder: Path) -> tuple[DayStep, ...]:
    """Return the steps of a day in their order; calendars are written into the folder."""

    def publish(installation: Installation, day: Day) -> Published:
        return publish_stage(installation, day, folder)

    return (
        DayStep(name="lập kỳ tiếp theo", fills="extended", work=extend_stage),
        DayStep(name="rà soát", fills="swept", work=sweep_stage),
        DayStep(name="lập thông báo", fills="queued", work=queue_stage),
        DayStep(name="gửi thông báo", fills="dispatched", work=deliver_stage),
        DayStep(name="cập nhật lịch", fills="published", work=publish),
        DayStep(name="báo quản trị", fills="alarms", work=alarm_stage),
    )


def direct_call(_name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    """Call a step as the function it is: the way without Prefect."""
    return work


def work_through(installation: Installation, day: Day, folder: Path, *, call: Call = direct_call) -> DayReport:
    """Do a day's work, step after step. `call` wraps each step under its Vietnamese name."""
    return DayReport(**{step.fills: call(step.name, step.work)(installation, day) for step in day_steps(folder)})


def extend_stage(installation: Installation, day: Day) -> Extended:
    """Lay recurring tasks out 13 months ahead, and move passed check-ins on."""
    with installation.database.writing() as session:
        written = _moment_of_writing(session, installation, day)
        return extend(session, installation.policies, now=written, day=day.today)


def sweep_stage(installation: Installation, day: Day) -> Swept:
    """Bring every duty's timeliness to the day."""
    with installation.database.writing() as session:
        return sweep_piece(session, installation, day)


def queue_stage(installation: Installation, day: Day) -> int:
    """Queue what happened and what the ladder demands since its last run; return how many notices are new."""
    with installation.database.writing() as session:
        news = queue_happenings(session, installation, day)
        return news + queue_piece(session, installation, day)


def queue_happenings(session: Session, installation: Installation, day: Day) -> int:
    """Queue what happened or is proposed, report days and, on Mondays, the coordinators' week; return how many are new.

    All that one is told on a day is queued before any of it is sent, so that it is one message.
    """
    policies, moment = installation.policies, sending_moment(installation, day)
    know_channels(session, installation.settings.channels)
    new = queue_news(session, moment=moment, working_days=policies.working_days, terms=policies.unconfirmed)
    new += sum(reminder.new for reminder in remind_of_report_days(session, policies, moment))
    new += tell_late_agencies(session, moment, _moment_of_writing(session, installation, day))
    new += ask_about_ended_plans(session, moment) + ask_about_proposals(session, moment)
    new += answer_proposers(session, moment)
    new += 0 if day.today.weekday() else remind_of_week(session, moment)[1]
    hold_second_messages(session, moment)
    return new


def sweep_piece(session: Session, installation: Installation, day: Day, span: IdRange | None = None) -> Swept:
    """Sweep one piece of the day's duties; without a span all of them, which notes the day as swept."""
    return sweep(session, today=day.today, now=_moment_of_writing(session, installation, day), span=span)


def _moment_of_writing(session: Session, installation: Installation, day: Day) -> datetime:
    """Return what the lines of a run for a day bear: never a moment to come, nor one before the line before them.

    So what a late run or one for a day ahead writes changes nothing about how the days between stood.
    """
    return min(max(day.now, newest_moment(session) or day.now), installation.clock())


def queue_piece(session: Session, installation: Installation, day: Day, span: IdRange | None = None) -> int:
    """Queue what the ladder demands for one piece of the day's duties; without a span for all, which notes the day."""
    policies, moment = installation.policies, sending_moment(installation, day)
    new = queue_notices(
        session,
        policies.ladders,
        moment=moment,
        working_days=policies.working_days,
        leadership=policies.leadership,
        span=span,
    )
    hold_second_messages(session, moment)
    return new


def sending_moment(installation: Installation, day: Day) -> Moment:
    """Return when what is queued now may be sent: at once, or after the house's quiet hours."""
    quiet, working_days = installation.policies.quiet, installation.policies.working_days
    midnight = datetime.combine(day.today + timedelta(days=1), time.min, day.now.tzinfo)
    return Moment(
        today=day.today,
        now=day.now,
        not_before=send_from(day.now, quiet, working_days),
        days_off=quiet.days_off,
        next_morning=send_from(midnight, quiet, working_days),
    )


def deliver_stage(installation: Installation, day: Day) -> DispatchResult:
    """Send what is queued and may be sent now; notices of a channel without an address in the settings stay queued.

    While several programs still queue a day's notices nothing is sent, so that nobody gets two messages for one.
    """
    with installation.database.reading() as session:
        if under_way(session, day=day.today, now=day.now):
            return DispatchResult(dispositions={}, cancelled=0)
    if not installation.settings.channels:
        return DispatchResult(dispositions={}, cancelled=0)
    # Late: the channels take a while to load.
    from notifications.delivery.dispatch import Dispatch, dispatch_notices

    policies = installation.policies
    with installation.database.reading() as session:
        # What they subscribe to is kept up to date; a file beside it would show each duty twice.
        subscribed = subscribers(session, since=day.now - _STILL_READ)
    leaning_on = Dispatch(
        database=installation.database,
        ladders=policies.ladders,
        vantage=policies.on,
        channels=installation.settings.channels,
        policies=policies.channels,
        quiet=lambda moment: send_from(moment, policies.quiet, policies.working_days) > moment,
        base_url=installation.settings.base_url,
        tokens=token_keeper(installation, lambda: day.now),
        links=_links(installation, day),
        calendar_of=lambda person, duties: None if person in subscribed else attached_calendar(duties, day),
        stopping=stop_asked,
        sleep=sleep_unless_stopped,
    )
    return dispatch_notices(leaning_on, today=day.today, now=day.now)


def _links(installation: Installation, day: Day) -> Links | None:
    """Return the maker of signed links; None while there are no pages for them to open, or no key to sign with."""
    if not installation.settings.base_url:
        return None
    try:
        return Links(
            base_url=installation.settings.base_url,
            keys=keys_of(installation.settings).for_use(LINK_KEY_USE),
            today=day.today,
        )
    except KeyUnusable:
        # A mail without its links is better than none; `dondoc doctor` tells.
        return None


def alarm_stage(installation: Installation, day: Day) -> list[Alarm]:
    """Look at channels, Zalo accounts and waiting tasks, tell the admin what is new, and return all of it."""
    watch_channels(installation, day.now)
    watch_accounts(installation, lambda: day.now)
    watch_pending(installation, day.now)
    watch_held_plans(installation, day.now)
    watch_unreachable(installation, day.now)
    tell_admin(installation, day.now)
    with installation.database.reading() as session:
        return alarms(session)


def publish_stage(installation: Installation, day: Day, folder: Path) -> Published:
    """Write one calendar for each agency and each plan; a file that says the same already stays untouched."""
    with installation.database.reading() as session:
        found, departed = assignments(session), departures(session, today=day.today)
    options = EventOptions(base_url=installation.settings.base_url)
    if folder == installation.settings.calendars_dir:
        make_private(folder)
    # Files are read once and kept, so they hold every dated duty; windows are for feeds.
    return write_folder(
        folder, calendars_of(found, options, departed), window=FeedWindow(today=day.today, months_ahead=None)
    )


def attached_calendar(duties: Sequence[Assignment], day: Day) -> Attachment | None:
    """Return the dated duties of a mail as a calendar file, with the same UIDs as the feeds; None without any.

    It goes as a file like any other: Exchange renames `text/calendar` without METHOD, as if an invitation were broken.
    """
    dated = [duty for duty in duties if duty.due is not None]
    if not dated:
        return None
    header = FeedHeader(
        key="mail",
        name="Nhiệm vụ được giao",
        description="Các nhiệm vụ nêu trong thư đôn đốc.",
        changed_at=max(duty.event_stamp for duty in dated),
    )
    content = feed_bytes(
        header, [calendar_entry(duty) for duty in dated], FeedWindow(today=day.today, months_ahead=None)
    )
    return Attachment(name="nhiem-vu-duoc-giao.ics", content=content, mime=_AS_A_FILE)
