"""Telling the admin, once, what only an admin can mend: by mail where there is one, else where he looks."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from base.clock import VIETNAM
from base.vietnamese import short_date
from notifications.channels.outcome import Refused
from notifications.messages.admin import alarm_message
from services.installation import Installation
from workflow.notices.ladder import Channel
from workflow.store.database.opening import Session
from workflow.store.notices.channels import channel_standings
from workflow.store.operation.alarms import begin_telling, clear_alarms, raise_alarm, take_back_alarm
from workflow.store.operation.announcing import held_plans
from workflow.store.people.unheard import unheard_agencies, unheard_plans
from workflow.store.plans.pending import count_pending

_UNDER = "channel:"
_WAITING = "pending:"
_HELD = "held:"
_UNHEARD = "unheard:"
_ENTER_CONTACTS = "nhập người nhận ở trang của cơ quan (mục Cơ quan)"
_NAME_COORDINATOR = "đặt cơ quan đầu mối ở trang của văn bản (mục Văn bản)"
_NO_COORDINATOR = "chưa có cơ quan đầu mối"


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
                f"{short_date(pending.oldest)}: xem ở trang Văn bản, mục Chờ xử lý"
            )
            raise_alarm(session, key, words, now=now)


def watch_held_plans(installation: Installation, now: datetime) -> None:
    """Raise an alarm each week about the plans whose agencies haven't been told yet, until they are."""
    monday = now.date() - timedelta(days=now.weekday())
    with installation.database.writing() as session:
        held = {f"{_HELD}{plan.id}:{monday}": plan for plan in held_plans(session)}
        clear_alarms(session, under=_HELD, still=list(held))
        for key, plan in held.items():
            words = (
                f"{plan.number} nhập ngày {short_date(plan.imported_at.astimezone(VIETNAM))}, chưa báo cho các cơ quan "
                f"nên chưa ai được nhắc: bấm Báo cho các cơ quan ở trang của văn bản"
            )
            raise_alarm(session, key, words, now=now)


def watch_unreachable(installation: Installation, now: datetime) -> None:
    """Raise an alarm for each agency and plan of which nobody can be told, not even the plan's coordinator."""
    with installation.database.writing() as session:
        unheard = dict(_unheard(session, now.date()))
        clear_alarms(session, under=_UNHEARD, still=list(unheard))
        for key, words in unheard.items():
            raise_alarm(session, key, words, now=now)


def _unheard(session: Session, today: date) -> Iterator[tuple[str, str]]:
    for agency in unheard_agencies(session, today=today):
        duties = f"{agency.name} ({agency.duties} nhiệm vụ)"
        yield (
            f"{_UNHEARD}{agency.code}",
            f"{duties}: không ai nhận được thông báo, kể cả cơ quan đầu mối; {_ENTER_CONTACTS}",
        )
    for plan in unheard_plans(session, today=today):
        lacking = (
            f"cơ quan đầu mối {plan.coordinator} chưa có ai nhận thông báo" if plan.coordinator else _NO_COORDINATOR
        )
        remedy = _ENTER_CONTACTS if plan.coordinator else _NAME_COORDINATOR
        words = f"{plan.number}: {lacking}, báo cáo và đề nghị gia hạn không ai được báo; {remedy}"
        yield f"{_UNHEARD}plan:{plan.id}", words


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

    texts = _said_together([alarm.text for alarm in fresh])
    keys = [f"{alarm.key} {alarm.raised_at.isoformat()}" for alarm in fresh]
    letter = alarm_message(texts, keys=keys, to=settings.admin_mail, now=now)
    outcome = deliver_message(letter, settings.mail_url)
    if not isinstance(outcome, Refused):
        return len(texts)
    with installation.database.writing() as session:
        take_back_alarm(session, [alarm.key for alarm in fresh])
    return 0


def _said_together(texts: Sequence[str]) -> list[str]:
    """Say once what is wrong with several.

    >>> _said_together(["Sở A (2 nhiệm vụ): không ai nhận được", "kênh thư đã dừng", "Sở B: không ai nhận được"])
    ['Sở A (2 nhiệm vụ), Sở B: không ai nhận được', 'kênh thư đã dừng']
    """
    whose: dict[str, list[str]] = {}
    for text in texts:
        name, colon, wrong = text.partition(": ")
        whose.setdefault(f"{colon}{wrong}", []).append(name)
    return [f"{', '.join(names)}{wrong}" for wrong, names in whose.items()]
