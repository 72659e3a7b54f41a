"""`dondoc task edit`: one task written anew by a document, as its page does: shown as differences, then applied."""

from typing import Annotated

import typer

from cli.options import ActorOption, Reason, Today
from workflow.plan import COLUMN_LABELS

_AnyDuty = Annotated[
    int, typer.Argument(metavar="SỐ", help="Số của một kỳ bất kỳ của nhiệm vụ, xem bằng `dondoc tasks`.")
]
_Document = Annotated[str, typer.Option(help="Văn bản sửa đổi, ví dụ “120/QĐ-UBND ngày 04/3/2026”.")]


def edit_task(
    number: _AnyDuty,
    document: _Document,
    reason: Reason,
    title: Annotated[str | None, typer.Option(help="Tên nhiệm vụ mới, ví dụ “Đề án một cửa”.")] = None,
    product: Annotated[str | None, typer.Option(help="Sản phẩm mới, ví dụ “Quyết định”.")] = None,
    lead: Annotated[str | None, typer.Option(help="Chủ trì mới, viết như văn bản, ví dụ “Sở Tài chính”.")] = None,
    deadline: Annotated[str | None, typer.Option(help="Thời hạn mới, viết như văn bản, ví dụ “Quý III/2026”.")] = None,
    overrule: Annotated[
        list[int] | None, typer.Option(help="Theo văn bản ở nhiệm vụ số này dù đã quyết định khác, ví dụ 12.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Áp dụng các thay đổi mà không hỏi.")] = False,
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Sửa nội dung một nhiệm vụ theo văn bản; hỏi trước. Ví dụ: dondoc task edit 3 --deadline "Quý III/2026"."""
    from base.vietnamese import one_line
    from cli.acting import at_the_shell
    from cli.plans.amendments import agree_to_changes, show_conflicts, show_differences
    from cli.show import console
    from services.duties.endings import Deciding
    from services.installation import open_installation
    from services.intake.task_edits import apply_edit, editable_task, try_edit

    typed = {"title": title, "product": product, "lead": lead, "deadline": deadline}
    with open_installation() as installation:
        actor, now = at_the_shell(installation, by, today)
        known = editable_task(installation, number, actor)
        cells = {**known.cells, **{column: one_line(text) for column, text in typed.items() if text is not None}}
        tried = try_edit(installation, number, cells)
        show_differences(tried.amendment, f"{known.head.number}, {known.place}: sửa theo {document}")
        if deadline is not None:
            said = tried.reading.resolution.explanation
            console().print(f"{COLUMN_LABELS['deadline']}: {said}", markup=False, highlight=False, soft_wrap=True)
        show_conflicts(tried.amendment, overrule or ())
        if not yes:
            agree_to_changes(f"nhiệm vụ {number}", "Sửa nội dung nhiệm vụ")
        deciding = Deciding(actor=actor, now=now, reason=reason, document=document)
        done = apply_edit(installation, number, cells, known.cells, deciding, overruled=overrule or ())
    typer.echo(
        f"Đã sửa nhiệm vụ số {number}: {done.made} lượt giao mới, {done.moved} đổi hạn, {done.withdrawn} thu hồi."
    )
