"""Upkeep as jobs: the log is sealed, old things are put away, each night leaves a backup."""

from datetime import date, datetime, timedelta
from pathlib import Path

from base.clock import VIETNAM
from services.day.steps import Day
from services.jobs.housekeeping import keep_house, rotate_logs, seal_log
from services.jobs.nightly_backup import backup_name, superfluous
from tests.plans import a_row, registered
from tests.services.houses import a_house
from workflow.store.log.sealing import verify

NIGHT = Day.at(datetime(2026, 3, 5, 2, 30, tzinfo=VIETNAM))


def test_sealing_covers_the_log_and_tells_the_chains_head(tmp_path: Path) -> None:
    with a_house(tmp_path) as house:
        registered(house.database, a_row("Tháng 6", "UBND các xã, phường"))
        sealed = seal_log(house, NIGHT)
        assert seal_log(house, NIGHT).news == 0
        with house.database.reading() as session:
            verdict = verify(session)
    assert (verdict.unsealed, verdict.whole) == (0, True)
    assert verdict.head in sealed.note


def test_each_night_leaves_one_backup_however_often_it_runs(tmp_path: Path) -> None:
    with a_house(tmp_path) as house:
        assert keep_house(house, NIGHT).figures["bản sao lưu mới"] == 1
        assert keep_house(house, NIGHT).figures["bản sao lưu mới"] == 0
    assert [path.name for path in (tmp_path / "backups").iterdir()] == ["dondoc-2026-03-05.zip"]


def test_two_weeks_of_nights_and_the_first_of_each_month_of_a_year_are_kept() -> None:
    nights = [date(2026, 12, 31) - timedelta(days=days) for days in range(500)]
    gone = set(superfluous([backup_name(night) for night in nights] + ["ghi-chu.txt"]))
    kept = [night for night in nights if backup_name(night) not in gone]
    assert kept[:14] == nights[:14]
    assert kept[14:] == [date(2026, month, 1) for month in range(12, 0, -1)]
    assert "ghi-chu.txt" not in gone


def test_a_large_log_is_put_aside_and_the_oldest_goes(tmp_path: Path) -> None:
    log = tmp_path / "dondoc.jsonl"
    for content in ("một", "hai", "ba"):
        log.write_text(content, encoding="utf-8")
        assert list(rotate_logs(tmp_path, large=2)) == [log]
    assert (tmp_path / "dondoc.jsonl.1").read_text(encoding="utf-8") == "ba"
    assert (tmp_path / "dondoc.jsonl.3").read_text(encoding="utf-8") == "một"
    assert list(rotate_logs(tmp_path, large=2)) == []
