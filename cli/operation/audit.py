"""`dondoc audit`: the log held to its seals, its head to keep elsewhere, and its lines by duty, person or day."""

from datetime import datetime
from typing import Annotated

import typer

from cli.headings import Commands
from cli.options import DAY_FORMATS, day_of

app = Commands(name="audit", help="Nhật ký: kiểm tra, lấy mã khóa sổ, xem.", no_args_is_help=True)


@app.command("verify")
def verify_log(
    head: Annotated[str, typer.Option(help="Mã khóa sổ đã giữ ở nơi khác, lấy từ `dondoc audit head` hoặc thư.")] = "",
) -> None:
    """Kiểm tra nhật ký: chuỗi khóa sổ, các mã đã giữ, khóa chống sửa, từng nhiệm vụ. Hỏng thì mã kết thúc là 1."""
    from base.vietnamese import group_thousands
    from cli.show import console, talk
    from services.installation import open_installation
    from services.maintenance.log_audit import audit_log

    with open_installation() as installation, talk().status("Đang kiểm tra nhật ký …"):
        report = audit_log(installation, head=head)
    for fault in report.faults:
        console().print(f"Hỏng: {fault}.", highlight=False, markup=False)
    verdict = report.verdict
    console().print(
        f"{group_thousands(verdict.lines)} dòng trong {group_thousands(verdict.seals)} lần khóa sổ, "
        f"{group_thousands(verdict.unsealed)} dòng chưa khóa sổ, "
        f"đối chiếu {group_thousands(report.heads)} mã khóa sổ đã giữ."
    )
    if not report.whole:
        raise typer.Exit(1)
    console().print("Nhật ký nguyên vẹn.")


@app.command("head")
def show_head() -> None:
    """In mã khóa sổ mới nhất: chép ra giấy, gửi thư, giữ ở máy khác để sau này đối chiếu."""
    from base.clock import VIETNAM
    from base.vietnamese import short_moment
    from cli.show import talk
    from services.installation import open_installation
    from services.maintenance.log_audit import newest_head

    with open_installation() as installation:
        seal = newest_head(installation)
    if seal is None:
        talk().print("Chưa có lần khóa sổ nào; chạy `dondoc run seal_audit`.")
        raise typer.Exit(1)
    typer.echo(seal.digest)
    moment = short_moment(seal.at.astimezone(VIETNAM))
    talk().print(f"Lần khóa sổ thứ {seal.number}, {moment}, đến dòng nhật ký {seal.last}.")


@app.command("show")
def show_log(
    duty: Annotated[int | None, typer.Option(help="Số của nhiệm vụ, xem bằng `dondoc tasks`.")] = None,
    person: Annotated[str, typer.Option(help="Một phần tên người thực hiện, ví dụ “Lan”.")] = "",
    day: Annotated[datetime | None, typer.Option(formats=DAY_FORMATS, help="Một ngày, ví dụ 2026-03-05.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Nhiều nhất bao nhiêu dòng, ví dụ 100.")] = 100,
) -> None:
    """Xem nhật ký theo nhiệm vụ, theo người, theo ngày; mới nhất sau cùng."""
    from base.clock import VIETNAM
    from base.vietnamese import short_moment
    from cli.show import console, table
    from services.house.log_pages import known_names
    from services.installation import open_installation
    from workflow.log.words import line_label, line_words
    from workflow.store.log.tail import latest_lines

    with open_installation() as installation, installation.database.reading() as session:
        found = latest_lines(session, assignment=duty, person=person, day=day_of(day), limit=limit)
        names = known_names(session, [line.entry for line in found if line.entry is not None])
    rows = [
        (
            str(line.id),
            short_moment(line.entry.at.astimezone(VIETNAM)),
            line.entry.actor,
            line_label(line.entry),
            line_words(line.entry, names),
        )
        for line in found
        if line.entry is not None
    ]
    console().print(table("Nhật ký", ("Dòng", "Lúc", "Ai", "Làm gì", "Nội dung"), rows, numbers=(0,)))
