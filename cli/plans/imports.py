"""`dondoc import`: bringing plans into the house."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting import by_name
from cli.files_given import existing_file
from cli.options import DAY_FORMATS, ActorOption, Today, day_of
from cli.plans.amendments import propose_successions, settle_amendment
from cli.plans.announcing import announce_now
from cli.usage import value_refusal
from workflow.plan import COLUMN_LABELS, Origin
from workflow.registry.past_days import PastDays
from workflow.registry.plan_span import read_years

if TYPE_CHECKING:
    from services.installation import Installation
    from services.intake.plans import Import
    from workflow.by import By
    from workflow.store.plans.registering import Registered

# How a sheet of doubts is taken back, as it says itself.
_BACK = "Lưu tệp rồi chạy: dondoc import VĂN-BẢN --reviewed PHIẾU.xlsx"
_Issuer = Annotated[
    str | None, typer.Option(help="Cơ quan ban hành khi không đọc được, ví dụ “Ủy ban nhân dân tỉnh Lào Cai”.")
]
_Title = Annotated[str | None, typer.Option(help="Trích yếu khi đọc sai hoặc không đọc được.")]
Ours = Annotated[
    bool,
    typer.Option("--ours", help="Văn bản của nơi khác ban hành: xác nhận giao nhiệm vụ cho cơ quan trong danh bạ."),
]
_Number = Annotated[str | None, typer.Option(help="Số, ký hiệu khi không đọc được, ví dụ 50/KH-UBND.")]
_Issued = Annotated[
    datetime | None, typer.Option(formats=DAY_FORMATS, help="Ngày ban hành khi không đọc được, ví dụ 2026-01-16.")
]
_Coordinator = Annotated[
    str,
    typer.Option(help="Cơ quan đầu mối, mã hoặc tên, ví dụ “Sở Nội vụ”. Bỏ trống: cơ quan chủ trì nhiều nhất."),
]
_Years = Annotated[
    str | None, typer.Option(help="Các năm văn bản áp dụng khi đọc sai hoặc không đọc được: 2026 hoặc 2026-2030.")
]
_Review = Annotated[
    Path | None,
    typer.Option(help="Chỉ lập phiếu kiểm tra để sửa bằng Excel, chưa nhập gì. Ví dụ: --review phieu-50.xlsx"),
]
_Reviewed = Annotated[
    Path | None,
    typer.Option(callback=existing_file, help="Nhập theo phiếu kiểm tra đã sửa. Ví dụ: --reviewed phieu-50.xlsx"),
]
_States = Annotated[
    bool,
    typer.Option("--states", help="Nhận cả tình trạng ghi trong bảng theo dõi (đang làm, phần trăm, ngày hoàn thành)."),
]
_Prose = Annotated[
    bool,
    typer.Option(
        "--prose", help="Nhận cả những nhiệm vụ phần nội dung giao mà không ghi thời hạn, là nhiệm vụ thường xuyên."
    ),
]
_Overrule = Annotated[
    list[int] | None,
    typer.Option(help="Số của nhiệm vụ mà văn bản được áp dụng thay cho điều đã quyết định; ghi được nhiều lần."),
]
_Announce = Annotated[
    PastDays | None,
    typer.Option(
        "--announce",
        help="Báo ngay cho các cơ quan; ngày đã qua: ask (đề nghị báo cáo), escalate (đôn đốc), close (thu hồi).",
    ),
]
_Separately = Annotated[
    bool,
    typer.Option("--separately", help="Văn bản ghi là sửa đổi, bổ sung văn bản khác: vẫn nhập thành văn bản riêng."),
]
_Yes = Annotated[
    bool, typer.Option("--yes", help="Văn bản đã nhập trước đây thì áp dụng các thay đổi mà không hỏi lại.")
]
_File = Annotated[
    Path, typer.Argument(metavar="TỆP", callback=existing_file, help="Văn bản cần nhập, ví dụ ke-hoach-50.docx.")
]


def import_plan(
    file: _File,
    number: _Number = None,
    issued: _Issued = None,
    issuer: _Issuer = None,
    title: _Title = None,
    ours: Ours = False,
    coordinator: _Coordinator = "",
    years: _Years = None,
    review: _Review = None,
    reviewed: _Reviewed = None,
    states: _States = False,
    prose: _Prose = False,
    separately: _Separately = False,
    yes: _Yes = False,
    overrule: _Overrule = None,
    announce: _Announce = None,
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Nhập một văn bản: đọc các bảng nhiệm vụ, tính thời hạn, giao nhiệm vụ cho từng cơ quan.

    Văn bản đã nhập mà nay thay đổi, hoặc văn bản sửa đổi, bổ sung một văn bản đã nhập, thì cho xem các chỗ khác
    trước khi áp dụng. Ví dụ: dondoc import ke-hoach-50.docx
    """
    from cli.naming import code_if_named
    from cli.show import talk
    from services.installation import open_installation
    from services.intake.plans import Corrections, prepare_import

    _refuse_both(review, reviewed)
    with open_installation() as installation:
        corrections = Corrections(
            number=number,
            issued=day_of(issued),
            issuer=issuer,
            title=title,
            coordinator=code_if_named(installation, coordinator, "--coordinator") or None,
            years=_span(years),
            confirmed=ours,
            separate=separately,
        )
        with talk().status(f"Đang đọc {file.name} …"):
            prepared = prepare_import(installation, file, corrections, reviewed, with_standing=prose)
        _tell_doubts(prepared, file, review)
        if review is None:
            who = by_name(installation, by, today)
            _take_in(installation, prepared, who, yes=yes, states=states, overruled=overrule or [], past=announce)
            propose_successions(installation, prepared)


def _tell_doubts(prepared: "Import", file: Path, review: Path | None) -> None:
    """Print what is doubtful of a document, or write its review sheet, and how a person settles it."""
    from services.intake.plans import write_review

    if review is not None:
        write_review(prepared, review, back=_BACK)
    if show_doubts(prepared) or review is not None:
        tell_how_to_review(file, review)


def _refuse_both(review: Path | None, reviewed: Path | None) -> None:
    if review is not None and reviewed is not None:
        reason = "không đi cùng --review: một lần chạy lập phiếu, hoặc nhập theo phiếu"
        raise value_refusal("--reviewed", reviewed, reason, "Bỏ một trong hai tùy chọn rồi chạy lại.")


def _span(years: str | None) -> tuple[int, int] | None:
    """The years that were typed. Raises for what is no period."""
    span = read_years(years) if years else None
    if years and span is None:
        raise value_refusal("--years", years, "không phải một năm hay hai năm", "Ghi như 2026 hoặc 2026-2030.")
    return span


def _take_in(
    installation: "Installation",
    prepared: "Import",
    by: "By",
    *,
    yes: bool,
    states: bool,
    overruled: "Sequence[int]",
    past: PastDays | None,
) -> None:
    """Register a plan, or what it changes in the one that is registered; vouch for that one where it was asked."""
    from cli.show import console
    from services.intake.plans import commit_import, commit_states, coordinator_words, pending_amendment

    tell_what_is_offered(prepared, states=states)
    if (pending := pending_amendment(installation, prepared)) is None:
        registered = commit_import(installation, prepared, by, with_states=states)
        show_registered(prepared, registered)
        if registered.changed:
            words = f"Cơ quan đầu mối: {coordinator_words(installation, prepared)}"
            console().print(words, highlight=False, markup=False, soft_wrap=True)
        if past is not None:
            announce_now(installation, registered.plan_id, past, by)
        else:
            tell_how_to_announce(installation, prepared)
        return
    settle_amendment(installation, prepared, pending, yes=yes, by=by, overruled=overruled)
    if states:
        moved = commit_states(installation, prepared, pending.plan_id, by)
        console().print(f"Đã nhận tình trạng của {moved} nhiệm vụ theo bảng theo dõi.", highlight=False)
    if prepared.confirmed:
        _vouch(installation, pending.plan_id, by)


def _vouch(installation: "Installation", plan_id: int, by: "By") -> None:
    """Give the work of a plan of another issuer, where it waits for somebody's word."""
    from cli.plans.pending import show_settled
    from services.intake.pending import awaits_confirmation, confirm_issuer

    if awaits_confirmation(installation, plan_id):
        show_settled(confirm_issuer(installation, plan_id, by))


def show_doubts(prepared: "Import") -> bool:
    """Print what a person should look at, before anything is written; False when there is nothing."""
    from rich.markup import escape

    from cli.show import console, table

    rows = [("văn bản", "", doubt.reason) for doubt in prepared.doubts]
    for task in prepared.tasks:
        rows += [(task.row.place, COLUMN_LABELS.get(doubt.column, "").lower(), doubt.reason) for doubt in task.doubts]
    if rows:
        shown = [tuple(map(escape, row)) for row in rows]
        console().print(table("Cần xem lại", ("Chỗ", "Cột", "Lý do"), shown))
    return bool(rows)


def tell_how_to_review(file: Path, sheet: Path | None) -> None:
    """Say how the doubts are settled; `sheet` is the review sheet when it has just been written."""
    from cli.show import talk

    name = sheet or "phieu.xlsx"
    first = (
        f"Đã lập phiếu kiểm tra {name}, chưa nhập gì." if sheet else f"Lập phiếu: dondoc import {file} --review {name}"
    )
    then = f"Sửa trong phiếu rồi nhập: dondoc import {file} --reviewed {name}"
    talk().print(f"{first}\n{then}", markup=False, highlight=False, soft_wrap=True)


def tell_what_is_offered(prepared: "Import", *, states: bool) -> None:
    """Say what the document holds that is taken only when a person asks for it."""
    from cli.show import talk

    if prepared.offered_states and not states:
        talk().print(
            f"Bảng theo dõi ghi tình trạng của {prepared.offered_states} nhiệm vụ; muốn nhận thì nhập kèm --states.",
            highlight=False,
        )
    if prepared.standing:
        talk().print(
            f"Phần nội dung giao {len(prepared.standing)} nhiệm vụ không ghi thời hạn (xem: dondoc read --prose); "
            "muốn nhận là nhiệm vụ thường xuyên thì nhập kèm --prose.",
            highlight=False,
        )


def tell_how_to_announce(installation: "Installation", prepared: "Import") -> None:
    """Say that nobody is told of the plan yet, and by which command they are."""
    from cli.show import talk
    from workflow.store.plans.successions import plan_argument

    with installation.database.reading() as session:
        named = plan_argument(session, prepared.head.number, prepared.head.issued_on)
    words = f"Chưa báo cho các cơ quan nên chưa ai được nhắc. Báo bằng: dondoc announce {named}"
    talk().print(words, markup=False, highlight=False, soft_wrap=True)


def show_registered(prepared: "Import", registered: "Registered") -> None:
    """Print what the import made, or since when it is known: somebody else may have been quicker."""
    from base.clock import VIETNAM
    from base.vietnamese import group_thousands, short_moment
    from cli.show import console, day_text

    name = f"{prepared.head.number} ngày {day_text(prepared.head.issued_on)}"
    if registered.known_since is not None:
        since = short_moment(registered.known_since.astimezone(VIETNAM))
        console().print(f"{name} đã được nhập trước đó lúc {since}; không có gì thay đổi.")
        return
    in_body = sum(task.row.origin is Origin.BODY for task in prepared.tasks)
    console().print(f"Đã nhập {name}: {_made(registered, in_body)}.", soft_wrap=True)
    if registered.held:
        held = f"{group_thousands(registered.held)} nhiệm vụ chờ xử lý, chưa giao cho ai."
        console().print(f"{held} Xem bằng `dondoc pending list`.", soft_wrap=True)


def _made(registered: "Registered", in_body: int) -> str:
    """What an import made, in numbers; of what there is none nothing is said."""
    from base.vietnamese import group_thousands

    in_tables = registered.tasks - in_body
    tables = f"{in_tables} nhiệm vụ trong bảng" if in_tables or not in_body else ""
    body = f"{in_body} {'' if tables else 'nhiệm vụ '}trong phần nội dung" if in_body else ""
    waiting = f", trong đó {group_thousands(registered.waiting)} lượt chờ sự kiện" if registered.waiting else ""
    given = f"{group_thousands(registered.assignments)} lượt giao{waiting}" if registered.assignments else ""
    review = f"{registered.needing_review} nhiệm vụ cần xem lại" if registered.needing_review else ""
    return "; ".join(filter(None, (" và ".join(filter(None, (tables, body))), given, review)))
