"""`dondoc schedules`: when the machine's jobs run next, and what a day off does to them."""

from typing import Annotated

import typer

from cli.options import Today, day_of
from cli.usage import value_refusal


def schedules(
    jobs: Annotated[
        list[str] | None, typer.Argument(metavar="TÁC-VỤ", help="Chỉ các tác vụ này, ví dụ daily. Bỏ trống: tất cả.")
    ] = None,
    count: Annotated[int, typer.Option(min=1, max=10_000, help="Số lượt cần xem, ví dụ 30.")] = 30,
    today: Today = None,
) -> None:
    """Xem các lượt chạy sắp tới, giờ Việt Nam. Ví dụ: dondoc schedules daily weekly_digest --today 2027-02-01."""
    from datetime import datetime, time

    from base.clock import VIETNAM, now
    from services.installation import open_installation
    from services.jobs.schedules import CRONS, lines

    known = tuple(jobs or CRONS)
    if unknown := [job for job in known if job not in CRONS]:
        raise value_refusal("Tác vụ", ", ".join(unknown), "không có lịch chạy", f"Chọn trong: {', '.join(CRONS)}.")
    day = day_of(today)
    start = now() if day is None else datetime.combine(day, time.min, VIETNAM)
    with open_installation() as installation:
        house = installation.policies
    for line in lines(count, start, known, house.quiet, house.working_days):
        typer.echo(line)
