"""`dondoc agencies`: the directory of agencies, how a cell is read with it, and an installation's additions to it."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from base.vietnamese import group_thousands
from cli.files_given import existing_file
from cli.headings import Commands
from cli.usage import value_refusal

if TYPE_CHECKING:
    from services.intake.agency_lists import OwnDirectory
    from workflow.agencies import Agency, Directory

app = Commands(name="agencies", help="Danh bạ cơ quan: liệt kê, tra cứu, bổ sung.", no_args_is_help=True)
Folder = Annotated[
    Path | None,
    typer.Option(
        "--config-dir",
        envvar="DONDOC_CONFIG_DIR",
        help="Thư mục cấu hình của đơn vị, ví dụ /etc/dondoc; bỏ trống: theo cấu hình chung.",
    ),
]


@app.command("list")
def list_agencies(
    kind: Annotated[str, typer.Option(help="Chỉ một loại, ví dụ department, commune, group.")] = "",
    search: Annotated[str, typer.Option(help="Chỉ tên có những chữ này, ví dụ “môi trường”.")] = "",
    config_dir: Folder = None,
) -> None:
    """Liệt kê các cơ quan và nhóm cơ quan trong danh bạ."""
    from base.plain_letters import composed_small
    from cli.show import console, table
    from workflow.agencies import AgencyKind

    if kind and kind not in set(AgencyKind):
        known = ", ".join(f"{one} ({one.label})" for one in AgencyKind)
        raise value_refusal("--kind", kind, "không phải loại cơ quan nào", f"Các loại: {known}.")
    directory = _directory(config_dir)
    found = [
        agency
        for agency in directory
        if (not kind or agency.kind == kind)
        and any(composed_small(search) in composed_small(name) for name in (agency.name, *agency.aliases))
    ]
    rows = [
        (agency.code, agency.name, agency.kind.label, _members_said(agency, directory), _gone_said(agency))
        for agency in found
    ]
    title = f"Danh bạ: {group_thousands(len(found))} cơ quan, nhóm"
    console().print(table(title, ("Mã", "Tên", "Loại", "Thành viên", "Ghi chú"), rows, numbers=(3,)))


@app.command("show")
def show_agency(
    name: Annotated[
        str, typer.Argument(metavar="CƠ-QUAN", help="Mã hoặc tên của cơ quan, ví dụ so-noi-vu hay “Sở Nội vụ”.")
    ],
    config_dir: Folder = None,
) -> None:
    """Xem một cơ quan: tên gọi khác, thành viên, cơ quan kế thừa."""
    directory = _directory(config_dir)
    agency = _agency(name, directory)
    typer.echo(f"{agency.name}  [{agency.code}]  {agency.kind.label}")
    if agency.aliases:
        typer.echo("Tên gọi khác: " + "; ".join(agency.aliases))
    if agency.is_group:
        members = directory.members(agency.code)
        typer.echo(
            f"Thành viên ({len(members)}): " + ("; ".join(m.name for m in members) or "do cơ quan chủ trì xác định")
        )
    if agency.dissolved:
        heirs = "; ".join(directory.get(code).name for code in agency.successors)
        typer.echo("Đã kết thúc hoạt động" + (f"; kế thừa: {heirs}" if heirs else ""))


@app.command("split")
def split_cell(
    cell: Annotated[
        str, typer.Argument(metavar="Ô", help="Nội dung ô chủ trì hoặc phối hợp, ví dụ “Các Sở: Y tế; Tài chính”.")
    ],
    config_dir: Folder = None,
) -> None:
    """Cho biết một ô được hiểu là những cơ quan nào, chắc chắn đến đâu."""
    mentions = _directory(config_dir).split(cell)
    for mention in mentions:
        meant = mention.agency.name if mention.agency else "?"
        reason = f"  ({mention.reason})" if mention.reason else ""
        typer.echo(f"{mention.spelling}  →  {meant}{reason}")
    if not mentions:
        typer.echo("Ô không ghi cơ quan nào.", err=True)


@app.command("import")
def import_agencies(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="TỆP",
            callback=existing_file,
            help="Tệp CSV, XLSX có cột name hoặc code, thêm kind, aliases, members (cách nhau bằng |). Ví dụ: a.xlsx",
        ),
    ],
    whole_groups: Annotated[
        bool,
        typer.Option("--whole-groups", help="Thành viên mà tệp không ghi thì rời nhóm; bỏ trống: họ ở lại."),
    ] = False,
    config_dir: Folder = None,
) -> None:
    """Bổ sung hoặc sửa cơ quan theo một tệp CSV, XLSX; ghi vào agencies.csv trong thư mục cấu hình của đơn vị."""
    from services.intake.agency_lists import import_records, members_left_out

    own = _own(config_dir)
    left_out = members_left_out(own, file)
    number, new = import_records(own, file, whole_groups=whole_groups)
    _show_everywhere(config_dir)
    typer.echo(f"Đã ghi {number} cơ quan, trong đó {new} cơ quan mới.", err=True)
    for group, member in left_out:
        fate = "rời nhóm" if whole_groups else "tệp không ghi, vẫn là thành viên (rời nhóm: --whole-groups)"
        typer.echo(f"{group.name}: {member.name} {fate}.", err=True)


@app.command("communes")
def _import_communes(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="TỆP",
            callback=existing_file,
            help="Danh sách CSV hoặc XLSX: mỗi dòng một xã, phường, đặc khu, có mã thì càng tốt. Ví dụ: xa.xlsx",
        ),
    ],
    config_dir: Folder = None,
) -> None:
    """Nhập danh sách xã, phường, đặc khu của đơn vị, thay toàn bộ danh sách đang dùng."""
    from services.intake.agency_lists import import_communes as take_communes

    taken = take_communes(_own(config_dir), file)
    _show_everywhere(config_dir)
    typer.echo(f"Đã nhập {taken} xã, phường, đặc khu.", err=True)


@app.command("alias")
def add_alias(
    name: Annotated[
        str, typer.Argument(metavar="CƠ-QUAN", help="Mã hoặc tên của cơ quan, ví dụ so-noi-vu hay “Sở Nội vụ”.")
    ],
    spelling: Annotated[str, typer.Argument(metavar="CÁCH-VIẾT", help="Cách viết cần nhận ra, ví dụ “Sở NV”.")],
    config_dir: Folder = None,
) -> None:
    """Thêm một cách viết khác của tên cơ quan."""
    from services.intake.agency_lists import add_spelling

    own = _own(config_dir)
    agency = _agency(name, own.directory)
    add_spelling(own, agency, spelling)
    typer.echo(f"“{spelling}” từ nay được hiểu là “{agency.name}”.", err=True)


def _directory(config_dir: Path | None) -> "Directory":
    return _own(config_dir).directory


def _show_everywhere(config_dir: Path | None) -> None:
    """Bring a change of the house's own files into its database, where there is one already."""
    from base.clock import now
    from config.settings import Settings
    from services.directory.directory_file import show_everywhere
    from services.installation import open_installation
    from workflow.store.database.refusals import DatabaseMissing

    settings = Settings()
    if config_dir not in {None, settings.config_dir}:
        return
    with suppress(DatabaseMissing), open_installation(settings) as installation:
        show_everywhere(installation, today=now().date())


def _own(config_dir: Path | None) -> "OwnDirectory":
    from config.settings import Settings
    from services.intake.agency_lists import own_directory

    return own_directory(Settings(), config_dir)


def _agency(name: str, directory: "Directory") -> "Agency":
    from workflow.agencies import UnknownAgency

    if name in directory:
        return directory.get(name)
    if agency := directory.find(name).agency:
        return agency
    raise UnknownAgency(name)


def _members_said(agency: "Agency", directory: "Directory") -> str:

    return group_thousands(len(directory.members(agency.code))) if agency.is_group else ""


def _gone_said(agency: "Agency") -> str:
    return "đã kết thúc hoạt động" if agency.dissolved else ""
