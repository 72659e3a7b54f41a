"""What a changed document changes: shown as a table, applied when somebody says so."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from base.errors import DondocError
from cli.asking import go_on
from workflow.plan import COLUMN_LABELS, PrintedRow

if TYPE_CHECKING:
    from services.installation import Installation
    from services.intake.plans import Import
    from workflow.by import By
    from workflow.registry.amendment import Difference
    from workflow.store.plans.amend_plan import Amendment

_HEADINGS = ("Thay đổi", "Chỗ", "Nhiệm vụ", "Cột", "Trước", "Nay")


class AmendmentUnconfirmed(DondocError):
    """A changed document came in where nobody can be asked."""


def settle_amendment(
    installation: "Installation",
    prepared: "Import",
    pending: "Amendment",
    *,
    yes: bool,
    by: "By",
    overruled: "Sequence[int]" = (),
) -> None:
    """Show what a document changes in its registered plan, and apply it once confirmed."""
    from cli.show import console, day_text
    from services.intake.plans import commit_amendment, head_changes

    name = f"{prepared.plan_head.number} ngày {day_text(prepared.plan_head.issued_on)}"
    amending = prepared.amended.by_document if prepared.amended else ""
    head = head_changes(installation, prepared, pending.plan_id).lines
    if pending.empty and not head:
        said = f"theo {amending} đã áp dụng" if amending else f"đã được nhập trước đây ({len(prepared.tasks)} nhiệm vụ)"
        console().print(f"{name} {said}; không có gì thay đổi.")
        return
    against = f"sửa đổi theo {amending}" if amending else f"khác với bản đã nhập từ “{pending.was_source}”"
    show_differences(pending, f"{name}: {against}", head)
    show_conflicts(pending, overruled)
    if not yes:
        agree_to_changes(prepared.source.name, "Nhập lại văn bản")
    done = commit_amendment(installation, prepared, pending, by, overruled=overruled)
    console().print(f"Đã cập nhật {name}: {done.made} lượt giao mới, {done.moved} đổi hạn, {done.withdrawn} thu hồi.")


def show_differences(pending: "Amendment", heading: str, head: "Sequence[tuple[str, str, str]]" = ()) -> None:
    """Print one line a changed cell, new tasks and gone ones with theirs, what changes in the head, and the sum."""
    from cli.show import console, table
    from workflow.registry.amendment import Change

    rows: list[tuple[str, ...]] = [("thay đổi", "phần đầu", "", *line) for line in head]
    rows += [line for difference in pending.differences for line in _lines(difference)]
    if rows:
        console().print(table(heading, _HEADINGS, rows))
    counted = {
        "chỗ ở phần đầu": len(head),
        "nhiệm vụ mới": pending.count(Change.NEW),
        "nhiệm vụ không còn": pending.count(Change.GONE),
        "nhiệm vụ thay đổi": pending.count(Change.CHANGED),
        "nhiệm vụ đã xem lại": pending.count(Change.REVIEWED),
        "nhiệm vụ chỉ đổi số thứ tự": pending.renumbered,
    }
    console().print("; ".join(f"{number} {what}" for what, number in counted.items() if number) + ".")
    if pending.left_added:
        titles = "; ".join(pending.left_added)
        console().print(f"Do văn bản sửa đổi thêm vào, giữ nguyên: {titles}.", markup=False, soft_wrap=True)
    if pending.left_withdrawn:
        titles = "; ".join(pending.left_withdrawn)
        console().print(f"Đã được thu hồi và vẫn có trong văn bản, giữ nguyên: {titles}.", markup=False, soft_wrap=True)


def show_conflicts(pending: "Amendment", overruled: "Sequence[int]") -> None:
    """Print the duties where people decided otherwise, and what becomes of each."""
    from cli.show import console, day_text, table

    rows = [
        (
            str(one.duty),
            one.agency_name,
            ": ".join(filter(None, (one.kind.label, one.keeps))),
            day_text(one.due),
            "; ".join(text for text in (one.by, one.document) if text),
            "theo văn bản" if one.duty in overruled else "giữ nguyên",
        )
        for one in pending.conflicts
    ]
    if rows:
        headings = ("Nhiệm vụ", "Cơ quan", "Đã có", "Hạn", "Ai, văn bản nào", "Nay")
        console().print(table("Khác với điều đã quyết định", headings, rows, numbers=(0,)))
        console().print("Muốn theo văn bản ở nhiệm vụ nào thì thêm --overrule SỐ.")


def agree_to_changes(given: str, place: str) -> None:
    """Ask whether the changes that were shown are to be applied. Raises `AmendmentUnconfirmed`, `Stopped`."""
    if not sys.stdin.isatty():
        raise AmendmentUnconfirmed(
            given=given,
            place=place,
            reason="có thay đổi so với bản đã nhập, cần người xác nhận; chưa có gì thay đổi",
            remedy="Xem bảng trên rồi chạy lại với --yes để áp dụng.",
        )
    go_on("Áp dụng các thay đổi trên?")


def propose_successions(installation: "Installation", prepared: "Import") -> None:
    """Say which older plans the document takes the place of, and how their open duties are closed."""
    from cli.show import console
    from services.intake.amending import replaced_plans
    from workflow.store.plans.successions import plan_argument

    with installation.database.reading() as session:
        newer = plan_argument(session, prepared.head.number, prepared.head.issued_on).strip('"')
    for replaced in replaced_plans(installation, prepared.head):
        cited = replaced.cited
        year = f" năm {cited.year}" if cited.year else ""
        command = f'dondoc supersede "{cited.number}{year}" "{newer}"'
        told = f"Đóng các nhiệm vụ còn mở của văn bản ấy: {command}"
        if not replaced.registered:
            told = f"Văn bản ấy chưa được nhập, không có nhiệm vụ nào để đóng; nếu nhập sau này thì chạy: {command}"
        console().print(
            f"Văn bản này ghi là thay thế {cited.words}. {told}", markup=False, highlight=False, soft_wrap=True
        )


def _lines(difference: "Difference") -> list[tuple[str, ...]]:
    from rich.markup import escape

    from workflow.registry.amendment import Change

    row = difference.row
    place = (escape(row.place), escape(row.title))
    if difference.change is Change.NEW:
        return [("[green]mới[/]", *place, "", "", _in_short(row))]
    if difference.change is Change.GONE:
        return [("[red]không còn[/]", *place, "", _in_short(row), "thu hồi nhiệm vụ còn mở")]
    if difference.change is Change.REVIEWED:
        return [("đã xem lại", *place, "", "cần xem lại", "không còn nghi vấn")]
    return [
        ("[yellow]thay đổi[/]", *place, COLUMN_LABELS[cell.column].lower(), escape(cell.before), escape(cell.after))
        for cell in difference.cells
    ]


def _in_short(row: PrintedRow) -> str:
    from rich.markup import escape

    return escape("; ".join(text for text in (row.lead, row.deadline) if text))
