"""A job's run is on the record: with its result, with its error, and not beside another run of the same job."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from base.clock import VIETNAM
from services.day.steps import Day
from services.installation import Installation
from services.job_result import JobResult, page
from services.jobs.catalogue import JOBS, run_job
from services.jobs.run_record import UNFORESEEN, JobBusy, is_gone, record_run, this_program
from tests.services.houses import a_house
from workflow.store.operation.runs import Holder, RunState, latest_runs
from workflow.store.tables import JobRunRow

DAY = Day.at(datetime(2026, 3, 5, 9, 0, tzinfo=VIETNAM))
LIMIT = timedelta(minutes=1)


def test_a_run_that_meets_another_of_its_job_does_nothing_and_says_who_is_at_it(tmp_path: Path) -> None:
    def meet(installation: Installation, day: Day) -> str:
        with pytest.raises(JobBusy, match=f"tiến trình {this_program().pid}"):
            record_run(installation, "deliver", day, meet, tell=str, limit=LIMIT)
        return "xong"

    with a_house(tmp_path) as installation:
        assert record_run(installation, "deliver", DAY, meet, tell=str, limit=LIMIT) == "xong"


def test_an_unforeseen_error_is_recorded_and_raised(tmp_path: Path) -> None:
    def fall(_house: Installation, _day: Day) -> str:
        raise ZeroDivisionError

    with a_house(tmp_path) as installation:
        with pytest.raises(ZeroDivisionError):
            record_run(installation, "deliver", DAY, fall, tell=str, limit=LIMIT)
        with installation.database.reading() as session:
            run = latest_runs(session)["deliver"]
    assert (run.state, run.told) == (RunState.FAILED, UNFORESEEN)


def test_a_run_keeps_others_out_for_its_limit_and_five_minutes_more(tmp_path: Path) -> None:
    def leased(installation: Installation, _day: Day) -> timedelta:
        with installation.database.reading() as session:
            run = session.scalars(select(JobRunRow)).one()
            return run.lease_until - run.started_at

    with a_house(tmp_path) as installation:
        assert record_run(installation, "deliver", DAY, leased, tell=str, limit=LIMIT) == LIMIT + timedelta(minutes=5)


def test_a_dead_process_of_this_machine_is_gone_and_one_of_another_machine_may_live() -> None:
    impossible = 2**22 + 1
    assert is_gone(Holder(place=this_program().place, pid=impossible))
    assert not is_gone(Holder(place="máy khác", pid=impossible))
    assert not is_gone(this_program())


@pytest.mark.parametrize("name", sorted(JOBS))
def test_every_job_runs_in_an_empty_house_and_says_so_in_vietnamese(name: str, tmp_path: Path) -> None:
    with a_house(tmp_path) as installation:
        outcome = run_job(installation, name, DAY)
        assert outcome.sentence.startswith("không có gì mới") or outcome.news
        with installation.database.reading() as session:
            assert latest_runs(session)[name].state is RunState.DONE


def test_a_page_shows_figures_the_first_rows_and_the_way_to_the_web_page() -> None:
    rows = tuple((f"Sở {number}", "Đề án | một\nhai") for number in range(60))
    outcome = JobResult(
        figures={"nhiệm vụ quá hạn": 60, "thư đã gửi": 0}, news=60, columns=("Cơ quan", "Nhiệm vụ"), rows=rows
    )
    text = page("Tác vụ hằng ngày", "05/03/2026", outcome, "https://dondoc.example/")
    assert text.startswith("# Tác vụ hằng ngày – 05/03/2026\n\n60 nhiệm vụ quá hạn.\n")
    assert "| Sở 0 | Đề án \\| một hai |" in text
    assert "… và 10 dòng khác." in text
    assert "](https://dondoc.example/)" in text
