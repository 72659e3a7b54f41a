"""`dondoc days-off`: the weekdays off and the worked weekend days of a year."""

from typing import Annotated

import typer


def show_days_off(
    year: Annotated[int, typer.Argument(metavar="NĂM", help="Năm cần xem. Ví dụ: 2026.", min=1900, max=2100)],
) -> None:
    """Liệt kê ngày nghỉ, ngày nghỉ bù và ngày làm bù của một năm. Ví dụ: dondoc days-off 2026."""
    from base.vietnamese import full_date
    from config import days_off as announcements
    from config.settings import Settings
    from services.house.office_days import without_document
    from workflow.working_days import WorkingDays

    known = announcements.days_off(Settings().policies_dir)
    calendar, doubtful = WorkingDays.vietnam(known), without_document(known)
    for free in calendar.free_days(year):
        doubt = " (theo thông báo, chưa có văn bản chính thức)" if free.day in doubtful else ""
        typer.echo(f"{full_date(free.day):<22}{'làm bù' if free.worked else 'nghỉ':<8}{free.name}{doubt}")
    if not calendar.is_announced(year):
        typer.echo(
            f"Năm {year} chưa có thông báo chính thức: ngày nghỉ tính theo luật, chưa có ngày hoán đổi.", err=True
        )
