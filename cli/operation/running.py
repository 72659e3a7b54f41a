"""Running a job of the house by hand: as the function it is, or as Prefect's flow."""

import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from base.errors import DondocError
from base.vietnamese import group_thousands, short_date, short_moment
from cli.show import console
from config.settings import Settings
from services.day.stopping import ask_to_stop, forget_stop, stop_asked

if TYPE_CHECKING:
    from services.day.steps import DayReport


class UnknownJob(DondocError):
    """There is no job of this name, or it can't be run this way."""


def run_in_process(
    job: str, settings: Settings, today: date | None, *, calendars: Path | None, file: Path | None
) -> None:
    """Run a job in this process, without Prefect, and print what it came to. Raises `UnknownJob`, `JobBusy`."""
    from base.clock import moment_of
    from config.log_lines import write_log_lines
    from services.day.steps import Day, work_through
    from services.installation import open_installation
    from services.jobs.catalogue import DAILY, JOBS, run_daily, run_job

    if job == "import_plan":
        from services.intake.plans import Corrections
        from services.intake.unattended import import_unattended

        with open_installation(settings) as installation:
            write_log_lines(settings.home)
            done = import_unattended(installation, _given(file), Corrections(), moment_of(today))
        console().print(f"{done.sentence}.")
        return
    if job not in JOBS:
        raise _unknown(job, JOBS)
    day = Day.at(moment_of(today))
    with open_installation(settings) as installation, ending_between_mails():
        write_log_lines(settings.home)
        if job == DAILY:
            folder = calendars or settings.calendars_dir
            show_report(run_daily(installation, day, lambda installation, day: work_through(installation, day, folder)))
        else:
            console().print(f"{JOBS[job].title}, {short_moment(day.now)}: {run_job(installation, job, day).sentence}.")


def run_with_prefect(
    job: str, settings: Settings, today: date | None, *, calendars: Path | None, file: Path | None
) -> None:
    """Run a job as its Prefect flow and print what it came to. Raises `UnknownJob` for one that has no flow.

    Whether a day may be ahead was asked before.
    """
    import asyncio
    import os

    from base.clock import moment_of
    from cli.up.state import running_prefect
    from flows.prefect_home import prepare_prefect
    from services.installation import open_installation

    with open_installation(settings):
        # Refused before Prefect makes its own files in a home that isn't one.
        prepare_prefect(settings.home)
    if api := running_prefect(settings.home):
        # Another server on the same records would only be in its way.
        os.environ.setdefault("PREFECT_API_URL", api)
    # Prefect reads its settings when it is imported.
    from flows.catalogue import FLOWS

    if job == "daily":
        report: Any = FLOWS[job](today=today, folder=calendars, ahead=True)
        show_report(report)
        return
    if job not in FLOWS:
        raise _unknown(job, FLOWS)
    moment = None if today is None else moment_of(today)
    given = {"file": _given(file)} if job == "import_plan" else {}
    run: Any = FLOWS[job](moment=moment, ahead=True, **given)
    console().print(f"{asyncio.run(run)}.")


@contextmanager
def ending_between_mails() -> Iterator[None]:
    """Let SIGTERM and Ctrl-C end a run where no mail is in doubt; a second Ctrl-C ends it at once."""

    def asked(number: int, _frame: object) -> None:
        if number == signal.SIGINT and stop_asked():
            raise KeyboardInterrupt
        ask_to_stop()

    forget_stop()
    before = {number: signal.signal(number, asked) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


# A house without contacts has an alarm for each agency; the list of them all is another command's.
_MOST_ALARMS = 10


def show_report(report: "DayReport") -> None:
    """Print what a day's work came to."""
    from cli.show import console, talk
    from notifications.delivery.tally import Disposition

    dispatched, published = report.dispatched, report.published
    stuck = dispatched[Disposition.DEAD] + dispatched[Disposition.UNKNOWN]
    parts = [
        f"Ngày {short_date(report.swept.today)}: {group_thousands(report.swept.changes)} nhiệm vụ đổi tình trạng",
        report.extended.duties and f"{group_thousands(report.extended.duties)} nhiệm vụ của kỳ tiếp theo",
        f"{group_thousands(report.queued)} thông báo mới, {group_thousands(dispatched[Disposition.SENT])} thư đã gửi",
        dispatched[Disposition.RETRIED] and f"{group_thousands(dispatched[Disposition.RETRIED])} thư sẽ gửi lại",
        dispatched[Disposition.MOVED] and f"{group_thousands(dispatched[Disposition.MOVED])} tin chuyển sang kênh khác",
        stuck and f"{group_thousands(stuck)} thư cần người xem (`dondoc notices list`)",
        f"{len(published.written)} lịch được ghi, {len(published.unchanged)} lịch không đổi",
    ]
    console().print("; ".join(part for part in parts if part) + ".")
    for alarm in report.alarms[:_MOST_ALARMS]:
        talk().print(f"Cần quản trị xử lý: {alarm.text}.", style="bold red", markup=False, highlight=False)
    if (more := len(report.alarms) - _MOST_ALARMS) > 0:
        talk().print(f"… và {group_thousands(more)} điều khác cần quản trị xử lý, xem bằng `dondoc status`.")


def _given(file: Path | None) -> Path:
    if file is None:
        raise UnknownJob(
            given="import_plan",
            place="Tác vụ tự động",
            reason="cần một văn bản",
            remedy="Thêm --file, ví dụ --file ke-hoach-50.docx.",
        )
    return file


def _unknown(job: str, known: Iterable[str]) -> UnknownJob:
    return UnknownJob(
        given=job, place="Tác vụ tự động", reason="không có", remedy=f"Chọn một: {', '.join(sorted(known))}."
    )
