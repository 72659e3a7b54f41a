"""Telling the admin, once, what only an admin can mend: by mail where there is one, else where he looks."""

from datetime import datetime, timedelta

from base.vietnamese import short_date
from notifications.channels.outcome import Refused
from notifications.messages.admin import alarm_message
from services.installation import Installation
from workflow.notices.ladder import Channel
from workflow.store.notices.channels import channel_standings
from workflow.store.operation.alarms import begin_telling, clear_alarms, raise_alarm, take_back_alarm
from workflow.store.plans.pending import count_pending

_UNDER = "channel:"
_WAITING = "pending:"


def watch_channels(installation: Installation, now: datetime) -> None:
    """Raise an alarm for each channel that has stopped and needs a person, and clear those that go again."""
    with installation.database.writing() as session:
        stopped = {f"{_UNDER}{found.name}": found for found in channel_standings(session) if found.stopped}
        clear_alarms(session, under=_UNDER, still=list(stopped))
        for key, found in stopped.items():
            words = f"kênh {Channel(found.name).label} đã dừng, tin đang nằm chờ: {found.why}"
            raise_alarm(session, key, words, now=now)


def watch_pending(installation: Installation, now: datetime) -> None:
    """Raise an alarm each week about the tasks that wait for a person, until there are none."""
    monday = now.date() - timedelta(days=now.weekday())
    with installation.database.writing() as session:
        pending = count_pending(session)
        key = f"{_WAITING}{monday}"
        clear_alarms(session, under=_WAITING, still=[key] if pending.tasks else [])
        if pending.oldest is not None:
            words = (
                f"{pending.tasks} nhiệm vụ của {pending.plans} văn bản chờ xử lý, chưa giao cho ai, lâu nhất từ "
                f"{short_date(pending.oldest)}: xem bằng `dondoc pending list`"
            )
            raise_alarm(session, key, words, now=now)


def tell_admin(installation: Installation, now: datetime) -> int:
    """Mail the admin what is new, in one mail; return how many troubles he was told of.

    What was refused is told again at the next run; what may have arrived is not. Without the address of an admin or
    of a mail server nothing is marked as told.
    """
    settings = installation.settings
    if not (settings.admin_mail and settings.mail_url):
        return 0
    with installation.database.writing() as session:
        fresh = begin_telling(session, now=now)
    if not fresh:
        return 0
    # Apprise takes a while to load, and most runs have nothing to tell.
    from notifications.delivery.courier import deliver_message

    texts = [alarm.text for alarm in fresh]
    outcome = deliver_message(alarm_message(texts, to=settings.admin_mail, now=now), settings.mail_url)
    if not isinstance(outcome, Refused):
        return len(fresh)
    with installation.database.writing() as session:
        take_back_alarm(session, [alarm.key for alarm in fresh])
    return 0
