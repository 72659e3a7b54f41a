"""`dondoc agencies`: the directory of agencies, how a cell is read with it, and an installation's additions to it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from base.vietnamese import group_thousands

if TYPE_CHECKING:
    from config.agencies import AgencyRecord
    from workflow.agencies import Agency, Directory

app = typer.Typer(name="agencies", help="Danh bạ cơ quan: liệt kê, tra cứu, bổ sung.", no_args_is_help=True)
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
    from cli.show import console, table
    from workflow.agencies import AgencyKind
    from workflow.agencies.spelling import composed_small

    if kind and kind not in set(AgencyKind):
        raise typer.BadParameter(f"không có loại “{kind}”; các loại: {', '.join(AgencyKind)}.", param_hint="--kind")
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
    name: Annotated[str, typer.Argument(help="Mã hoặc tên của cơ quan, ví dụ so-noi-vu hay “Sở Nội vụ”.")],
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
    cell: Annotated[str, typer.Argument(help="Nội dung ô chủ trì hoặc phối hợp, ví dụ “Các Sở: Y tế; Tài chính”.")],
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
            exists=True,
            dir_okay=False,
            help="Tệp CSV có cột name hoặc code, thêm kind, aliases, members nếu cần (cách nhau bằng |). Ví dụ: a.csv",
        ),
    ],
    config_dir: Folder = None,
) -> None:
    """Bổ sung hoặc sửa cơ quan theo một tệp CSV; ghi vào agencies.csv trong thư mục cấu hình của đơn vị."""
    from config.agencies import read_table
    from workflow.agencies import BrokenDirectory

    try:
        records = read_table(file)
    except ValueError as error:
        raise BrokenDirectory(given=file, place="Danh bạ cơ quan", reason=f"không đọc được ({error})") from error
    known = _directory(config_dir)
    coded = [_with_code(record, known) for record in records]
    _keep(coded, config_dir)
    new = sum(record["code"] not in known for record in coded)
    typer.echo(f"Đã ghi {len(coded)} cơ quan, trong đó {new} cơ quan mới.", err=True)


@app.command("alias")
def add_alias(
    name: Annotated[str, typer.Argument(help="Mã hoặc tên của cơ quan, ví dụ so-noi-vu hay “Sở Nội vụ”.")],
    spelling: Annotated[str, typer.Argument(help="Cách viết cần nhận ra, ví dụ “Sở NV”.")],
    config_dir: Folder = None,
) -> None:
    """Thêm một cách viết khác của tên cơ quan."""
    from workflow.agencies import BrokenDirectory
    from workflow.deadlines.values.resolution import Certainty

    directory = _directory(config_dir)
    agency = _agency(name, directory)
    taken = directory.find(spelling)
    if taken.certainty is Certainty.CERTAIN and taken.agency and taken.agency is not agency:
        raise BrokenDirectory(given=spelling, place="Danh bạ cơ quan", reason=f"đã là tên của “{taken.agency.name}”")
    _keep([{"code": agency.code, "aliases": [spelling]}], config_dir)
    typer.echo(f"“{spelling}” từ nay được hiểu là “{agency.name}”.", err=True)


def _directory(config_dir: Path | None) -> "Directory":
    from config.agencies import load_records
    from workflow.agencies import BrokenDirectory, Directory

    folder = _folder(config_dir)
    try:
        return Directory.from_config(load_records(folder))
    except ValueError as error:
        raise BrokenDirectory(
            given=folder or "", place="Danh bạ cơ quan", reason=f"không đọc được ({error})"
        ) from error


def _folder(config_dir: Path | None) -> Path | None:
    from config.settings import Settings

    return config_dir or Settings().config_dir


def _agency(name: str, directory: "Directory") -> "Agency":
    from workflow.agencies import UnknownAgency

    if name in directory:
        return directory.get(name)
    if agency := directory.find(name).agency:
        return agency
    raise UnknownAgency(name)


def _with_code(record: "AgencyRecord", known: "Directory") -> "AgencyRecord":
    """The record under the code of the agency that bears its name, or under a new one made of the name."""
    from workflow.agencies import code_of

    if record.get("code"):
        return record
    name = record.get("name", "")
    code = next((agency.code for agency in known if agency.name == name), code_of(name))
    return {**record, "code": code}


def _keep(records: "list[AgencyRecord]", config_dir: Path | None) -> None:
    """Add the records to the installation's table, once the whole directory with them holds together."""
    from config.agencies import TABLE, load_records, merge_records, read_table, write_table
    from workflow.agencies import Directory

    folder = _folder(config_dir)
    if folder is None:
        raise typer.BadParameter("chưa biết thư mục cấu hình của đơn vị.", param_hint="--config-dir")
    data = load_records(folder)
    Directory.from_config({**data, "agencies": merge_records([*data["agencies"], *records])})
    folder.mkdir(parents=True, exist_ok=True)
    kept = read_table(folder / TABLE) if (folder / TABLE).is_file() else []
    write_table(folder / TABLE, merge_records([*kept, *records]))


def _members_said(agency: "Agency", directory: "Directory") -> str:

    return group_thousands(len(directory.members(agency.code))) if agency.is_group else ""


def _gone_said(agency: "Agency") -> str:
    return "đã kết thúc hoạt động" if agency.dissolved else ""
