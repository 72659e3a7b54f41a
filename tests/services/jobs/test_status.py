"""The state of the house at a glance: nothing to say when all is well, and each trouble in one sentence."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from base.clock import VIETNAM
from base.errors import DondocError
from services.day.steps import Day, queue_stage, sweep_stage
from services.jobs.catalogue import JOBS, run_job
from services.jobs.status import done_until, installation_status, job_rows
from tests.plans import a_row, registered, with_contacts
from tests.services.houses import a_house
from workflow.timeliness import Timeliness


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


MAIL = "emailics://may.example/?from=dondoc@tinh.example"
MORNING = Day.at(at("2026-03-05 06:00"))


def test_a_house_that_was_swept_this_morning_needs_nobody(tmp_path: Path) -> None:
    with a_house(tmp_path, mail_url=MAIL) as house:
        registered(house.database, a_row("Tháng 01/2026", "Sở Nội vụ"))
        sweep_stage(house, MORNING)
        run_job(house, "seal_audit", MORNING)
        found = installation_status(house, at("2026-03-05 09:00"))
    assert found.troubles == ()
    assert found.health.duties == {Timeliness.OVERDUE: 1}
    assert found.sealed_at == MORNING.now
    rows = {row[0].partition(" (")[0]: row[1:] for row in job_rows(found)}
    assert len(rows) == len(JOBS)
    assert rows["Tác vụ hằng ngày"] == ("chưa chạy", "", "06:00 06/3/2026")
    assert "dòng nhật ký mới khóa sổ" in rows["Khóa sổ nhật ký"][1]


def test_a_missed_sweep_mails_that_wait_and_a_failed_run_are_each_told(tmp_path: Path) -> None:
    with a_house(tmp_path, mail_url="khong-co://kenh") as house:
        registered(house.database, a_row("Tháng 01/2026", "Sở Nội vụ"))
        with_contacts(house.database, "so-noi-vu")
        sweep_stage(house, MORNING)
        queue_stage(house, MORNING)
        with pytest.raises(DondocError):
            run_job(house, "deliver", Day.at(at("2026-03-06 09:00")))
        troubles = installation_status(house, at("2026-03-06 09:00")).troubles
    assert len(troubles) == 4
    assert "“khong-co://…” không mở được kênh nào" in troubles[0]
    assert "không chạy từ thứ Sáu 06/3/2026" in troubles[1]
    assert "Gửi thư không xong: Địa chỉ kênh gửi" in troubles[2]
    assert "nằm chờ từ 07:30 05/3/2026" in troubles[3]


def test_an_empty_house_needs_nobody(tmp_path: Path) -> None:
    with a_house(tmp_path, mail_url=MAIL) as house:
        assert installation_status(house, at("2026-03-05 09:00")).is_well


def test_m14_a_house_that_was_begun_and_sends_no_mail_is_not_called_well(tmp_path: Path) -> None:
    with a_house(tmp_path) as house:
        registered(house.database, a_row("Tháng 01/2026", "Sở Nội vụ"))
        sweep_stage(house, MORNING)
        assert "DONDOC_MAIL_URL" in installation_status(house, at("2026-03-05 09:00")).troubles[0]


def test_a_day_that_is_made_up_for_later_stands_for_no_day_after_it(tmp_path: Path) -> None:
    with a_house(tmp_path) as opened:
        house = replace(opened, clock=lambda: at("2026-03-12 05:00"))
        run_job(house, "daily", Day.at(at("2026-03-04 06:00")))
        run_job(house, "deliver", Day.at(at("2026-03-12 05:00")))
        run_job(house, "deliver", Day.at(at("2026-03-04 08:00")))
        done = done_until(house)
    assert done["daily"] == at("2026-03-05 00:00")
    assert done["deliver"] == at("2026-03-12 05:00")
    assert done["weekly_digest"] < at("2020-01-01 00:00")
