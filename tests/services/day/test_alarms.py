"""What the admin is told: once, and again each week as another message, so that no mail store takes it for the same."""

from datetime import date, timedelta
from pathlib import Path

from services.day.alarms import tell_admin, watch_held_plans
from tests.notifications.sink import Sink
from tests.plans import a_row, at, registered
from tests.services.houses import a_house

MONDAY = date(2026, 3, 2)


def test_l6_a_reminder_that_comes_back_every_week_is_a_message_of_its_own_each_time(tmp_path: Path, sink: Sink) -> None:
    with a_house(tmp_path, mail_url=sink.url(), admin_mail="quantri@tinh.example") as house:
        registered(house.database, a_row("Trước 15/7/2026", "Sở Nội vụ"), held=True)
        for days in (0, 1, 7, 14):
            watch_held_plans(house, at(MONDAY + timedelta(days=days)))
            tell_admin(house, at(MONDAY + timedelta(days=days)))

    assert len(sink.mails) == 3
    assert len({mail["Message-ID"] for mail in sink.mails}) == 3
    assert len({mail.get_body(("plain",)).get_content() for mail in sink.mails}) == 1  # type: ignore[union-attr]
