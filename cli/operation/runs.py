"""`dondoc run`, `sweep`, `serve`: the day's work by hand, and the pages."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from base.vietnamese import short_date
from cli.options import Today, day_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from web.asgi import AsgiApp

AnyDay = Annotated[bool, typer.Option("--yes", help="Cho phép một ngày sau hôm nay, chỉ dùng trên dữ liệu thử.")]


def run_by_hand(
    job: Annotated[
        str, typer.Argument(metavar="TÁC-VỤ", help="Tác vụ cần chạy, ví dụ deliver. Xem tên bằng `dondoc schedules`.")
    ] = "daily",
    today: Today = None,
    prefect: Annotated[bool, typer.Option("--prefect", help="Chạy như một flow của Prefect.")] = False,
    calendars: Annotated[Path | None, typer.Option(help="Thư mục ghi lịch, ví dụ lich/.")] = None,
    file: Annotated[Path | None, typer.Option(help="Văn bản cho import_plan, ví dụ ke-hoach-50.docx.")] = None,
    yes: AnyDay = False,
) -> None:
    """Chạy một tác vụ tự động: daily (mặc định), deliver, weekly_digest … Chạy lại không gửi trùng."""
    from base.clock import now
    from cli.operation.running import run_in_process, run_with_prefect
    from config.settings import Settings
    from services.jobs.run_record import refuse_day_ahead

    if not yes:
        refuse_day_ahead(day_of(today), today=now().date())
    run_now = run_with_prefect if prefect else run_in_process
    run_now(job, Settings(), day_of(today), calendars=calendars, file=file)


def sweep_day(
    today: Today = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ xem sẽ có gì thay đổi.")] = False,
    yes: AnyDay = False,
) -> None:
    """Rà soát: nhiệm vụ nào sắp đến hạn, đến hạn, quá hạn."""
    from base.clock import moment_of, now
    from cli.show import console
    from services.day.steps import Day, sweep_stage
    from services.installation import open_installation
    from services.jobs.run_record import refuse_day_ahead
    from workflow.store.duties.sweep import would_change

    if not (yes or dry_run):
        refuse_day_ahead(day_of(today), today=now().date())
    day = Day.at(moment_of(day_of(today)))
    with open_installation() as installation:
        if dry_run:
            with installation.database.reading() as session:
                swept = would_change(session, today=day.today)
        else:
            swept = sweep_stage(installation, day)
    counts = ", ".join(f"{count} nhiệm vụ {standing.label}" for standing, count in swept.arrived.items())
    console().print(f"Ngày {short_date(day.today)}: {counts or 'không có gì thay đổi'}.")


def serve_pages(
    port: Annotated[int, typer.Option(help="Cổng, ví dụ 8420.")] = 8420,
    log: Annotated[bool, typer.Option("--log", help="Ghi mỗi lần truy cập một dòng, trừ địa chỉ bí mật.")] = False,
    today: Today = None,
    yes: AnyDay = False,
) -> None:
    """Phục vụ trang tổng quan và các địa chỉ lịch trên máy này (http://127.0.0.1:8420)."""
    from base.clock import clock_of, now
    from services.jobs.run_record import refuse_day_ahead
    from web.house.renewal import Renewable
    from web.serving import server

    if not yes:
        refuse_day_ahead(day_of(today), today=now().date())
    clock = clock_of(day_of(today))
    with closing(Renewable(lambda renew: _pages(clock, renew))) as app, suppress(KeyboardInterrupt):
        typer.echo(f"Trang tổng quan: http://127.0.0.1:{port}  (dừng: Ctrl-C)", err=True)
        # On this machine alone: who serves a network puts a proxy with TLS before it.
        server(app, host="127.0.0.1", port=port, log_level="info" if log else "warning").run()


@contextmanager
def _pages(now: "Callable[[], datetime]", renew: "Callable[[], None]") -> Iterator["AsgiApp"]:
    """Open the installation, and its pages and calendar addresses, while the block lasts."""
    from base.clock import now as real_now
    from services.installation import open_installation
    from web.app import create_app, guard
    from web.feed_desk import FeedDesk
    from web.feeds import BUSY_TIMEOUT, FeedAddresses, WithFeeds
    from web.guard.hosts import Names
    from web.metrics import add_metrics
    from workflow.store.database.opening import Database

    with open_installation() as installation:
        settings = installation.settings
        # The codes of a phone follow the real clock, whatever day the pages show.
        pages = create_app(installation, now=now, phone=real_now, renew=renew)
        hits = add_metrics(pages, installation.database, now=now, token=settings.metrics_token)
        with closing(Database(settings.store_url, busy_timeout=BUSY_TIMEOUT)) as database:
            desk = FeedDesk(database, base_url=settings.base_url)
            with closing(FeedAddresses(desk, now=now)) as feeds:
                yield guard(hits.counting(WithFeeds(pages, feeds)), Names(base_url=settings.base_url))
