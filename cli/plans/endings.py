"""What is decided of a whole task, plan or agency: `dondoc task`, `plan`, `supersede`, `succeed`."""

import sys
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from cli.asking import ask_number
from cli.headings import Commands
from cli.options import DAY_FORMATS, ActorOption, Reason, Today, day_of
from cli.plans.task_words import edit_task

if TYPE_CHECKING:
    from services.duties.endings import Deciding
    from services.installation import Installation
    from workflow.store.plans.ending import Ended
    from workflow.store.plans.successions import Succession

_Done = TypeVar("_Done")
task = Commands(name="task", help="Cả một nhiệm vụ: thu hồi, cho kết thúc, sửa nội dung.", no_args_is_help=True)
plan = Commands(name="plan", help="Cả một văn bản: đóng, kéo dài, rút lại, khôi phục.", no_args_is_help=True)
_AnyDuty = Annotated[
    int, typer.Argument(metavar="SỐ", help="Số của một kỳ bất kỳ của nhiệm vụ, xem bằng `dondoc tasks`.")
]
_Plan = Annotated[
    str, typer.Argument(metavar="VĂN-BẢN", help="Số của văn bản, kèm năm nếu trùng, ví dụ “10/KH-UBND năm 2026”.")
]
_Document = Annotated[str, typer.Option(help="Văn bản làm căn cứ, ví dụ “88/UBND-KGVX ngày 10/7/2026”.")]


@task.command("withdraw")
def withdraw_task(
    number: _AnyDuty, reason: Reason, document: _Document = "", today: Today = None, by: ActorOption = ""
) -> None:
    """Thu hồi cả nhiệm vụ: mọi kỳ còn mở và mọi kỳ sau. Báo cáo đang chờ vẫn được xác nhận."""
    from services.duties.endings import withdraw_whole_task

    done = _decide(
        lambda house, deciding: withdraw_whole_task(house, number, deciding),
        today,
        by,
        reason=reason,
        document=document,
    )
    typer.echo(f"Đã thu hồi nhiệm vụ số {number}: {_told(done)}.")


@task.command("end")
def end_task(
    number: _AnyDuty,
    on: Annotated[datetime, typer.Option(formats=DAY_FORMATS, help="Ngày cuối của nhiệm vụ, ví dụ 2026-09-30.")],
    reason: Reason,
    document: _Document = "",
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Cho nhiệm vụ kết thúc vào một ngày: các kỳ sau ngày đó được thu hồi, không lập thêm kỳ nào."""
    from base.vietnamese import short_date
    from services.duties.endings import end_task_on

    day = on.date()
    done = _decide(
        lambda house, deciding: end_task_on(house, number, day, deciding), today, by, reason=reason, document=document
    )
    typer.echo(f"Nhiệm vụ số {number} kết thúc ngày {short_date(day)}: {_told(done)}.")


@plan.command("ended")
def list_ended(today: Today = None) -> None:
    """Các văn bản đã hết thời gian thực hiện mà còn nhiệm vụ mở: đóng hoặc kéo dài."""
    from base.clock import moment_of
    from cli.show import console, day_text, table
    from services.duties.endings import plans_to_close
    from services.installation import open_installation

    with open_installation() as installation:
        found = plans_to_close(installation, today=moment_of(day_of(today)).date())
    rows = [(one.number, day_text(one.issued_on), str(one.last_year), str(one.open_duties), one.title) for one in found]
    headings = ("Văn bản", "Ngày", "Đến hết năm", "Còn mở", "Trích yếu")
    console().print(table("Văn bản đã hết thời gian thực hiện", headings, rows, numbers=(2, 3)))


@plan.command("close")
def close(number: _Plan, reason: Reason, document: _Document = "", today: Today = None, by: ActorOption = "") -> None:
    """Đóng văn bản: các nhiệm vụ còn mở được thu hồi, không ai bị nhắc nữa."""
    from services.duties.endings import close_ended_plan

    done = _of_plan(number, close_ended_plan, today, by, reason=reason, document=document)
    typer.echo(f"Đã đóng {number}: {_told(done)}.")


@plan.command("prolong")
def prolong_plan(
    number: _Plan,
    year: Annotated[int, typer.Option(help="Năm cuối mới, ví dụ 2027.")],
    reason: Reason,
    document: _Document = "",
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Kéo dài văn bản đến hết một năm: các nhiệm vụ định kỳ được lập tiếp."""
    from services.duties.endings import prolong

    _of_plan(
        number,
        lambda house, named, deciding: prolong(house, named, year, deciding),
        today,
        by,
        reason=reason,
        document=document,
    )
    typer.echo(f"{number} được thực hiện đến hết năm {year}; các kỳ tiếp theo được lập trong lần chạy tới.")


@plan.command("take-back")
def take_back(
    number: _Plan, reason: Reason, document: _Document = "", today: Today = None, by: ActorOption = ""
) -> None:
    """Rút cả một văn bản nhập nhầm: mọi nhiệm vụ được thu hồi, lịch được báo, nhật ký giữ nguyên."""
    from services.duties.endings import take_back_import

    done = _of_plan(number, take_back_import, today, by, reason=reason, document=document)
    typer.echo(f"Đã rút {number}: {_told(done)}. Nhập lại được bằng `dondoc import`.")


@plan.command("restore")
def restore(number: _Plan, reason: Reason, document: _Document = "", today: Today = None, by: ActorOption = "") -> None:
    """Khôi phục văn bản đã bị thay thế, trong 30 ngày: các nhiệm vụ trở lại như trước."""
    from services.duties.endings import restore_replaced_plan

    done = _of_plan(number, restore_replaced_plan, today, by, reason=reason, document=document)
    typer.echo(f"{number} có hiệu lực trở lại: {done.moved} nhiệm vụ được khôi phục.")


def supersede(
    old: Annotated[
        str,
        typer.Argument(
            metavar="VĂN-BẢN-CŨ", help="Số của văn bản cũ, kèm năm nếu trùng, ví dụ “283/KH-UBND năm 2025”."
        ),
    ],
    new: Annotated[str, typer.Argument(metavar="VĂN-BẢN-MỚI", help="Số của văn bản mới đã nhập, ví dụ 50/KH-UBND.")],
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Đóng các nhiệm vụ còn mở của văn bản cũ vì đã có văn bản mới thay thế; khôi phục được trong 30 ngày."""
    from services.duties.endings import replace_plan

    replaced = _sure_of(old)
    newer = _sure_of(new)
    done = _decide(lambda house, deciding: replace_plan(house, replaced, newer, deciding), today, by, document=newer)
    typer.echo(f"{replaced} được thay thế bởi {newer}: {done.closed} nhiệm vụ đã đóng.")


def succeed(
    old: Annotated[
        str, typer.Argument(metavar="CƠ-QUAN-CŨ", help="Cơ quan cũ, mã hoặc tên, ví dụ “Sở Giao thông vận tải”.")
    ],
    new: Annotated[
        str, typer.Argument(metavar="CƠ-QUAN-MỚI", help="Cơ quan kế thừa, mã hoặc tên, ví dụ “Sở Xây dựng”.")
    ],
    document: _Document,
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Chuyển cho cơ quan kế thừa: nhiệm vụ còn mở, vai trò, cán bộ theo dõi, địa chỉ lịch."""
    from cli.naming import named_agency
    from services.duties.endings import succeed as hand_on

    def hand_over(house: "Installation", deciding: "Deciding") -> "tuple[Succession, str]":
        former, heir = named_agency(house, old, "CƠ-QUAN-CŨ"), named_agency(house, new, "CƠ-QUAN-MỚI")
        return hand_on(house, former.code, heir.code, deciding), heir.name

    done, name = _decide(hand_over, today, by, document=document)
    typer.echo(f"{done.moved} nhiệm vụ chuyển sang {name}; {done.closed} thu hồi vì {name} đã có nhiệm vụ đó.")


def _sure_of(number: str) -> str:
    """Return what names one plan: with its year, asked for where several bear the number and somebody can answer."""
    from services.duties.endings import check_plan
    from services.installation import open_installation
    from workflow.store.plans.successions import AmbiguousPlan

    with open_installation() as installation:
        try:
            check_plan(installation, number)
        except AmbiguousPlan as several:
            if not sys.stdin.isatty():
                raise
            typer.echo(str(several))
            return f"{number} năm {ask_number('Năm ban hành')}"
    return number


def _of_plan(
    number: str,
    change: "Callable[[Installation, str, Deciding], _Done]",
    today: datetime | None,
    by: str,
    *,
    reason: str,
    document: str,
) -> _Done:
    named = _sure_of(number)
    return _decide(lambda house, deciding: change(house, named, deciding), today, by, reason=reason, document=document)


def _decide(
    change: "Callable[[Installation, Deciding], _Done]",
    today: datetime | None,
    by: str,
    *,
    reason: str = "",
    document: str = "",
) -> _Done:
    from cli.acting import at_the_shell
    from services.duties.endings import Deciding
    from services.installation import open_installation

    with open_installation() as installation:
        actor, now = at_the_shell(installation, by, today)
        return change(installation, Deciding(actor=actor, now=now, reason=reason, document=document))


def _told(done: "Ended") -> str:
    waiting = f"; {done.waiting_reports} báo cáo đang chờ vẫn được xem xét" if done.waiting_reports else ""
    return f"{done.withdrawn} nhiệm vụ được thu hồi{waiting}"


task.command("edit")(edit_task)
