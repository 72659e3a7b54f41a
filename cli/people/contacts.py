"""`dondoc contacts`: the people to write to, their absences, and who wants no reminders."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from base.vietnamese import short_date
from cli.acting import by_name
from cli.files_given import existing_file
from cli.headings import Commands
from cli.options import DAY_FORMATS, ActorOption, Today, day_of

if TYPE_CHECKING:
    from datetime import date

    from workflow.store.people.contacts import KnownContact

app = Commands(name="contacts", help="Cán bộ theo dõi nhận thông báo của các cơ quan.", no_args_is_help=True)
_Number = Annotated[int, typer.Argument(metavar="SỐ", help="Số của cán bộ theo dõi, xem bằng `dondoc contacts list`.")]
_Address = Annotated[
    str,
    typer.Argument(metavar="ĐỊA-CHỈ", help="Địa chỉ, như trong `dondoc contacts list`, ví dụ vanthu@sonoivu.example."),
]


@app.command("import")
def import_contacts_file(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="TỆP",
            callback=existing_file,
            help="Tệp Excel hoặc CSV có các cột Cơ quan, Họ tên, Vai trò (cán bộ theo dõi, thủ trưởng hoặc dự phòng), "
            "Thư điện tử; thêm Nhóm Zalo, Điện thoại, Giờ làm việc (07:30-17:00) nếu cần. Ví dụ: can-bo.xlsx",
        ),
    ],
) -> None:
    """Nhập cán bộ theo dõi nhận thông báo của các cơ quan."""
    from cli.show import console
    from services.installation import open_installation
    from services.intake.contacts import import_contacts as bring_in

    with open_installation() as installation:
        new, known = bring_in(installation, file)
    console().print(f"Đã thêm {new} cán bộ theo dõi; {known} cán bộ theo dõi đã có từ trước.")


@app.command("list")
def list_contacts(
    agency: Annotated[str, typer.Option(help="Chỉ một cơ quan, mã hoặc tên, ví dụ “Sở Nội vụ”.")] = "",
    today: Today = None,
) -> None:
    """Liệt kê cán bộ theo dõi: ai, kênh nào, giờ làm việc, đang vắng ai thay, ai đã ngừng nhận thư nhắc."""
    from base.clock import moment_of
    from cli.naming import code_if_named
    from cli.show import console, table
    from services.installation import open_installation
    from workflow.notices.ladder import Channel
    from workflow.store.people.contacts import contacts

    with open_installation() as installation, installation.database.reading() as session:
        known = {one.agency for one in contacts(session)}
        code = agency if agency in known else code_if_named(installation, agency)
        found = contacts(session, agency=code)
    as_of = moment_of(day_of(today)).date()
    rows = [
        (str(c.id), c.agency_name, c.role.label, c.name, Channel(c.channel).label, c.address, _remarks(c, as_of))
        for c in found
    ]
    columns = ("Số", "Cơ quan", "Vai trò", "Tên", "Kênh", "Địa chỉ", "Ghi chú")
    console().print(table(f"Cán bộ theo dõi: {len(found)}", columns, rows, numbers=(0,)))


@app.command("away")
def set_contact_away(
    number: _Number,
    first: Annotated[
        datetime, typer.Option("--from", formats=DAY_FORMATS, help="Ngày vắng đầu tiên, ví dụ 2026-03-09.")
    ],
    last: Annotated[datetime, typer.Option("--to", formats=DAY_FORMATS, help="Ngày vắng cuối cùng, ví dụ 2026-03-13.")],
    stand_in: Annotated[
        int | None,
        typer.Option(help="Số của cán bộ theo dõi nhận thay, ví dụ 12. Bỏ trống: cán bộ dự phòng của cơ quan."),
    ] = None,
) -> None:
    """Ghi thời gian vắng mặt; trong những ngày đó thư gửi người nhận thay."""
    from services.installation import open_installation
    from workflow.store.people.contacts import set_away

    with open_installation() as installation, installation.database.writing() as session:
        known = set_away(session, number, first=first.date(), last=last.date(), stand_in=stand_in)
    instead = f"{known.stand_in} nhận thay" if known.stand_in else "cán bộ dự phòng hoặc cơ quan đầu mối nhận thay"
    typer.echo(f"{known.name} vắng từ {short_date(first)} đến hết {short_date(last)}; {instead}.")


@app.command("back")
def end_absence(number: _Number) -> None:
    """Bỏ thời gian vắng mặt đã ghi."""
    from services.installation import open_installation
    from workflow.store.people.contacts import come_back

    with open_installation() as installation, installation.database.writing() as session:
        known = come_back(session, number)
    typer.echo(f"{known.name} lại tự nhận thư.")


@app.command("unsubscribe")
def _end_reminders(address: _Address, today: Today = None, by: ActorOption = "") -> None:
    """Ngừng thư nhắc trước hạn cho một địa chỉ; thư về nhiệm vụ đến hạn, quá hạn vẫn gửi."""
    from services.installation import open_installation
    from workflow.store.people.contacts import unsubscribe

    with open_installation() as installation, installation.database.writing() as session:
        changed = unsubscribe(session, address, by_name(installation, by, today))
    typer.echo(f"{address}: " + ("đã ngừng thư nhắc trước hạn." if changed else "đã ngừng từ trước."))


@app.command("resubscribe")
def begin_reminders(address: _Address, today: Today = None, by: ActorOption = "") -> None:
    """Gửi lại thư nhắc trước hạn cho một địa chỉ đã ngừng."""
    from services.installation import open_installation
    from workflow.store.people.contacts import resubscribe

    with open_installation() as installation, installation.database.writing() as session:
        changed = resubscribe(session, address, by_name(installation, by, today))
    typer.echo(f"{address}: " + ("nhận lại thư nhắc." if changed else "vẫn đang nhận thư nhắc."))


@app.command("remove")
def remove_contact(number: _Number, today: Today = None, by: ActorOption = "") -> None:
    """Bỏ một cán bộ theo dõi; những gì đã gửi vẫn còn trong sổ thông báo."""
    from services.installation import open_installation
    from workflow.store.people.contacts import remove

    with open_installation() as installation, installation.database.writing() as session:
        gone = remove(session, number, by_name(installation, by, today))
    typer.echo(f"Đã bỏ cán bộ theo dõi {number}: {gone.name}, {gone.address}.")


def _remarks(contact: "KnownContact", today: "date") -> str:
    remarks = []
    if contact.works_from and contact.works_until:
        remarks.append(f"giờ làm việc {contact.works_from:%H:%M}–{contact.works_until:%H:%M}")
    if contact.away_from and contact.away_until and contact.away_until >= today:
        away = "đang vắng" if contact.is_away(today) else f"vắng từ {short_date(contact.away_from)}"
        instead = f", {contact.stand_in} thay" if contact.stand_in else ""
        remarks.append(f"{away} đến {short_date(contact.away_until)}{instead}")
    if contact.unsubscribed_at:
        remarks.append("không nhận thư nhắc trước hạn")
    return "; ".join(remarks)
