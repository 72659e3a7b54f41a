"""`dondoc import` and `dondoc contacts`: bringing plans and addresses into the house."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import DAY_FORMATS, By, Today, current_user, day_of
from workflow.plan import Origin

if TYPE_CHECKING:
    from flows.imports import Import
    from workflow.store.registering import Registered


def import_plan(
    file: Annotated[Path, typer.Argument(help="Văn bản cần nhập, ví dụ ke-hoach-50.docx.")],
    number: Annotated[str | None, typer.Option(help="Số, ký hiệu khi không đọc được, ví dụ 50/KH-UBND.")] = None,
    issued: Annotated[
        datetime | None, typer.Option(formats=DAY_FORMATS, help="Ngày ban hành khi không đọc được, ví dụ 2026-01-16.")
    ] = None,
    coordinator: Annotated[
        str | None,
        typer.Option(help="Mã cơ quan đầu mối theo dõi, ví dụ so-noi-vu. Bỏ trống: cơ quan chủ trì nhiều nhất."),
    ] = None,
    today: Today = None,
    by: By = "",
) -> None:
    """Nhập một văn bản: đọc các bảng nhiệm vụ, tính thời hạn, giao việc cho từng cơ quan."""
    from cli.show import talk
    from config.clock import moment_of
    from flows.house import open_house
    from flows.imports import Corrections, commit_import, prepare_import

    house = open_house()
    with talk().status(f"Đang đọc {file.name} …"):
        prepared = prepare_import(
            house, file, Corrections(number=number, issued=day_of(issued), coordinator=coordinator)
        )
    show_doubts(prepared)
    registered = commit_import(house, prepared, actor=by or current_user(), now=moment_of(day_of(today)))
    show_registered(prepared, registered)


def show_doubts(prepared: "Import") -> None:
    """Print what a person should look at, before anything is written."""
    from cli.show import console, table

    rows = [("văn bản", "", doubt.reason) for doubt in prepared.doubts]
    for task in prepared.tasks:
        rows += [(task.row.place, COLUMN_NAMES.get(doubt.column, ""), doubt.reason) for doubt in task.doubts]
    if rows:
        console().print(table("Cần xem lại", ("Chỗ", "Cột", "Lý do"), rows))


def show_registered(prepared: "Import", registered: "Registered") -> None:
    """Print what the import made, or that it changed nothing."""
    from cli.show import console, count, day

    name = f"{prepared.head.number} ngày {day(prepared.head.issued_on)}"
    if not registered.changed:
        console().print(f"{name} đã được nhập trước đây ({registered.tasks} nhiệm vụ); không có gì thay đổi.")
        return
    in_body = sum(task.row.origin is Origin.BODY for task in prepared.tasks)
    parts = [f"{registered.tasks - in_body} nhiệm vụ trong bảng", in_body and f"{in_body} trong phần nội dung"]
    made = " và ".join(part for part in parts if part)
    console().print(
        f"Đã nhập {name}: {made}; {count(registered.assignments)} việc được giao, "
        f"trong đó {count(registered.waiting)} việc chờ sự kiện; {registered.needing_review} nhiệm vụ cần xem lại."
    )


def import_contacts(
    file: Annotated[Path, typer.Argument(help="Tệp CSV có các cột agency, name, role (staff hoặc head), email.")],
) -> None:
    """Nhập đầu mối nhận thông báo của các cơ quan."""
    from cli.show import console
    from flows.contacts import import_contacts as bring_in
    from flows.house import open_house

    new, known = bring_in(open_house(), file)
    console().print(f"Đã thêm {new} đầu mối; {known} đầu mối đã có từ trước.")


COLUMN_NAMES = {
    "title": "nhiệm vụ",
    "lead": "chủ trì",
    "cooperating": "phối hợp",
    "product": "sản phẩm",
    "deadline": "thời hạn",
    "note": "ghi chú",
}
