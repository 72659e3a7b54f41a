"""`dondoc calendars year|recurring|invite|guide`: for the wall, for programs that want rules, for one person."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.naming import named_agency
from cli.options import Today, day_of
from cli.usage import value_refusal

if TYPE_CHECKING:
    from calendars.publish import Published

_AgencyName = Annotated[str, typer.Option(help="Cơ quan, ví dụ “Sở Nội vụ” hoặc so-noi-vu.")]
OutFile = Annotated[Path, typer.Option(help="Tệp ghi ra, ví dụ lich.ics.")]


def year(
    agency: _AgencyName,
    out: Annotated[Path, typer.Option(help="Tệp .pdf hoặc .xlsx, ví dụ lich-2026.pdf.")],
    of: Annotated[int | None, typer.Option("--year", help="Năm, ví dụ 2026. Bỏ trống: năm nay.")] = None,
    today: Today = None,
) -> None:
    """In lịch năm của một cơ quan: mười hai tháng trên một trang và danh sách nhiệm vụ, ra PDF hoặc Excel."""
    from base.atomic_file import whole_file
    from base.clock import moment_of
    from calendars.year.values import year_calendar
    from services.installation import open_installation
    from workflow.store.duties.reading import assignments

    if out.suffix.lower() not in {".pdf", ".xlsx"}:
        raise value_refusal("--out", out.name, "không có đuôi .pdf hay .xlsx", "Đặt tên tệp có một trong hai đuôi đó.")
    with open_installation() as installation:
        found, as_of = named_agency(installation, agency), moment_of(day_of(today)).date()
        with installation.database.reading() as session:
            duties = assignments(session, agency=found.code)
        chosen = of or as_of.year
        calendar = year_calendar(
            duties,
            agency=found.name,
            year=chosen,
            as_of=as_of,
            free_days=installation.policies.working_days.free_days(chosen),
        )
    if out.suffix.lower() == ".pdf":
        from calendars.year.pdf_file import pdf_bytes as written
    else:
        from calendars.year.xlsx_file import year_workbook as written
    with whole_file(out) as part:
        part.write_bytes(written(calendar))
    _say(out, f"Lịch năm {chosen} của {found.name}: {calendar.sentence}")


def write_recurring(
    out: OutFile,
    agency: Annotated[str | None, typer.Option(help="Chỉ của cơ quan này, ví dụ “Sở Nội vụ”.")] = None,
) -> None:
    """Ghi các nhiệm vụ định kỳ thành sự kiện lặp lại (RRULE); không cho biết từng kỳ đã xong hay chưa."""
    from base.atomic_file import whole_file
    from base.clock import moment_of
    from calendars.entries.recurring import repeating_event, repeating_tasks
    from calendars.feeds.explanatory_events import EMPTY_NOTICE
    from calendars.feeds.feed import FeedHeader, calendar_bytes, notice_feed
    from services.installation import open_installation
    from workflow.store.duties.reading import assignments
    from workflow.store.plans.next_occurrences import task_cycles

    with open_installation() as installation:
        found = named_agency(installation, agency) if agency else None
        with installation.database.reading() as session:
            cycles = task_cycles(session, installation.policies)
            repeating = repeating_tasks(assignments(session, agency=found.code if found else None), cycles)
    owner = f" - {found.name}" if found else ""
    now = moment_of(None)
    header = FeedHeader(
        key=f"recurring:{found.code if found else ''}",
        name=f"Nhiệm vụ định kỳ{owner}",
        description="Các nhiệm vụ lặp lại, theo quy tắc trong văn bản. Lịch của phần mềm Đôn Đốc.",
        changed_at=max((task.changed_at for task in repeating), default=now),
        color="slateblue",
        color_code="#6A5ACD",
    )
    events = map(repeating_event, repeating)
    content = calendar_bytes(header, events) if repeating else notice_feed(header, EMPTY_NOTICE, now.date())
    with whole_file(out) as part:
        part.write_bytes(content)
    _say(out, f"{len(repeating)} nhiệm vụ định kỳ được ghi.")


def invite_person(
    number: Annotated[int, typer.Argument(metavar="SỐ", help="Số của nhiệm vụ, ví dụ 12.")],
    to: Annotated[str, typer.Option(help="Người được mời, ví dụ “Nguyễn Văn A <a@dongthap.gov.vn>”.")],
    out: OutFile,
) -> None:
    """Ghi lời mời của một nhiệm vụ (METHOD:REQUEST; CANCEL nếu nhiệm vụ đã thu hồi) để gửi kèm thư cho một người."""
    from email.headerregistry import Address
    from email.utils import getaddresses, parseaddr

    from base.atomic_file import whole_file
    from calendars.entries.events import EventOptions
    from calendars.invitations import invitation
    from services.house.mail_server import sender_of
    from services.installation import open_installation
    from workflow.store.duties.reading import assignment

    def address(text: str, option: str) -> Address:
        if len(getaddresses([text])) > 1:
            reason = "có nhiều địa chỉ; mỗi lời mời chỉ cho một người"
            raise value_refusal(option, text, reason, "Chạy lệnh cho từng người.")
        name, spec = parseaddr(text)
        try:
            return Address(name, addr_spec=spec)
        except (ValueError, IndexError) as error:
            raise value_refusal(option, text, "không phải địa chỉ thư", "Mẫu: lan@tinh.example.") from error

    guest = address(to, "--to")
    with open_installation() as installation:
        organizer = address(sender_of(installation.settings), "DONDOC_MAIL_FROM")
        with installation.database.reading() as session:
            duty = assignment(session, number)
        options = EventOptions(base_url=installation.settings.base_url)
        made = invitation(duty, organizer=organizer, attendee=guest, options=options)
    with whole_file(out) as part:
        part.write_bytes(made.content)
    _say(out, f"Gửi kèm thư với kiểu nội dung: {made.mime}")


def guide() -> None:
    """In hướng dẫn đăng ký lịch cho từng chương trình, kèm thời gian cập nhật thực tế (Markdown)."""
    from calendars.guide import guide_markdown

    typer.echo(guide_markdown(), nl=False)


def _say(out: Path, what: str) -> None:
    from cli.show import talk

    typer.echo(str(out))
    talk().print(what)


def show_published(published: "Published", folder: Path) -> None:
    """Print what was done to the files; each path that changed goes to standard output."""
    from cli.show import talk

    for path in (*published.written, *published.retired):
        typer.echo(str(path))
    counts = (
        (published.written, "tệp được ghi"),
        (published.unchanged, "tệp không đổi"),
        (published.retired, "tệp ngừng cập nhật"),
        (published.removed, "tệp được xóa"),
    )
    done = ", ".join(f"{len(paths)} {what}" for paths, what in counts if paths)
    talk().print(f"Lịch trong {folder}: {done or 'chưa có nhiệm vụ nào có ngày đến hạn'}.")
