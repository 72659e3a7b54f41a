"""Telling the admin, once, what only an admin can mend: by mail where there is one, else where he looks."""

from datetime import datetime

from flows.house import House
from notifications.admin import alarm_message
from notifications.delivery import deliver
from notifications.outcome import Refused
from workflow.store.alarms import Alarm, alarms, begin_telling, take_back


def tell_admin(house: House, now: datetime) -> list[Alarm]:
    """Mail the admin what is new, in one mail, and return every trouble there is.

    What was refused is told again at the next run; what may have arrived is not. Without the address of an admin or
    of a mail server nothing is marked as told.
    """
    settings = house.settings
    if settings.admin_mail and settings.mail_url:
        with house.database.writing() as session:
            fresh = begin_telling(session, now=now)
        if fresh:
            texts = [alarm.text for alarm in fresh]
            outcome = deliver(alarm_message(texts, to=settings.admin_mail, now=now), settings.mail_url)
            if isinstance(outcome, Refused):
                with house.database.writing() as session:
                    take_back(session, [alarm.key for alarm in fresh])
    with house.database.reading() as session:
        return alarms(session)
