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
_Agency = Annotated[str, typer.Argument(metavar="MÃ", help="Mã cơ quan, xem bằng `dondoc members list`.")]
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

    _decide(number, lambda house, doing: ask_extension(house, doing, due.date()), today, by, reason=reason, files=file)


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
    made = _settle(agency, True, reason, today, by, due=day_of(due))
    typer.echo(f"{agency}: {made} nhiệm vụ được giao.")


@members.command("release")
def release_member(agency: _Agency, reason: Reason, today: Today = None, by: ActorOption = "") -> None:
    """Thu hồi các nhiệm vụ còn mở của cơ quan đã rời nhóm."""
    withdrawn = _settle(agency, False, reason, today, by)
    typer.echo(f"{agency}: {withdrawn} nhiệm vụ được thu hồi.")


def _settle(agency: str, joined: bool, reason: str, today: datetime | None, by: str, *, due: date | None = None) -> int:
    from cli.acting import at_the_shell
    from services.directory.memberships import settle_membership
    from services.duties.endings import Deciding
    from services.installation import open_installation

    with open_installation() as installation:
        actor, now = at_the_shell(installation, by, today)
        deciding = Deciding(actor=actor, now=now, reason=reason)
        return settle_membership(installation, agency, joined=joined, deciding=deciding, due=due)


def _decide(
    number: int,
    decide: "Callable[[Installation, Doing], Assignment]",
    today: datetime | None,
    by: str,
    *,
    reason: str = "",
    document: str = "",
    files: list[Path] | None = None,
) -> None:
    from cli.acting import at_the_shell
    from cli.show import console, day_text
    from services.duties.acting import Doing
    from services.evidence.intake import take_in_paths
    from services.installation import open_installation

    with open_installation() as installation:
        actor, now = at_the_shell(installation, by, today)
        taken = take_in_paths(installation, files or (), person=actor.person, now=now)
        doing = Doing(duty=number, actor=actor, now=now, reason=reason, document=document, files=taken)
        after = decide(installation, doing)
    console().print(f"{after.name}: hạn {day_text(after.due)}, trạng thái “{after.state.label}”.")
