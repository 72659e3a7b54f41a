"""The bulletin that goes out each Monday: once a week, as PDF and picture, and again where nobody could be reached."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from base.clock import VIETNAM
from services.day.steps import Day
from services.installation import Installation
from services.jobs.catalogue import weekly_digest
from services.reporting.bulletins import retry_weekly_bulletin, send_weekly_bulletin
from tests.notifications.sink import Sink
from tests.plans import a_row, registered
from tests.services.houses import a_house

GROUP = "chuyen-doi-so@tinh.example"


def at(text: str) -> Day:
    """A day and moment in Vietnam, as in "2026-03-09 07:30"."""
    return Day.at(datetime.fromisoformat(text).replace(tzinfo=VIETNAM))


@pytest.fixture
def house(tmp_path: Path, sink: Sink) -> Iterator[Installation]:
    more: dict[str, Any] = {
        "mail_url": sink.url(),
        "base_url": "https://dondoc.example",
        "bulletin_to": f"{GROUP}, lanh-dao@tinh.example",
    }
    with a_house(tmp_path, **more) as installation:
        registered(installation.database, a_row("Tháng 26/01/2026", "Sở Nội vụ"))
        yield installation


def test_the_bulletin_goes_once_a_week_to_each_address_with_the_page_and_its_picture(
    house: Installation, sink: Sink
) -> None:
    result = weekly_digest(house, at("2026-03-09 07:30"))
    assert result.figures["bản tin đã gửi"] == 2
    kinds = [part.get_content_type() for part in sink.mails[0].walk()]
    assert {"application/pdf", "image/png"} <= set(kinds)
    assert "08/3/2026" in str(sink.mails[0]["Subject"])
    assert weekly_digest(house, at("2026-03-11 09:00")).figures["bản tin đã gửi"] == 0
    assert weekly_digest(house, at("2026-03-16 07:30")).figures["bản tin đã gửi"] == 2


def test_a_house_that_names_nobody_sends_no_bulletin(tmp_path: Path, sink: Sink) -> None:
    with a_house(tmp_path, mail_url=sink.url()) as house:
        weekly_digest(house, at("2026-03-09 07:30"))
    assert sink.mails == []


def test_a_bulletin_that_nobody_got_is_tried_again(tmp_path: Path) -> None:
    with a_house(tmp_path, mail_url="", bulletin_to=GROUP) as house:
        for _ in range(2):
            failed = send_weekly_bulletin(house, at("2026-03-09 07:30"))
            assert failed.figures == {"bản tin đã gửi": 0, "bản tin chưa gửi được": 1}


def test_l_whom_the_bulletin_did_not_reach_is_tried_once_a_day_and_who_has_it_gets_it_once(
    house: Installation, sink: Sink
) -> None:
    sink.replies = {"RCPT": [None, "450 4.2.1 busy", "450 4.2.1 busy"]}
    assert weekly_digest(house, at("2026-03-09 07:30")).figures["bản tin chưa gửi được"] == 1
    assert retry_weekly_bulletin(house, at("2026-03-09 09:00")).figures == {}
    assert retry_weekly_bulletin(house, at("2026-03-10 03:00")).figures == {}, "offices sleep"
    assert retry_weekly_bulletin(house, at("2026-03-10 09:00")).figures["bản tin chưa gửi được"] == 1
    assert retry_weekly_bulletin(house, at("2026-03-11 09:00")).figures["bản tin đã gửi"] == 1
    assert retry_weekly_bulletin(house, at("2026-03-12 09:00")).figures["bản tin đã gửi"] == 0
    assert [str(mail["To"]) for mail in sink.mails] == [GROUP, "lanh-dao@tinh.example"]
