"""`dondoc admin` and `dondoc people`: accounts, one-time links, and who may do what."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.headings import Commands
from cli.options import DAY_FORMATS, ActorOption, Today
from workflow.people.grants import GrantedRole

if TYPE_CHECKING:
    from services.accounts.desk import AccountDesk
    from services.accounts.people import Invited
    from services.installation import Installation
    from workflow.people.grants import Grant

admin = Commands(name="admin", help="Quản trị hệ thống: tài khoản đầu tiên, vào lại khi mất hết.", no_args_is_help=True)
people = Commands(name="people", help="Người dùng: tài khoản, quyền, ủy quyền.", no_args_is_help=True)
_Name = Annotated[str, typer.Argument(metavar="HỌ-TÊN", help="Họ và tên, ví dụ “Trần Thị Lan”.")]
_Mail = Annotated[str, typer.Argument(metavar="THƯ", help="Địa chỉ thư điện tử, ví dụ lan@ubnd.example.")]
_Who = Annotated[str, typer.Argument(metavar="NGƯỜI", help="Thư điện tử hoặc họ tên, xem bằng `dondoc people list`.")]
_Role = Annotated[GrantedRole, typer.Option(help="Vai trò, ví dụ staff.")]
_AgencyOption = Annotated[str, typer.Option("--agency", help="Phạm vi: cơ quan, mã hoặc tên, ví dụ “Sở Nội vụ”.")]
_PlanOption = Annotated[str, typer.Option("--plan", help="Phạm vi: số văn bản, ví dụ 50/KH-UBND.")]
_From = Annotated[datetime | None, typer.Option("--from", formats=DAY_FORMATS, help="Từ ngày; bỏ trống: hôm nay.")]
_Until = Annotated[datetime | None, typer.Option("--until", formats=DAY_FORMATS, help="Đến hết ngày; bỏ trống: mãi.")]
_Paper = Annotated[str, typer.Option("--document", help="Văn bản làm căn cứ, ví dụ “12/QĐ-UBND ngày 02/3/2026”.")]
_Because = Annotated[str, typer.Option("--reason", help="Lý do, ví dụ “nghỉ hưu”.")]
_Also = Annotated[
    list[str] | None,
    typer.Option("--also", help="Giao thêm một quyền, ví dụ import (nhập văn bản); nêu được nhiều lần."),
]
_GrantNumber = Annotated[int, typer.Argument(metavar="SỐ", help="Số của quyền, xem bằng `dondoc people list`.")]

_NEW_KEY = (
    "Khóa bí mật: không có, đã tạo mới; cất một bản ở nơi khác. Liên kết trong thư cũ không còn dùng được, "
    "tài khoản Zalo phải cấp quyền lại."
)


@admin.command("create")
def create_admin(name: _Name, mail: _Mail, today: Today = None, by: ActorOption = "") -> None:
    """Lập quản trị, hoặc cho vào lại khi mất mật khẩu, điện thoại hay khóa bí mật; in liên kết dùng một lần."""
    from cli.acting import at_the_shell
    from cli.show import console
    from config.keys import make_key_file
    from services.accounts.people import make_admin

    with _opened() as (installation, desk):
        actor, now = at_the_shell(installation, by, today)
        # His second factor is kept under the key: without one he would get no further than its page.
        if not installation.settings.secret_key and make_key_file(installation.settings.home):
            console().print(_NEW_KEY)
        _tell(desk, make_admin(desk, name=name, mail=mail, actor=actor.name, now=now), mailed=False)


@admin.command("list")
def list_admins() -> None:
    """Liệt kê quản trị."""
    _list(GrantedRole.ADMIN)


@people.command("list")
def list_people() -> None:
    """Liệt kê người dùng, quyền của từng người, lần vào cuối."""
    _list(None)


@people.command("add")
def _add(
    name: _Name,
    mail: _Mail,
    role: Annotated[GrantedRole | None, typer.Option(help="Vai trò đầu tiên, ví dụ staff.")] = None,
    agency: _AgencyOption = "",
    plan: _PlanOption = "",
    until: _Until = None,
    document: _Paper = "",
    also: _Also = None,
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Lập tài khoản, gửi lời mời qua thư và in liên kết dùng một lần."""
    from cli.acting import at_the_shell
    from cli.naming import code_if_named
    from services.accounts.people import invite_person
    from services.accounts.register import grant_within, grantable

    with _opened() as (installation, desk):
        actor, now = at_the_shell(installation, by, today)
        grants: tuple[Grant, ...] = ()
        if role is not None:
            grants = (
                grant_within(
                    desk,
                    installation.policies.directory,
                    role,
                    agency=code_if_named(installation, agency),
                    plan=plan,
                    since=now.date(),
                    until=until.date() if until else None,
                    document=document,
                    also=grantable(also or ()),
                ),
            )
        _tell(desk, invite_person(desk, actor, name=name, mail=mail, grants=grants, now=now), mailed=True)


@people.command("invite")
def _invite(who: _Who, today: Today = None, by: ActorOption = "") -> None:
    """Gửi lại lời mời; liên kết cũ hết hiệu lực."""
    from cli.acting import at_the_shell
    from services.accounts.people import invite_again

    with _opened() as (installation, desk):
        actor, now = at_the_shell(installation, by, today)
        _tell(desk, invite_again(desk, actor, _person(installation, who), now=now), mailed=True)


@people.command("grant")
def grant_right(
    who: _Who,
    role: _Role,
    agency: _AgencyOption = "",
    plan: _PlanOption = "",
    first: _From = None,
    until: _Until = None,
    document: _Paper = "",
    also: _Also = None,
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Giao quyền: vai trò, phạm vi (không nêu là toàn hệ thống), thời gian, văn bản."""
    from cli.acting import at_the_shell
    from cli.naming import code_if_named
    from services.accounts.grants import give_grant
    from services.accounts.register import grant_within, grantable

    with _opened() as (installation, desk):
        actor, now = at_the_shell(installation, by, today)
        given = grant_within(
            desk,
            installation.policies.directory,
            role,
            agency=code_if_named(installation, agency),
            plan=plan,
            since=(first or now).date(),
            until=until.date() if until else None,
            document=document,
            also=grantable(also or ()),
        )
        kept = give_grant(desk, actor, given, person=_person(installation, who), now=now)
        typer.echo(f"Quyền {kept.id}: {kept.person_name} là {kept.grant.role_words}, {kept.scope_name}.")


@people.command("end-grant")
def _end_grant(number: _GrantNumber, reason: _Because = "", today: Today = None, by: ActorOption = "") -> None:
    """Thu hồi một quyền ngay; người đó phải đăng nhập lại."""
    from cli.acting import at_the_shell
    from services.accounts.grants import take_grant

    with _opened() as (installation, desk):
        actor, now = at_the_shell(installation, by, today)
        kept = take_grant(desk, actor, number, reason=reason, now=now)
        typer.echo(f"Đã thu hồi quyền {number} của {kept.person_name or kept.holder_name}.")


@people.command("lend")
def _lend(
    number: _GrantNumber,
    deputy: Annotated[
        str, typer.Argument(metavar="NGƯỜI-ĐƯỢC-ỦY-QUYỀN", help="Người được ủy quyền: thư điện tử hoặc họ tên.")
    ],
    first: Annotated[datetime, typer.Option("--from", formats=DAY_FORMATS, help="Từ ngày, ví dụ 2026-07-01.")],
    until: Annotated[datetime, typer.Option("--until", formats=DAY_FORMATS, help="Đến hết ngày, nhiều nhất 90 ngày.")],
    document: _Paper = "",
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Ủy quyền một quyền đang có cho người khác trong một thời gian."""
    from cli.acting import at_the_shell
    from services.accounts.grants import delegate

    with _opened() as (installation, desk):
        actor, now = at_the_shell(installation, by, today)
        made = delegate(
            desk,
            actor,
            number,
            deputy=_person(installation, deputy),
            since=first.date(),
            until=until.date(),
            document=document,
            now=now,
        )
        typer.echo(f"Quyền {made.id}: {made.person_name} thừa ủy quyền, {made.grant.role_words}, {made.scope_name}.")


@admin.command("disable")
@people.command("disable")
def disable(who: _Who, reason: _Because = "", today: Today = None, by: ActorOption = "") -> None:
    """Khóa tài khoản ngay; mọi phiên đăng nhập kết thúc."""
    from cli.acting import at_the_shell
    from services.accounts.people import disable_account

    with _opened() as (installation, desk):
        actor, now = at_the_shell(installation, by, today)
        closed = disable_account(desk, actor, _person(installation, who), reason=reason, now=now)
        typer.echo(f"Đã khóa tài khoản của {closed.name}.")


@people.command("enable")
def enable(who: _Who, today: Today = None, by: ActorOption = "") -> None:
    """Mở lại tài khoản đã khóa, và bỏ khóa tạm vì nhập sai."""
    from cli.acting import at_the_shell
    from services.accounts.people import enable_account

    with _opened() as (installation, desk):
        actor, now = at_the_shell(installation, by, today)
        opened = enable_account(desk, actor, _person(installation, who), now=now)
        typer.echo(f"Đã mở lại tài khoản của {opened.name}.")


@people.command("unlock")
def unlock(who: _Who, today: Today = None, by: ActorOption = "") -> None:
    """Mở khóa tạm vì nhập sai mật khẩu; tài khoản đã khóa thì vẫn khóa."""
    from cli.acting import at_the_shell
    from services.accounts.people import unlock_account

    with _opened() as (installation, desk):
        actor, now = at_the_shell(installation, by, today)
        opened = unlock_account(desk, actor, _person(installation, who), now=now)
        typer.echo(f"Đã mở khóa tạm của {opened.name}.")


@contextmanager
def _opened() -> "Iterator[tuple[Installation, AccountDesk]]":
    from config.sign_in import SignInPolicy
    from services.accounts.opening import account_desk
    from services.installation import open_installation

    with open_installation() as installation:
        yield installation, account_desk(installation, SignInPolicy())


def _person(installation: "Installation", who: str) -> int:
    from cli.acting import account_named

    with installation.database.reading() as session:
        return account_named(session, who).id


def _tell(desk: "AccountDesk", made: "Invited", *, mailed: bool) -> None:
    """Say the one-time link, and mail it where mail leaves; whoever may run this may let people in anyway."""
    from services.accounts.desk import MailUnavailable

    typer.echo(f"{made.account.name} <{made.account.mail}>: {made.url}")
    typer.echo(f"Liên kết dùng một lần, trong {desk.policy.invitation_hours} giờ.")
    if not mailed:
        return
    try:
        desk.send(made.mail)
        typer.echo("Đã gửi lời mời qua thư.")
    except MailUnavailable as error:
        typer.echo(f"Lời mời {error.reason}: chuyển liên kết trên cho người nhận.", err=True)


def _list(role: GrantedRole | None) -> None:
    from base.clock import VIETNAM
    from base.vietnamese import short_date
    from cli.show import console, table
    from services.accounts.people import people_with_grants

    with _opened() as (_, desk):
        rows = [
            (
                account.name,
                account.mail,
                "; ".join(f"{kept.id}: {kept.grant.role_words}, {kept.scope_name}" for kept in held),
                short_date(account.seen_at.astimezone(VIETNAM)) if account.seen_at else "chưa vào",
                f"đã khóa: {account.disabled_why}" if account.disabled_at else "",
            )
            for account, held in people_with_grants(desk)
            if role is None or any(kept.grant.role is role and kept.ended_at is None for kept in held)
        ]
        columns = ("Họ tên", "Thư điện tử", "Quyền (số: vai trò, phạm vi)", "Vào lần cuối", "Ghi chú")
        console().print(table(f"Người dùng: {len(rows)}", columns, rows))
