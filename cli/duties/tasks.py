"""`dondoc tasks`, and the events of an assignment's life: accept, report, confirm and the rest."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.asking import agrees
from cli.files_given import existing_files
from cli.options import DAY_FORMATS, ActorOption, Reason, Today, day_of
from workflow.lifecycle import Event, State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from services.duties.acting import Doing
    from services.installation import Installation
    from workflow.assignment import Assignment

_Number = Annotated[int, typer.Argument(metavar="SỐ", help="Số của nhiệm vụ, xem bằng `dondoc tasks`.")]
_OtherDay = Annotated[
    datetime | None, typer.Option(formats=DAY_FORMATS, help="Hạn mới thay cho đề xuất, ví dụ 2026-08-31.")
]
Files = Annotated[
    list[Path] | None,
    typer.Option(
        "--file",
        callback=existing_files,
        help="Tệp kèm theo: PDF, DOCX, XLSX, ảnh; ghi nhiều lần cho nhiều tệp, ví dụ 128-BC.pdf.",
    ),
]
_Opinion = Annotated[str, typer.Option(help="Nội dung ý kiến, ví dụ “làm trước phần dữ liệu dân cư”.")]
_Document = Annotated[str, typer.Option(help="Số và ngày văn bản, ví dụ “123/BC-SNV ngày 02/3/2026”.")]


def tasks(
    agency: Annotated[str | None, typer.Option(help="Cơ quan chủ trì, ví dụ “Sở Nội vụ”.")] = None,
    state: Annotated[State | None, typer.Option(help="Trạng thái, ví dụ in_progress (đang triển khai).")] = None,
    due_before: Annotated[
        datetime | None, typer.Option(formats=DAY_FORMATS, help="Hạn trước ngày này, ví dụ 2026-04-01.")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="Nhiều nhất bao nhiêu dòng, ví dụ 20; 0 là tất cả.")] = 50,
    today: Today = None,
    as_json: Annotated[bool, typer.Option("--json", help="In mỗi nhiệm vụ một dòng JSON.")] = False,
) -> None:
    """Liệt kê các nhiệm vụ được giao, nhiệm vụ sắp đến hạn trước."""
    from base.clock import moment_of
    from cli.show import assignments_table, console, talk
    from config.days_off import days_off
    from config.settings import Settings
    from services.house_database import open_database
    from workflow.store.duties.reading import first_assignments
    from workflow.working_days import WorkingDays

    settings = Settings()
    lead = _code_of(agency) if agency else None
    # Of the policies the list needs the days off alone: reading all of them takes as long as the list.
    with open_database(settings) as database, database.reading() as session:
        shown, count = first_assignments(
            session,
            limit,
            agency=lead,
            states={state} if state else None,
            due_before=day_of(due_before),
        )
    working_days = WorkingDays.vietnam(days_off(settings.policies_dir))
    if as_json:
        _print_json(shown)
        return
    console().print(assignments_table("Nhiệm vụ được giao", shown, moment_of(day_of(today)).date(), working_days))
    if len(shown) < count:
        talk().print(f"… còn {count - len(shown)} nhiệm vụ nữa; thêm --limit 0 để xem tất cả.")


def _code_of(agency: str) -> str:
    from cli.naming import named_agency
    from services.installation import open_installation

    with open_installation() as installation:
        return named_agency(installation, agency).code


def _print_json(found: "list[Assignment]") -> None:
    import json
    from dataclasses import asdict

    for assignment in found:
        typer.echo(json.dumps(asdict(assignment), ensure_ascii=False, default=str))


def laggards(
    number: Annotated[
        int, typer.Argument(metavar="SỐ", help="Số của một lượt giao bất kỳ của nhiệm vụ, xem bằng `dondoc tasks`.")
    ],
    today: Today = None,
) -> None:
    """Nhiệm vụ giao nhiều cơ quan: bao nhiêu đã báo cáo, còn những ai."""
    from base.clock import moment_of
    from cli.show import assignments_table, console
    from services.installation import open_installation
    from workflow.store.duties.reading import assignment
    from workflow.store.plans.groups import progress_of

    with open_installation() as installation, installation.database.reading() as session:
        task = assignment(session, number).task
        progress = progress_of(session, task.id)
        working_days = installation.policies.working_days
    console().print(f"{task.plan_number}, {task.place}: {progress.words}.")
    console().print(assignments_table("Chưa báo cáo", progress.laggards, moment_of(day_of(today)).date(), working_days))


def accept(number: _Number, today: Today = None, by: ActorOption = "") -> None:
    """Cơ quan nhận nhiệm vụ."""
    _move(number, Event.ACCEPT, today, by)


def progress(
    number: _Number,
    text: Annotated[str, typer.Option(help="Đã làm được gì, ví dụ “đã lấy ý kiến các sở”.")],
    percent: Annotated[int | None, typer.Option(min=0, max=100, help="Phần trăm hoàn thành, ví dụ 60.")] = None,
    file: Files = None,
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Cập nhật tiến độ."""
    _move(number, Event.NOTE_PROGRESS, today, by, text=text, percent=percent, files=file)


def report(
    number: _Number,
    result: Annotated[
        str,
        typer.Option(help="Văn bản hoặc đường dẫn kết quả, ví dụ “123/BC-SNV ngày 02/3/2026”; bỏ trống khi có tệp."),
    ] = "",
    file: Files = None,
    on: Annotated[
        datetime | None, typer.Option(formats=DAY_FORMATS, help="Ngày của báo cáo, nếu không phải hôm nay.")
    ] = None,
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Cơ quan báo cáo kết quả. Ngày của báo cáo quyết định đúng hạn hay quá hạn."""
    _move(number, Event.REPORT, today, by, result=result, on=on, files=file)


def recall(number: _Number, today: Today = None, by: ActorOption = "") -> None:
    """Cơ quan rút lại báo cáo chưa được xác nhận."""
    _move(number, Event.RECALL_REPORT, today, by)


def confirm(number: _Number, today: Today = None, by: ActorOption = "") -> None:
    """Cơ quan đầu mối xác nhận hoàn thành."""
    _move(number, Event.CONFIRM, today, by)


def take_back(number: _Number, today: Today = None, by: ActorOption = "") -> None:
    """Người đã xác nhận rút lại xác nhận trong 24 giờ; báo cáo lại chờ xác nhận, hạn giữ nguyên."""
    _move(number, Event.RECALL_CONFIRMATION, today, by)


def send_back(
    number: _Number, reason: Reason, due: _OtherDay = None, today: Today = None, by: ActorOption = ""
) -> None:
    """Cơ quan đầu mối trả lại báo cáo; hạn được cộng thêm số ngày báo cáo đã chờ, trừ khi ghi --due."""
    _move(number, Event.RETURN, today, by, reason=reason, due=due)


def refuse(number: _Number, reason: Reason, file: Files = None, today: Today = None, by: ActorOption = "") -> None:
    """Cơ quan từ chối nhận nhiệm vụ."""
    _move(number, Event.REFUSE, today, by, reason=reason, files=file)


def reassign(
    number: _Number,
    agency: Annotated[str, typer.Option(help="Cơ quan mới, mã hoặc tên, ví dụ “Sở Tài chính”.")],
    reason: Reason = "",
    due: _OtherDay = None,
    later: Annotated[
        bool | None,
        typer.Option("--later/--only", help="Giao cả các kỳ sau, hay chỉ kỳ này; bỏ trống thì được hỏi."),
    ] = None,
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Cơ quan đầu mối giao lại nhiệm vụ cho cơ quan khác; nhiệm vụ đã quá hạn được tính hạn mới."""
    all_later = _asked_later(number) if later is None else later
    _move(number, Event.REASSIGN, today, by, agency=agency, reason=reason, due=due, later=all_later)


def withdraw(number: _Number, reason: Reason, today: Today = None, by: ActorOption = "") -> None:
    """Cơ quan đầu mối thu hồi một nhiệm vụ ở một kỳ; thu hồi cả nhiệm vụ bằng `dondoc task withdraw`."""
    _move(number, Event.WITHDRAW, today, by, reason=reason)


def reopen(number: _Number, reason: Reason, due: _OtherDay = None, today: Today = None, by: ActorOption = "") -> None:
    """Mở lại nhiệm vụ đã hoàn thành hoặc đã thu hồi; hạn đã qua được tính lại."""
    _move(number, Event.REOPEN, today, by, reason=reason, due=due)


def _asked_later(number: int) -> bool:
    """Ask whether later occurrences go along, where there are any and somebody can be asked; else this one alone."""
    import sys

    from services.duties.acting import count_later
    from services.installation import open_installation

    with open_installation() as installation:
        count = count_later(installation, number)
    return bool(count) and sys.stdin.isatty() and agrees(f"Giao cả {count} kỳ sau cho cơ quan mới?")


def remind(
    numbers: Annotated[list[int], typer.Argument(metavar="SỐ", help="Số của các nhiệm vụ, xem bằng `dondoc tasks`.")],
    reason: Reason = "",
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Nhắc cơ quan chủ trì của một hoặc nhiều nhiệm vụ, trong thư tổng hợp tới."""
    from cli.acting import at_the_shell
    from services.duties.acting import Doing, remind_agency
    from services.installation import open_installation

    with open_installation() as installation:
        actor, now = at_the_shell(installation, by, today)
        for number in numbers:
            duty = remind_agency(installation, Doing(duty=number, actor=actor, now=now, reason=reason))
            typer.echo(f"{duty.name}: đã ghi lời nhắc.")


def direct(number: _Number, text: _Opinion, file: Files = None, today: Today = None, by: ActorOption = "") -> None:
    """Lãnh đạo ghi ý kiến chỉ đạo; cơ quan chủ trì và cơ quan đầu mối được báo trong thư tổng hợp tới."""
    from services.duties.acting import give_direction

    _say(give_direction, number, text, file, today, by)


def comment(number: _Number, text: _Opinion, file: Files = None, today: Today = None, by: ActorOption = "") -> None:
    """Cơ quan phối hợp ghi ý kiến; cơ quan chủ trì được báo trong thư tổng hợp tới."""
    from services.duties.acting import give_comment

    _say(give_comment, number, text, file, today, by)


def _say(
    give: "Callable[[Installation, Doing, str], Assignment]",
    number: int,
    text: str,
    files: list[Path] | None,
    today: datetime | None,
    by: str,
) -> None:
    from cli.acting import at_the_shell
    from services.duties.acting import Doing
    from services.evidence.intake import take_in_paths
    from services.installation import open_installation

    with open_installation() as installation:
        actor, now = at_the_shell(installation, by, today)
        taken = take_in_paths(installation, files or (), person=actor.person, now=now)
        duty = give(installation, Doing(duty=number, actor=actor, now=now, files=taken), text)
    typer.echo(f"{duty.name}: đã ghi ý kiến.")


# What each is called, in the order of the help text.
DUTY_COMMANDS: "Mapping[str, Callable[..., None]]" = {
    "tasks": tasks,
    "laggards": laggards,
    "accept": accept,
    "note-progress": progress,
    "report": report,
    "recall-report": recall,
    "confirm": confirm,
    "recall-confirmation": take_back,
    "return": send_back,
    "refuse": refuse,
    "reassign": reassign,
    "remind": remind,
    "direct": direct,
    "comment": comment,
    "withdraw": withdraw,
    "reopen": reopen,
}


def _move(
    number: int,
    event: Event,
    today: datetime | None,
    by: str,
    *,
    reason: str = "",
    result: str = "",
    text: str = "",
    percent: int | None = None,
    on: datetime | None = None,
    agency: str | None = None,
    due: datetime | None = None,
    later: bool = False,
    files: list[Path] | None = None,
) -> None:
    from cli.acting import at_the_shell
    from cli.naming import named_agency
    from cli.show import console, day_text
    from services.duties.acting import Brought, Doing, cause
    from services.evidence.intake import take_in_paths
    from services.installation import open_installation
    from workflow.evidence.files import names_of_files

    with open_installation() as installation:
        actor, now = at_the_shell(installation, by, today)
        taken = take_in_paths(installation, files or (), person=actor.person, now=now)
        given = result or (names_of_files(taken) if event is Event.REPORT else "")
        brought = Brought(
            result=given,
            text=text,
            percent=percent,
            on=day_of(on),
            agency=named_agency(installation, agency).code if agency is not None else None,
            due=day_of(due),
            later=later,
        )
        doing = Doing(duty=number, actor=actor, now=now, reason=reason, files=taken)
        after = cause(installation, event, doing, brought)
    console().print(f"{after.name}: {event.label}; nay “{after.state.label}”, hạn {day_text(after.due)}.")
