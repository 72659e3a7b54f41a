"""The watchdog ("người gác"): notices that the daily sweep didn't run, and tells the admin by mail, once a day.

It is asked by whoever is alive: the deliver job every five minutes, `dondoc up` by itself, `dondoc status`, and by
`dondoc run watch` from any other scheduler. So no single part that stands still can keep it from being noticed.
"""

from datetime import date, datetime, time, timedelta

import structlog

from flows.house import House
from flows.outcome import Outcome
from flows.stages import Day
from notifications.delivery import Courier, check
from notifications.letters import Item, compose_letter
from notifications.message import Recipient
from notifications.outcome import Refused
from notifications.words import full_date
from workflow.store.alarms import Alarm, put_back, raise_alarm, take_untold
from workflow.store.upkeep import swept_and_begun

log = structlog.get_logger("dondoc.watchdog")
# The sweep is due at 06:00; by then it must have been done, retries included.
SWEPT_BY = time(8, 0)


def missed_since(*, swept_on: date | None, begun: date | None, now: datetime) -> date | None:
    """Return the first day whose sweep is missing, None when all is well or there is nothing to sweep yet.

    `begun` is the day of the first import; `now` is aware, in Vietnam. Days off count: the sweep runs on them too.
    """
    if begun is None:
        return None
    expected = now.date() if now.time() >= SWEPT_BY else now.date() - timedelta(days=1)
    first = begun if swept_on is None else swept_on + timedelta(days=1)
    return first if first <= expected else None


def watch(house: House, day: Day) -> Outcome:
    """Raise an alarm when the sweep is missing, and mail the admin what he hasn't been told."""
    with house.database.reading() as session:
        swept_on, begun = swept_and_begun(session)
    begun_on = begun.astimezone(day.now.tzinfo).date() if begun else None
    missed = missed_since(swept_on=swept_on, begun=begun_on, now=day.now)
    raised = 0
    if missed is not None:
        words = alarm_words(missed, swept_on)
        with house.database.writing() as session:
            raised = raise_alarm(session, f"sweep:{day.today}", words, now=day.now)
        if raised:
            log.error("rà soát không chạy", missing_since=missed.isoformat())
    told = tell_admin(house, day)
    return Outcome(figures={"báo động mới": int(raised), "báo động đã gửi quản trị": told}, news=int(raised) + told)


def alarm_words(missed: date, swept_on: date | None) -> str:
    """Say what is missing, as in "Rà soát hằng ngày không chạy từ thứ Năm 05/3/2026, …"."""
    last = f"lần cuối ngày {full_date(swept_on)}" if swept_on else "chưa chạy lần nào"
    return f"Rà soát hằng ngày không chạy từ {full_date(missed)} ({last}): không ai được nhắc việc."


def tell_admin(house: House, day: Day) -> int:
    """Mail the admin the alarms he hasn't been told; return how many. Without both addresses they stay untold."""
    settings = house.settings
    if not (settings.admin_mail and settings.mail_url):
        return 0
    check(settings.mail_url)
    with house.database.writing() as session:
        alarms = take_untold(session, now=day.now)
    if not alarms:
        return 0
    message = compose_letter(
        Recipient(address=settings.admin_mail, name="Quản trị", office="Đôn đốc"),
        "Báo động: " + alarms[-1].words.partition(":")[0],
        "Chương trình đôn đốc cần người xem ngay.",
        [Item(title=alarm.words) for alarm in alarms],
        keys=[alarm.key for alarm in alarms],
        sent_at=day.now,
        base_url=settings.base_url or None,
        closing="Xem `dondoc status` và DONDOC_HOME/logs; chạy bù bằng `dondoc run` (chạy lại không gửi trùng).",
    )
    with Courier() as courier:
        outcome = courier.deliver(message, settings.mail_url)
    if isinstance(outcome, Refused):
        _keep(house, alarms)
        return 0
    return len(alarms)


def _keep(house: House, alarms: list[Alarm]) -> None:
    with house.database.writing() as session:
        put_back(session, alarms)
