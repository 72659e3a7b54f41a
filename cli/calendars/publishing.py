"""`dondoc calendars publish`: to a folder, or to a CalDAV server."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from base.vietnamese import group_thousands
from cli.calendars.alarms import Alarm, alarm_of
from cli.naming import named_agency
from cli.options import Today, day_of
from cli.usage import value_refusal

if TYPE_CHECKING:
    from datetime import date

    from calendars.caldav.publishing import Sending
    from calendars.entries.events import EventOptions
    from calendars.feeds.collect import Calendar
    from services.installation import Installation

# Nextcloud takes a second for a large listing; a server that is silent for longer than this is away.
_PATIENCE = 60.0

Target = Annotated[
    str | None,
    typer.Argument(
        metavar="ĐÍCH",
        help="Thư mục, hoặc địa chỉ CalDAV chứa các lịch, ví dụ https://may.example/remote.php/dav/calendars/dondoc/. "
        "Bỏ trống: DONDOC_CALDAV_URL, nếu không có thì thư mục trong cấu hình.",
    ),
]


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What to publish on a server; `agency` is a code, "" for all calendars."""

    options: "EventOptions"
    tasks: bool
    verify: bool
    agency: str


def publish(
    target: Target = None,
    tasks: Annotated[
        bool, typer.Option("--tasks", help="Ghi thành danh sách nhiệm vụ (VTODO), chỉ cho CalDAV.")
    ] = False,
    alarm: Alarm = "khong",
    span: Annotated[bool, typer.Option("--span", help="Nhiệm vụ có ngày bắt đầu thì hiện cả khoảng.")] = False,
    agency: Annotated[str | None, typer.Option(help="Chỉ lịch của cơ quan này, ví dụ “Sở Nội vụ”.")] = None,
    verify: Annotated[bool, typer.Option("--verify", help="Đối chiếu với máy chủ dù không có gì thay đổi.")] = False,
    today: Today = None,
) -> None:
    """Đưa lịch lên thư mục hoặc máy chủ CalDAV (Nextcloud, Radicale): chỉ gửi những gì thay đổi.

    Tài khoản ở DONDOC_CALDAV_USER và DONDOC_CALDAV_PASSWORD. Lần chạy không có gì thay đổi thì không gửi gì.
    """
    from calendars.entries.events import EventOptions
    from services.installation import open_installation

    rings = alarm_of(alarm)
    with open_installation() as installation:
        options = EventOptions(alarm=rings, span=span, base_url=installation.settings.base_url)
        place = target or installation.settings.caldav_url
        if "://" in place:
            wish = Wish(
                options=options,
                tasks=tasks,
                verify=verify,
                agency=named_agency(installation, agency).code if agency else "",
            )
            _to_server(installation, place, wish, today)
        elif tasks or agency:
            reason = "chỉ dùng được với máy chủ CalDAV"
            raise value_refusal(
                "Nơi nhận lịch", place or "thư mục", reason, "Bỏ --tasks, --agency, hoặc ghi địa chỉ https://…."
            )
        else:
            _to_folder(installation, Path(place) if place else installation.settings.calendars_dir, options, today)


def _to_folder(installation: "Installation", folder: Path, options: "EventOptions", today: Today) -> None:
    from base.clock import moment_of
    from calendars.feeds.collect import calendars_of
    from calendars.feeds.window import FeedWindow
    from calendars.publish import write_folder
    from cli.calendars.files import show_published
    from workflow.store.duties.reading import assignments
    from workflow.store.feeds.departed import departures

    window = FeedWindow(today=moment_of(day_of(today)).date(), months_ahead=None)
    with installation.database.reading() as session:
        calendars = calendars_of(assignments(session), options, departures(session, today=window.today))
    show_published(write_folder(folder, calendars, window=window), folder)


def _to_server(installation: "Installation", home: str, wish: Wish, today: Today) -> None:
    import httpx
    from rich.progress import Progress

    from base.clock import moment_of
    from calendars.caldav.client import CalDav
    from calendars.caldav.publishing import Publication, publish_collections
    from calendars.feeds.window import FeedWindow
    from cli.show import talk

    home, settings = _checked(home), installation.settings
    window = FeedWindow(today=moment_of(day_of(today)).date(), months_ahead=None)
    calendars = _calendars(installation, wish, window.today)
    secret = settings.caldav_password.get_secret_value().encode()
    with httpx.Client(auth=(settings.caldav_user.encode(), secret), timeout=_PATIENCE) as client:
        publication = Publication(
            server=CalDav(client, home),
            memory=settings.caldav_memory(home),
            window=window,
            component="VTODO" if wish.tasks else "VEVENT",
            verify=wish.verify,
            whole=not wish.agency,
        )
        with Progress(console=talk(), transient=True) as progress:
            bar = progress.add_task("Đưa lịch lên máy chủ", total=len(calendars))
            sending = publish_collections(calendars, publication, done=lambda _: progress.advance(bar))
    _show(sending, len(calendars))


def _calendars(installation: "Installation", wish: Wish, today: "date") -> "tuple[Calendar, ...]":
    from calendars.feeds.collect import calendars_of, task_lists_of
    from workflow.store.duties.reading import assignments
    from workflow.store.feeds.departed import departures

    with installation.database.reading() as session:
        duties, departed = assignments(session, agency=wish.agency or None), departures(session, today=today)
    calendars = (task_lists_of if wish.tasks else calendars_of)(duties, wish.options, departed)
    # An agency's duties are only a part of each plan's.
    return tuple(found for found in calendars if not wish.agency or found.header.key == f"agency:{wish.agency}")


def _checked(home: str) -> str:
    parts = urlsplit(home)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise value_refusal("Địa chỉ CalDAV", home, "không bắt đầu bằng https:// hay http://", "Chép lại cả địa chỉ.")
    if parts.username or parts.password:
        remedy = "Bỏ tài khoản khỏi địa chỉ; đặt DONDOC_CALDAV_USER và DONDOC_CALDAV_PASSWORD."
        raise value_refusal("Địa chỉ CalDAV", parts.hostname, "có tài khoản ở trong", remedy)
    return home


def _show(sending: "Sending", calendars: int) -> None:
    from cli.show import console

    parts = [
        (sending.put, "mục được ghi"),
        (sending.deleted, "mục được xóa"),
        (sending.restored, "mục bị sửa trên máy chủ đã lấy lại"),
        (sending.removed_collections, "lịch ngừng dùng được xóa"),
        (sending.unchanged, "mục không đổi"),
    ]
    told = ", ".join(f"{group_thousands(number)} {what}" for number, what in parts if number)
    console().print(f"{calendars} lịch: {told or 'không có gì để ghi'}.")
