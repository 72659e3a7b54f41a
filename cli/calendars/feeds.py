"""`dondoc feeds`: the secret addresses under which people subscribe to calendars."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from base.system_errors import fault_words
from base.vietnamese import one_line, short_moment
from cli.acting import by_name
from cli.calendars.alarms import Alarm
from cli.calendars.looks import Color, OnlyOpen, OnlyPlan, changed_look, look_words, narrowing
from cli.headings import Commands
from cli.options import ActorOption, Reason, Today, day_of
from cli.usage import value_refusal

if TYPE_CHECKING:
    from segno import QRCode

    from workflow.feeds import Feed, FeedRole, FeedScope

app = Commands(name="feeds", help="Địa chỉ đăng ký lịch: cấp, thay, thu hồi.", no_args_is_help=True)
LOCAL = "http://127.0.0.1:8420"

_Number = Annotated[int, typer.Argument(metavar="SỐ", help="Số của địa chỉ, xem bằng `dondoc feeds list`.")]
_Address = Annotated[
    str,
    typer.Argument(
        metavar="ĐỊA-CHỈ", help="Địa chỉ lịch đã cấp, ví dụ https://dondoc.tinh.example/lich/….ics; “-” đọc từ stdin."
    ),
]
Picture = Annotated[Path | None, typer.Option("--qr", help="Ghi mã QR vào tệp này, ví dụ lich.svg hay lich.png.")]


@app.command("create")
def create(
    agency: Annotated[str, typer.Option(help="Lịch của một cơ quan, mã hoặc tên, ví dụ “Sở Nội vụ”.")] = "",
    plan: Annotated[str, typer.Option(help="Lịch của một văn bản, ví dụ 50/KH-UBND.")] = "",
    coordinator: Annotated[
        str, typer.Option(help="Lịch mọi nhiệm vụ mà cơ quan đầu mối này theo dõi, ví dụ “Sở Tài chính”.")
    ] = "",
    person: Annotated[
        str, typer.Option(help="Lịch của một cán bộ theo dõi theo thư điện tử, ví dụ lan@tinh.example.")
    ] = "",
    year: Annotated[int | None, typer.Option(help="Năm của văn bản nếu số lặp lại, ví dụ 2026.")] = None,
    role: Annotated[
        str, typer.Option(metavar="chu-tri|phoi-hop", help="Nhiệm vụ chủ trì hay phối hợp, ví dụ phoi-hop.")
    ] = "chu-tri",
    holder: Annotated[str, typer.Option(help="Người giữ địa chỉ, ví dụ “Nguyễn Văn A”.")] = "",
    bound_to: Annotated[
        str, typer.Option(help="Chỉ có hiệu lực khi thư điện tử này còn là cán bộ theo dõi, ví dụ lan@tinh.example.")
    ] = "",
    label: Annotated[str, typer.Option(help="Tên lịch thay cho tên thường, ví dụ “Nhiệm vụ của phòng”.")] = "",
    alarm: Alarm = "khong",
    span: Annotated[
        bool, typer.Option("--span", help="Hiện nhiệm vụ từ ngày bắt đầu thay vì chỉ ngày đến hạn.")
    ] = False,
    color: Color = None,
    only_plan: OnlyPlan = None,
    open_only: OnlyOpen = None,
    qr: Picture = None,
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Cấp một địa chỉ đăng ký lịch. Địa chỉ chỉ hiện ra một lần này: phần mềm không giữ lại."""
    from dataclasses import replace

    from cli.naming import named_agency
    from services.installation import open_installation
    from services.screens.feed_addresses import new_feed_token
    from workflow.feeds import FeedLook
    from workflow.store.feeds.addresses import Order, open_feed
    from workflow.store.people.directory import keep_directory

    look = changed_look(FeedLook(), label=label, alarm=alarm, span=span, color=color, open_only=open_only)
    narrow, token = narrowing(only_plan, year), new_feed_token()
    scope, given = _subject(agency, plan, coordinator, person)
    with open_installation() as installation, installation.database.writing() as session:
        keep_directory(session, installation.policies.directory)
        code = named_agency(installation, given, f"--{scope}").code if given in {agency, coordinator} else given
        order = Order(scope=scope, code=code, role=_role(role), year=year, holder=holder, person=bound_to, look=look)
        opened = open_feed(session, replace(order, look=narrow(session, look)), token, by_name(installation, by, today))
    _hand_out(installation.settings.base_url, opened, token, qr)


@app.command("list")
def list_feeds(
    ended: Annotated[bool, typer.Option("--ended", help="Cả những địa chỉ đã hết hiệu lực trong năm qua.")] = False,
    today: Today = None,
) -> None:
    """Liệt kê các địa chỉ: của ai, nhắc và hiện gì, bốn chữ cuối, lần đọc gần nhất."""
    from base.clock import VIETNAM, moment_of
    from cli.show import console, day_text, table
    from services.installation import open_installation
    from workflow.store.feeds.addresses import feeds

    since = moment_of(day_of(today)) - timedelta(days=365) if ended else None
    with open_installation() as installation, installation.database.reading() as session:
        found = feeds(session, ended_since=since)
    rows = [
        (
            str(feed.id),
            f"{feed.said}, “{one_line(feed.look.label)}”" if feed.look.label else feed.said,
            look_words(feed),
            feed.holder or feed.person,
            f"…{feed.hint}",
            day_text(feed.created_at.astimezone(VIETNAM)),
            short_moment(feed.fetched_at.astimezone(VIETNAM)) if feed.fetched_at else "chưa đọc",
            feed.standing,
        )
        for feed in found
    ]
    columns = ("Số", "Lịch", "Nhắc, hiện", "Người giữ", "Đuôi", "Cấp ngày", "Đọc gần nhất", "Tình trạng")
    console().print(table("Địa chỉ đăng ký lịch", columns, rows, numbers=(0,)))


@app.command("change")
def change(
    number: _Number,
    label: Annotated[
        str | None, typer.Option(help="Tên lịch, ví dụ “Nhiệm vụ của phòng”; “” lấy lại tên thường.")
    ] = None,
    alarm: Annotated[
        str | None,
        typer.Option(metavar="khong|hom-truoc|ba-ngay", help="Nhắc trong lịch lúc 9 giờ, ví dụ hom-truoc."),
    ] = None,
    span: Annotated[
        bool | None, typer.Option("--span/--due-day", help="Hiện từ ngày bắt đầu, hay chỉ ngày đến hạn.")
    ] = None,
    color: Color = None,
    only_plan: OnlyPlan = None,
    year: Annotated[int | None, typer.Option(help="Năm của văn bản nếu số lặp lại, ví dụ 2026.")] = None,
    open_only: OnlyOpen = None,
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Đổi tên, nhắc, màu hay phần hiện ra của một địa chỉ; địa chỉ giữ nguyên, chương trình lịch tự thấy."""
    from services.installation import open_installation
    from workflow.store.feeds.addresses import change_feed, feed

    narrow = narrowing(only_plan, year)
    with open_installation() as installation, installation.database.writing() as session:
        look = changed_look(
            feed(session, number).look, label=label, alarm=alarm, span=span, color=color, open_only=open_only
        )
        changed = change_feed(session, number, narrow(session, look), by_name(installation, by, today))
    named = f", “{one_line(changed.look.label)}”" if changed.look.label else ""
    address = f"Địa chỉ số {changed.id} (…{changed.hint})"
    typer.echo(f"{address}, lịch {changed.said}{named}: {look_words(changed)}.", err=True)


@app.command("rotate")
def rotate(number: _Number, qr: Picture = None, today: Today = None, by: ActorOption = "") -> None:
    """Thay một địa chỉ bằng địa chỉ mới; địa chỉ cũ báo hết hiệu lực trong 30 ngày rồi biến mất."""
    from services.installation import open_installation
    from services.screens.feed_addresses import new_feed_token
    from workflow.store.feeds.addresses import rotate_feed

    token = new_feed_token()
    with open_installation() as installation, installation.database.writing() as session:
        opened = rotate_feed(session, number, token, by_name(installation, by, today))
    _hand_out(installation.settings.base_url, opened, token, qr)


@app.command("revoke")
def revoke(number: _Number, reason: Reason, today: Today = None, by: ActorOption = "") -> None:
    """Thu hồi một địa chỉ; nó báo hết hiệu lực trong 30 ngày rồi biến mất."""
    from services.installation import open_installation
    from workflow.store.feeds.addresses import revoke_feed

    with open_installation() as installation, installation.database.writing() as session:
        ended = revoke_feed(session, number, by_name(installation, by, today, reason=reason))
    typer.echo(f"Đã thu hồi địa chỉ số {ended.id} (…{ended.hint}), lịch {ended.said}.", err=True)


@app.command("url")
def url(address: _Address) -> None:
    """In các dạng của một địa chỉ đã cấp (lịch, mở thẳng chương trình, trang đăng ký) và cho biết đó là lịch nào."""
    from calendars.feeds.headers import feed_name
    from workflow.feeds import feed_address, subscribe_address, webcal

    found, base, token = _known(_given(address))
    shown = feed_address(base, token, feed_name(found))
    for form in (shown, webcal(shown), subscribe_address(base, token)):
        typer.echo(form)
    typer.echo(f"Địa chỉ số {found.id}: lịch {found.said}, {found.standing}.", err=True)


@app.command("qr")
def qr(
    address: _Address,
    out: Annotated[Path | None, typer.Option(help="Tệp ghi mã QR, ví dụ lich.svg; bỏ trống: vẽ ra màn hình.")] = None,
) -> None:
    """Vẽ mã QR dẫn tới trang đăng ký của một địa chỉ đã cấp, để quét bằng điện thoại."""
    import segno

    from workflow.feeds import subscribe_address

    found, base, token = _known(_given(address))
    if found.ended_at is not None:
        raise value_refusal("Địa chỉ lịch", f"…{found.hint}", found.standing, "Vẽ mã của địa chỉ đang dùng.")
    code = segno.make_qr(subscribe_address(base, token))
    if out is None:
        code.terminal(compact=True)
    else:
        _draw(code, out)
        typer.echo(f"{out}: mã QR dẫn tới {subscribe_address(base, token)}")


def _known(address: str) -> "tuple[Feed, str, str]":
    """Return the address that was given, the place it names (else the installation's) and its token."""
    from services.installation import open_installation
    from workflow.feeds import base_in, token_digest, token_in
    from workflow.store.feeds.addresses import feed_by_token, unknown_token

    token = token_in(address)
    with open_installation() as installation:
        with installation.database.reading() as session:
            found = feed_by_token(session, token_digest(token))
        if found is None:
            raise unknown_token()
        return found, base_in(address) or installation.settings.base_url or LOCAL, token


def _subject(agency: str, plan: str, coordinator: str, person: str) -> "tuple[FeedScope, str]":
    from workflow.feeds import FeedScope

    asked = {
        FeedScope.AGENCY: agency,
        FeedScope.PLAN: plan,
        FeedScope.COORDINATOR: coordinator,
        FeedScope.PERSON: person,
    }
    given = [(scope, code) for scope, code in asked.items() if code]
    if len(given) != 1:
        named = ", ".join(code for _, code in given) or "không ghi gì"
        remedy = "Ghi đúng một trong: --agency, --plan, --coordinator, --person."
        raise value_refusal("Lịch cần cấp", named, "chưa cho biết là lịch nào", remedy)
    return given[0]


def _role(word: str) -> "FeedRole":
    from workflow.feeds import FeedRole

    known = {role.word: role for role in FeedRole}
    if word not in known:
        raise value_refusal("--role", word, "không phải một vai trò", f"Chọn một: {', '.join(known)}.")
    return known[word]


def _given(address: str) -> str:
    return sys.stdin.readline() if address == "-" else address


def _hand_out(base_url: str, feed: "Feed", token: str, picture: Path | None) -> None:
    """Print a new address, the only time that anybody sees it; the rest is talk."""
    from calendars.feeds.headers import feed_name
    from workflow.feeds import feed_address, subscribe_address, webcal

    address = feed_address(base_url or LOCAL, token, feed_name(feed))
    page = subscribe_address(base_url or LOCAL, token)
    typer.echo(address)
    typer.echo(f"Mở thẳng chương trình lịch: {webcal(address)}", err=True)
    typer.echo(f"Trang đăng ký, để gửi cho người dùng: {page}", err=True)
    typer.echo(f"Địa chỉ số {feed.id}, lịch {feed.said}. Ai có địa chỉ đều đọc được lịch; hãy giữ kín.", err=True)
    if not base_url:
        typer.echo("Chưa đặt DONDOC_BASE_URL nên địa chỉ này chỉ dùng được trên máy này.", err=True)
    if picture is not None:
        import segno

        _draw(segno.make_qr(page), picture)


def _draw(code: "QRCode", path: Path) -> None:
    """Write a QR code to a file whose ending says its kind."""
    try:
        code.save(str(path), scale=8)
    except (OSError, ValueError) as error:
        reason = fault_words(error)[0] if isinstance(error, OSError) else "không có đuôi của một loại ảnh"
        raise value_refusal("--qr", path, f"không ghi được: {reason}", "Chọn tệp .svg, .png hoặc .pdf.") from error
