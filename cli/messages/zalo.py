"""`dondoc zalo`: letting the house act for an Official Account, and how long it may still."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.asking import ask
from cli.headings import Commands

if TYPE_CHECKING:
    from datetime import datetime

app = Commands(
    name="zalo", help="Zalo Official Account: cấp quyền, xem còn dùng được đến bao giờ.", no_args_is_help=True
)
Account = Annotated[
    str, typer.Argument(metavar="MÃ-OA", help="Mã OA, như trong địa chỉ kênh zalooa://MÃ/, ví dụ 4318657068771012646.")
]


@app.command("authorise")
def authorise_account(
    account: Account,
    back_to: Annotated[
        str, typer.Option(help="Địa chỉ Callback đã khai báo cho ứng dụng, ví dụ https://dondoc.tinh.example/zalo.")
    ],
) -> None:
    """Cấp quyền gửi tin cho một OA: quản trị OA mở liên kết, đồng ý, rồi dán lại địa chỉ được chuyển đến."""
    from base.clock import now
    from cli.show import console, talk
    from services.day.zalo_accounts import ask_permission, authorise
    from services.installation import open_installation

    with open_installation() as installation:
        permission = ask_permission(installation, account, back_to)
        talk().print("Quản trị OA mở liên kết này và đồng ý:")
        console().print(permission.url, soft_wrap=True, markup=False, highlight=False)
        answer = ask("Dán địa chỉ trình duyệt được chuyển đến (hoặc riêng mã code) trong vòng 10 phút")
        pair = authorise(installation, permission, answer, now)
    console().print(f"Đã được cấp quyền cho OA {account}, dùng được đến {_day(pair.refresh_ends)}.")


@app.command("status")
def show_status() -> None:
    """Xem các OA đã cấp quyền và thời hạn còn lại; mã kết thúc 1 khi có OA cần cấp quyền lại."""
    from base.clock import now
    from cli.show import console, table, talk
    from services.day.zalo_accounts import accounts
    from services.installation import open_installation

    with open_installation() as installation:
        found = accounts(installation, now)
    if not found:
        talk().print("Chưa có OA nào được cấp quyền; dùng `dondoc zalo authorise`.")
        return
    rows = [(a.account, _day(a.access_ends), _day(a.refresh_ends), a.trouble or "dùng được") for a in found]
    console().print(table("Zalo OA", ("OA", "Mã truy cập đến", "Quyền đến", "Tình trạng"), rows))
    if not all(account.works for account in found):
        raise typer.Exit(1)


@app.command("refresh")
def refresh_account(account: Account) -> None:
    """Làm mới mã truy cập của một OA khi còn dưới một giờ, như chương trình tự làm trước khi gửi."""
    from base.clock import now
    from cli.show import console
    from services.day.zalo_accounts import refresh
    from services.installation import open_installation

    with open_installation() as installation:
        pair = refresh(installation, account, now)
    console().print(f"OA {account}: mã truy cập dùng được đến {_day(pair.access_ends)}.")


def _day(moment: "datetime | None") -> str:
    from base.clock import VIETNAM
    from base.vietnamese import short_moment

    return "—" if moment is None else short_moment(moment.astimezone(VIETNAM))
