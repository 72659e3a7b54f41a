"""The watchdog: it barks when the day wasn't swept, once a day, and tells the admin."""

from datetime import date, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from base.clock import VIETNAM
from services.day.steps import Day, sweep_stage
from services.jobs.watchdog import missed_since, standing_of_an_older_day, watch
from tests.notifications.sink import Sink, running
from tests.plans import a_row, registered
from tests.services.houses import a_house
from tests.web.people import ADMIN
from tests.web.shared_pages import pages_over


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("now", "swept_on", "missed"),
    [
        ("2026-03-05 07:59", date(2026, 3, 4), None),
        ("2026-03-05 08:00", date(2026, 3, 4), date(2026, 3, 5)),
        ("2026-03-05 08:00", date(2026, 3, 5), None),
        ("2026-03-07 09:00", date(2026, 3, 4), date(2026, 3, 5)),
        ("2026-03-05 07:00", None, date(2026, 1, 19)),
    ],
)
def test_the_first_day_without_a_sweep_is_known_from_eight_on(
    now: str, swept_on: date | None, missed: date | None
) -> None:
    assert missed_since(swept_on=swept_on, begun=date(2026, 1, 19), now=at(now)) == missed


def test_an_empty_house_has_nothing_to_sweep() -> None:
    assert missed_since(swept_on=None, begun=None, now=at("2026-03-05 09:00")) is None


def test_the_admin_is_told_once_a_day_that_the_sweep_did_not_run(tmp_path: Path) -> None:
    with running(Sink()) as sink, a_house(tmp_path, mail_url=sink.url(), admin_mail="quantri@tinh.example") as house:
        registered(house.database, a_row("Tháng 01/2026", "Sở Nội vụ"))
        sweep_stage(house, Day.at(at("2026-03-03 06:00")))
        barks = [watch(house, Day.at(at(f"2026-03-05 {hour}"))).news for hour in ("07:00", "09:00", "09:05")]
        assert barks == [2, 0, 0], "yesterday is missing at seven already, and one bark a day is enough"
        assert watch(house, Day.at(at("2026-03-06 09:00"))).news == 2
        sweep_stage(house, Day.at(at("2026-03-06 09:01")))
        assert watch(house, Day.at(at("2026-03-07 07:00"))).news == 0
    assert [str(mail["To"]) for mail in sink.mails] == ["Quản trị Đôn Đốc <quantri@tinh.example>"] * 2
    assert "không chạy từ thứ Tư 04/3/2026" in sink.mails[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_an_alarm_that_could_not_be_mailed_is_mailed_as_soon_as_it_can(tmp_path: Path) -> None:
    with a_house(tmp_path) as house:
        registered(house.database, a_row("Tháng 01/2026", "Sở Nội vụ"))
        assert watch(house, Day.at(at("2026-03-05 09:00"))).news == 1
    sink = Sink(replies={"RCPT": ["451 later"]})
    with running(sink), a_house(tmp_path, mail_url=sink.url(), admin_mail="quantri@tinh.example") as house:
        assert watch(house, Day.at(at("2026-03-05 09:05"))).news == 0
        assert watch(house, Day.at(at("2026-03-05 09:10"))).news == 1
    assert len(sink.mails) == 1


def test_pages_say_of_which_day_their_figures_are_while_the_sweep_is_missing(tmp_path: Path) -> None:
    with a_house(tmp_path) as house:
        registered(house.database, a_row("Tháng 01/2026", "Sở Nội vụ"))
        assert standing_of_an_older_day(house, at("2026-03-05 09:00")) == "", "nothing was swept yet: nothing is old"
        sweep_stage(house, Day.at(at("2026-03-03 06:00")))
        said = standing_of_an_older_day(house, at("2026-03-05 09:00"))
        assert said.endswith("Tình trạng và số đếm trên các trang là của thứ Ba 03/3/2026.")
        pages = TestClient(pages_over(house, now=lambda: at("2026-03-05 09:00"), actor_of=lambda _request: ADMIN))
        assert said in pages.get("/").text
        sweep_stage(house, Day.at(at("2026-03-05 09:01")))
        assert "là của thứ Ba" not in pages.get("/").text
