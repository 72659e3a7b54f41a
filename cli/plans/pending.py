"""`dondoc pending`: the tasks that wait for a person before anybody is given them."""

from typing import TYPE_CHECKING, Annotated

import typer

from base.vietnamese import group_thousands
from cli.acting import by_name
from cli.headings import Commands
from cli.options import ActorOption, Today
from cli.usage import value_refusal
from workflow.plan import COLUMN_LABELS

if TYPE_CHECKING:
    from workflow.store.plans.pending import SettledTask

app = Commands(name="pending", help="Nhiệm vụ chờ xử lý: chưa giao cho ai, cần người quyết.", no_args_is_help=True)
Number = Annotated[int, typer.Argument(metavar="SỐ", help="Số của nhiệm vụ trong `dondoc pending list`.")]


@app.command("list")
def list_tasks(
    plan: Annotated[int | None, typer.Option(help="Chỉ một văn bản, theo số ở cột “VB”.")] = None,
) -> None:
    """Liệt kê nhiệm vụ chưa giao cho ai và lý do. Ví dụ: dondoc pending list."""
    from rich.markup import escape

    from cli.show import console, day_text, table
    from services.installation import open_installation
    from services.intake.pending import list_pending

    with open_installation() as installation:
        found = list_pending(installation, plan_id=plan)
    if not found:
        console().print("Không có nhiệm vụ nào chờ xử lý.")
        return
    rows = [
        (
            str(one.id),
            str(one.plan_id),
            escape(f"{one.plan}: {one.task.row.place}"),
            escape(one.task.row.title),
            escape(one.task.row.lead),
            escape(one.task.row.deadline),
            escape("\n".join(hold.words for hold in one.task.held)),
            day_text(one.since),
        )
        for one in found
    ]
    columns = ("Số", "VB", "Chỗ", "Nhiệm vụ", "Chủ trì", "Thời hạn", "Lý do", "Từ ngày")
    console().print(table(f"Chờ xử lý: {group_thousands(len(found))} nhiệm vụ", columns, rows, numbers=(0, 1)))


@app.command("settle")
def _settle(
    number: Number,
    lead: Annotated[str | None, typer.Option(help="Cơ quan chủ trì, ví dụ “Sở Nội vụ”.")] = None,
    deadline: Annotated[str | None, typer.Option(help="Thời hạn, viết như văn bản, ví dụ “Trước 15/7/2026”.")] = None,
    as_it_is: Annotated[
        bool,
        typer.Option(
            "--as-it-is", help="Đã xem, để như văn bản ghi: không có hạn, cơ quan ngoài danh bạ, hoặc không phải trùng."
        ),
    ] = False,
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Quyết một nhiệm vụ chờ xử lý; hết lý do chờ thì giao. Ví dụ: dondoc pending settle 12 --lead "Sở Nội vụ"."""
    from services.installation import open_installation
    from services.intake.pending import settle_task

    corrected = {column: text for column, text in (("lead", lead), ("deadline", deadline)) if text is not None}
    if not corrected and not as_it_is:
        names = " hoặc ".join(f"--{column} ({COLUMN_LABELS[column]})" for column in ("lead", "deadline"))
        raise value_refusal("Nhiệm vụ chờ xử lý", number, "chưa có gì được quyết", f"Ghi {names}, hoặc --as-it-is.")
    with open_installation() as installation:
        show_settled(
            settle_task(installation, number, corrected, by=by_name(installation, by, today), as_it_is=as_it_is)
        )


@app.command("confirm")
def _confirm(
    plan: Annotated[
        int, typer.Argument(metavar="SỐ-VĂN-BẢN", help="Số của văn bản, ở cột “VB” của `dondoc pending list`.")
    ],
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Xác nhận một văn bản của nơi khác giao nhiệm vụ cho cơ quan trong danh bạ. Ví dụ: dondoc pending confirm 3."""
    from services.installation import open_installation
    from services.intake.pending import confirm_issuer

    with open_installation() as installation:
        show_settled(confirm_issuer(installation, plan, by_name(installation, by, today)))


@app.command("reread")
def reread(today: Today = None, by: ActorOption = "") -> None:
    """Đọc lại các nhiệm vụ chờ xử lý theo danh bạ hiện nay, sau khi bổ sung danh bạ. Ví dụ: dondoc pending reread."""
    from services.installation import open_installation
    from services.intake.pending import reread_pending

    with open_installation() as installation:
        show_settled(reread_pending(installation, by_name(installation, by, today)))


def show_settled(settled: "SettledTask") -> None:
    """Print what settling came to, and what still holds something back."""
    from cli.show import console

    if settled.tasks:
        console().print(
            f"Đã giao {group_thousands(settled.tasks)} nhiệm vụ: {group_thousands(settled.duties)} lượt giao."
        )
    else:
        unwritten = " Điều vừa ghi chưa rõ nên không được ghi." if settled.refused else ""
        console().print(f"Chưa giao thêm nhiệm vụ nào.{unwritten}")
    for words in dict.fromkeys(hold.words for hold in settled.left):
        console().print(f"Còn chờ: {words}", markup=False)
