"""Dates and duties that change by decision: `dondoc extend`, `reschedule`, `members`."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.duties.tasks import Files
from cli.headings import Commands
from cli.options import DAY_FORMATS, ActorOption, Reason, Today, day_of

if TYPE_CHECKING:
    from services.duties.acting import Doing
    from services.installation import Installation
    from workflow.assignment import Assignment

members = Commands(
    name="members",
    help="Thành viên mới vào hoặc đã rời các nhóm chủ trì.",
    no_args_is_help=True,
)
_Agency = Annotated[
    str, typer.Argument(metavar="CƠ-QUAN", help="Cơ quan, mã hoặc tên, xem bằng `dondoc members list`.")
]
extensions = Commands(name="extend", help="Gia hạn: xin, cho phép, từ chối.", no_args_is_help=True)
_Number = Annotated[int, typer.Argument(metavar="SỐ", help="Số của nhiệm vụ, xem bằng `dondoc tasks`.")]
Due = Annotated[datetime, typer.Option(formats=DAY_FORMATS, help="Hạn mới, ví dụ 2026-08-31.")]
_Document = Annotated[str, typer.Option(help="Văn bản làm căn cứ, ví dụ “88/UBND-KGVX ngày 10/7/2026”.")]


@extensions.command("request")
def request(
    number: _Number, due: Due, reason: Reason, file: Files = None, today: Today = None, by: ActorOption = ""
) -> None:
    """Cơ quan xin gia hạn; hạn cũ vẫn giữ đến khi được cho phép."""
    from services.duties.acting import ask_extension

    _decide(
        number,
        lambda house, doing: ask_extension(house, doing, due.date()),
        today,
        by,
        reason=reason,
        files=file,
        say=_request_words,
    )


def _request_words(installation: "Installation", after: "Assignment") -> str:
    """The request's number, which an answer may name, and the day asked for."""
    from cli.show import day_text
    from services.duties.acting import duty_requests

    *_, (_, asked) = duty_requests(installation, after.id)
    return (
        f"{after.name}: yêu cầu gia hạn số {asked.number}, xin đến {day_text(asked.wished_due)}; "
        f"hạn {day_text(after.due)} giữ đến khi được cho phép."
    )


@extensions.command("grant")
def _grant(
    number: _Number,
    document: _Document,
    due: Annotated[
        datetime | None, typer.Option(formats=DAY_FORMATS, help="Hạn khác với ngày đã xin, ví dụ 2026-08-20.")
    ] = None,
    request: Annotated[
        int | None, typer.Option(help="Số của yêu cầu được trả lời, xem bằng `dondoc extend list`.")
    ] = None,
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Cho phép gia hạn theo ngày đã xin, hoặc đến một ngày khác."""
    from services.duties.acting import allow_extension

    _decide(
        number,
        lambda house, doing: allow_extension(house, doing, due=day_of(due), request=request),
        today,
        by,
        document=document,
    )


@extensions.command("list")
def list_requests(
    number: Annotated[
        int | None, typer.Argument(metavar="SỐ", help="Chỉ một nhiệm vụ; bỏ trống: mọi yêu cầu đang chờ.")
    ] = None,
) -> None:
    """Các yêu cầu gia hạn: hạn lúc xin, ngày xin đến, ngày được cho, lần thứ mấy."""
    from cli.show import console, day_text, table
    from services.duties.acting import duty_requests
    from services.installation import open_installation

    with open_installation() as installation:
        found = duty_requests(installation, number)
        most = installation.policies.most_grants
    rows = [
        (
            str(duty.id),
            duty.agency_name,
            str(asked.number),
            day_text(asked.was_due),
            day_text(asked.wished_due),
            day_text(asked.granted),
            f"{asked.times}/{most}" if asked.times else "",
            asked.answer.label,
        )
        for duty, asked in found
    ]
    headings = ("Nhiệm vụ", "Cơ quan", "Yêu cầu", "Hạn khi xin", "Xin đến", "Được cho", "Lần", "Trả lời")
    console().print(table("Yêu cầu gia hạn", headings, rows, numbers=(0, 2)))


@extensions.command("deny")
def deny(number: _Number, reason: Reason, today: Today = None, by: ActorOption = "") -> None:
    """Từ chối gia hạn."""
    from services.duties.acting import refuse_extension

    _decide(number, refuse_extension, today, by, reason=reason)


def reschedule(
    number: _Number, due: Due, reason: Reason, document: _Document = "", today: Today = None, by: ActorOption = ""
) -> None:
    """Đặt lại hạn của một nhiệm vụ; thời hạn in trong văn bản vẫn được giữ nguyên."""
    from services.duties.acting import set_due_day

    new_day = due.date()
    _decide(
        number, lambda house, doing: set_due_day(house, doing, new_day), today, by, reason=reason, document=document
    )


@members.command("list")
def list_gaps() -> None:
    """Cơ quan mới vào hoặc đã rời các nhóm chủ trì, chưa được quyết định."""
    from cli.show import console, table
    from services.installation import open_installation
    from workflow.store.plans.groups import gaps

    with open_installation() as installation, installation.database.reading() as session:
        found = gaps(session, installation.policies.directory)
    if not found:
        console().print("Không có cơ quan nào mới vào hoặc đã rời nhóm mà chưa được quyết định.")
        return
    rows = [(g.agency, g.agency_name, "mới vào" if g.joined else "đã rời", str(len(g.tasks))) for g in found]
    console().print(table("Thay đổi thành viên", ("Mã", "Cơ quan", "Thay đổi", "Nhiệm vụ"), rows, numbers=(3,)))


@members.command("admit")
def admit_member(
    agency: _Agency,
    reason: Reason,
    due: Annotated[
        datetime | None,
        typer.Option(formats=DAY_FORMATS, help="Hạn của các nhiệm vụ đã quá hạn trước khi cơ quan vào nhóm."),
    ] = None,
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Giao cho cơ quan mới vào nhóm các nhiệm vụ còn mở của nhóm; nhiệm vụ đã quá hạn được tính hạn mới."""
    typer.echo(f"{_settle(agency, True, reason, today, by, due=day_of(due))} được giao.")


@members.command("release")
def release_member(agency: _Agency, reason: Reason, today: Today = None, by: ActorOption = "") -> None:
    """Thu hồi các nhiệm vụ còn mở của cơ quan đã rời nhóm."""
    typer.echo(f"{_settle(agency, False, reason, today, by)} được thu hồi.")


@members.command("decline")
def _decline_member(agency: _Agency, reason: Reason, today: Today = None, by: ActorOption = "") -> None:
    """Không giao cho cơ quan mới vào nhóm các nhiệm vụ còn mở của nhóm; không hỏi lại."""
    typer.echo(f"{_settle(agency, True, reason, today, by, as_it_is=True)} không giao, không hỏi lại.")


@members.command("keep")
def _keep_member(agency: _Agency, reason: Reason, today: Today = None, by: ActorOption = "") -> None:
    """Để cơ quan đã rời nhóm giữ các nhiệm vụ còn mở của nhóm; không hỏi lại."""
    typer.echo(f"{_settle(agency, False, reason, today, by, as_it_is=True)} giữ ở cơ quan này, không hỏi lại.")


@members.command("leave")
def _leave_group(
    group: Annotated[str, typer.Argument(metavar="NHÓM", help="Nhóm, mã hoặc tên, xem bằng `dondoc agencies list`.")],
    agency: Annotated[str, typer.Argument(metavar="CƠ-QUAN", help="Thành viên của nhóm, mã hoặc tên.")],
    reason: Reason,
    withdraw: Annotated[
        bool | None,
        typer.Option(
            "--withdraw/--keep", help="Nhiệm vụ còn mở của nhóm: thu hồi, hay để cơ quan giữ. Bỏ trống: chỉ xem trước."
        ),
    ] = None,
    document: _Document = "",
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Đưa một cơ quan ra khỏi nhóm; cho xem nhiệm vụ còn mở trước khi làm."""
    from cli.acting import at_the_shell
    from cli.naming import named_agency
    from cli.show import day_text
    from services.directory.memberships import leave_group, leaving_of
    from services.duties.endings import Deciding
    from services.installation import open_installation

    with open_installation() as installation:
        actor, now = at_the_shell(installation, by, today)
        code = named_agency(installation, group, "NHÓM").code
        leaving = leaving_of(installation, code, named_agency(installation, agency, "CƠ-QUAN").code)
        for duty in leaving.duties:
            typer.echo(f"{duty.id}  {duty.task.title}  {day_text(duty.due)}  {duty.state.label}")
        if withdraw is None:
            typer.echo(
                f"{len(leaving.duties)} nhiệm vụ còn mở của nhóm ở {leaving.member.name}. Chưa làm gì: thêm --keep để "
                "giữ, --withdraw để thu hồi.",
                err=True,
            )
            return
        deciding = Deciding(actor=actor, now=now, reason=reason, document=document)
        done = leave_group(installation, code, leaving.member.code, keep=not withdraw, deciding=deciding)
    typer.echo(f"{leaving.member.name} không còn thuộc {leaving.group.name}; thu hồi {done} nhiệm vụ.")


def _settle(
    agency: str,
    joined: bool,
    reason: str,
    today: datetime | None,
    by: str,
    *,
    due: date | None = None,
    as_it_is: bool = False,
) -> str:
    """Decide on a member of a group; return whose duties these are, and how many."""
    from cli.acting import at_the_shell
    from cli.naming import named_agency
    from services.directory.memberships import settle_membership
    from services.duties.endings import Deciding
    from services.installation import open_installation

    with open_installation() as installation:
        actor, now = at_the_shell(installation, by, today)
        deciding = Deciding(actor=actor, now=now, reason=reason)
        member = named_agency(installation, agency, "CƠ-QUAN")
        made = settle_membership(
            installation, member.code, joined=joined, deciding=deciding, due=due, as_it_is=as_it_is
        )
        return f"{member.name}: {made} nhiệm vụ"


def _decide(
    number: int,
    decide: "Callable[[Installation, Doing], Assignment]",
    today: datetime | None,
    by: str,
    *,
    reason: str = "",
    document: str = "",
    files: list[Path] | None = None,
    say: "Callable[[Installation, Assignment], str] | None" = None,
) -> None:
    """Decide about a duty, and `say` what came of it; unless said otherwise its day and its state."""
    from cli.acting import at_the_shell
    from cli.show import console
    from services.duties.acting import Doing
    from services.evidence.intake import take_in_paths
    from services.installation import open_installation

    with open_installation() as installation:
        actor, now = at_the_shell(installation, by, today)
        taken = take_in_paths(installation, files or (), person=actor.person, now=now)
        doing = Doing(duty=number, actor=actor, now=now, reason=reason, document=document, files=taken)
        words = (say or _standing_words)(installation, decide(installation, doing))
    console().print(words)


def _standing_words(_installation: "Installation", after: "Assignment") -> str:
    from cli.show import day_text

    return f"{after.name}: hạn {day_text(after.due)}, trạng thái “{after.state.label}”."
