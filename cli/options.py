"""Options that several commands share, and the words in which their faults are told."""

import getpass
from datetime import date, datetime
from typing import Annotated

import typer

DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]

Today = Annotated[
    datetime | None,
    typer.Option(formats=DAY_FORMATS, help="Coi như hôm nay là ngày này, ví dụ 2026-03-05. Bỏ trống: ngày thật."),
]
By = Annotated[
    str,
    typer.Option(envvar="DONDOC_ACTOR", help="Người thực hiện, ghi vào nhật ký, ví dụ “Nguyễn Văn A”."),
]
Reason = Annotated[str, typer.Option(help="Lý do, ví dụ “chờ hướng dẫn của Bộ”.")]


def current_user() -> str:
    """Return the name of the machine's user, the default of `--by`."""
    try:
        return getpass.getuser()
    except OSError:
        return "không rõ"


def day_of(value: datetime | None) -> date | None:
    """Return the day of an option, None when it wasn't given."""
    return None if value is None else value.date()
