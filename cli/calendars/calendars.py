"""`dondoc calendars`: write the calendars to a folder, check any calendar, and the commands of its sister modules."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from base.system_errors import fault_words
from cli.calendars.files import guide, invite_person, show_published, write_recurring, year
from cli.calendars.publishing import publish
from cli.headings import Commands
from cli.options import Today, day_of

if TYPE_CHECKING:
    from calendars.checking.findings import CalendarFinding

app = Commands(name="calendars", help="Lịch .ics của các cơ quan và văn bản.", invoke_without_command=True)
app.command()(publish)
app.command()(year)
app.command("recurring")(write_recurring)
app.command("invite")(invite_person)
app.command()(guide)

LARGEST_FILE = 50 * 1024 * 1024
_SHOWN = 50

_Out = Annotated[Path | None, typer.Option(help="Thư mục ghi lịch, ví dụ lich/. Bỏ trống: thư mục trong cấu hình.")]
Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="LỊCH",
        help="Tệp hoặc địa chỉ lịch, ví dụ lich/co-quan-so-noi-vu.ics hay webcal://dondoc.example/lich/….ics.",
    ),
]


@app.callback()
def calendars(context: typer.Context, out: _Out = None, today: Today = None) -> None:
    """Ghi mỗi cơ quan, mỗi văn bản một tệp lịch .ics; hoặc kiểm tra tệp lịch với `check`."""
    if context.invoked_subcommand is None:
        write(out, today)


@app.command()
def write(out: _Out = None, today: Today = None) -> None:
    """Ghi mỗi cơ quan, mỗi văn bản một tệp lịch .ics. Tệp không đổi được giữ nguyên."""
    from base.clock import moment_of
    from services.day.steps import Day, publish_stage
    from services.installation import open_installation

    with open_installation() as installation:
        folder = out or installation.settings.calendars_dir
        show_published(publish_stage(installation, Day.at(moment_of(day_of(today))), folder), folder)


@app.command()
def check(sources: Sources) -> None:
    """Kiểm tra lịch: theo chuẩn iCalendar, theo những gì các chương trình lịch thường hiểu sai, và theo icalendar.

    Đọc tệp hoặc địa chỉ http, https, webcal (nhiều nhất 50 MB, 20 giây). Mã kết thúc: 0 là không có lỗi, 1 là có lỗi,
    2 là không đọc được.
    """
    from calendars.checking.second_opinion import second_opinion
    from calendars.checking.validator import validate
    from cli.calendars.address import is_address, masked_address
    from cli.show import talk

    faulty = 0
    for source in sources:
        content = _content(source)
        findings = (*validate(content), *second_opinion(content))
        faulty += bool(findings)
        _show_findings(masked_address(source) if is_address(source) else source, findings)
    talk().print(f"{len(sources) - faulty}/{len(sources)} lịch không có lỗi.")
    if faulty:
        raise typer.Exit(1)


def _show_findings(name: str, findings: "tuple[CalendarFinding, ...]") -> None:
    for finding in findings[:_SHOWN]:
        typer.echo(f"{name}:{finding.line}: [{finding.rule}] {finding.message}")
    if len(findings) > _SHOWN:
        typer.echo(f"{name}: còn {len(findings) - _SHOWN} lỗi nữa.")


def _content(source: str) -> bytes:
    from calendars.publish import CalendarUnreadable
    from cli.calendars.address import fetch, is_address

    if is_address(source):
        return fetch(source)
    path = Path(source)
    try:
        if path.stat().st_size <= LARGEST_FILE:
            return path.read_bytes()
        reason = "lớn hơn 50 MB nên không phải lịch"
    except OSError as error:
        reason = f"không đọc được: {fault_words(error)[0]}"
    raise CalendarUnreadable(
        given=str(path),
        place="tệp lịch",
        reason=reason,
        remedy="Kiểm tra lại đường dẫn và quyền đọc tệp.",
    )
