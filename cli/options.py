"""Options that several commands share, and the words in which their faults are told."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from base.visible import visible

if TYPE_CHECKING:
    from workflow.by import By

# Who acts where `--by` says nobody.
THE_SHELL = "quản trị (bằng dòng lệnh)"
DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]

Today = Annotated[
    datetime | None,
    typer.Option(formats=DAY_FORMATS, help="Coi như hôm nay là ngày này, ví dụ 2026-03-05. Bỏ trống: ngày thật."),
]
ActorOption = Annotated[
    str,
    typer.Option(
        envvar="DONDOC_ACTOR",
        # The words of the command line are looked through where it starts, a variable isn't.
        callback=visible,
        help="Người thực hiện, ghi vào nhật ký: tên hoặc thư của một tài khoản. Bỏ trống: “quản trị (bằng dòng lệnh)”.",
    ),
]
Reason = Annotated[str, typer.Option(help="Lý do, ví dụ “chờ hướng dẫn của Bộ”.")]


def day_of(value: datetime | None) -> date | None:
    """Return the day of an option, None when it wasn't given."""
    return None if value is None else value.date()


def by_whom(actor: str) -> "By":
    """Return who acts now, by `--by` or the command line itself."""
    from base.clock import now
    from workflow.by import By

    return By(actor=actor or THE_SHELL, now=now())
