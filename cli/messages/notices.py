"""`dondoc notices`: the outbox as people look at it, and what they decide about what is stuck."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from base.vietnamese import short_moment
from cli.acting import by_name
from cli.headings import Commands
from cli.options import ActorOption, Reason, Today, day_of
from cli.usage import value_refusal

if TYPE_CHECKING:
    from datetime import datetime

    from workflow.by import By
    from workflow.store.database.opening import Session
    from workflow.store.tables import NoticeState

app = Commands(
    name="notices", help="Thông báo: xem, gửi lại, hủy, hỏi vì sao gửi hoặc không gửi.", no_args_is_help=True
)
_Number = Annotated[int, typer.Argument(metavar="SỐ", help="Số của thông báo, xem bằng `dondoc notices list`.")]
Numbers = Annotated[
    list[int], typer.Argument(metavar="SỐ", help="Số của các thông báo, xem bằng `dondoc notices list`.")
]
_STUCK = "unknown,dead"


@app.command("list")
def list_notices(
    state: Annotated[
        str,
        typer.Option(
            help="Các trạng thái, cách nhau dấu phẩy: queued, sent, unknown, dead, moved, cancelled; all là tất cả."
        ),
    ] = _STUCK,
    channel: Annotated[str, typer.Option(help="Một kênh, ví dụ email hoặc zalo.")] = "",
    recipient: Annotated[str, typer.Option(help="Một phần tên hoặc địa chỉ người nhận, ví dụ “sonoivu”.")] = "",
    limit: Annotated[int, typer.Option(help="Nhiều nhất bao nhiêu dòng, ví dụ 50.")] = 50,
) -> None:
    """Liệt kê thông báo, mới nhất trước; mặc định là những thông báo cần người xem."""
    from base.vietnamese import group_thousands
    from cli.show import console, day_text, table
    from services.installation import open_installation
    from workflow.store.notices.listing import counts, notices

    states = _states(state)
    with open_installation() as installation, installation.database.reading() as session:
        found = notices(session, states=states, channel=channel, recipient=recipient, limit=limit)
        all_of_them = counts(session)
    rows = [
        (
            str(n.id),
            n.state.label,
            n.channel,
            f"{n.recipient_name} <{n.recipient}>",
            str(n.assignment_id or n.plan_number),
            n.step,
            day_text(n.due),
            str(n.attempts),
            n.outcome,
        )
        for n in found
    ]
    columns = ("Số", "Trạng thái", "Kênh", "Người nhận", "Nhiệm vụ", "Lần đôn đốc", "Hạn", "Lần", "Kết quả")
    console().print(table("Thông báo", columns, rows, numbers=(0, 4, 7)))
    summary = ", ".join(f"{group_thousands(number)} {kind.label}" for kind, number in all_of_them.items())
    console().print(f"Tất cả: {summary or 'chưa có thông báo nào'}.")


@app.command("show")
def show_notice(number: _Number) -> None:
    """Xem một thông báo: người nhận, lần đôn đốc, các lần gửi và kết quả."""
    from cli.show import console, day_text, table
    from services.installation import open_installation
    from workflow.store.notices.listing import notice, together_with

    with open_installation() as installation, installation.database.reading() as session:
        line = notice(session, number)
        others = [other for other in together_with(session, line) if other != line.id]
    rows = [
        ("Trạng thái", line.state.label),
        ("Người nhận", f"{line.recipient_name} <{line.recipient}>, {line.agency_name}"),
        ("Kênh", line.channel),
        ("Nhiệm vụ", f"{line.assignment_id or line.plan_number}, hạn {day_text(line.due)}"),
        ("Lần đôn đốc", f"{line.step}{' (khẩn)' if line.urgent else ''}"),
        ("Lập lúc", _moment(line.queued_at)),
        ("Gửi từ", _moment(line.not_before)),
        ("Kết thúc lúc", _moment(line.settled_at)),
        ("Số lần gửi", f"{line.attempts}, trong đó {line.doubts} lần không rõ đã đến chưa"),
        ("Kết quả", line.outcome or "—"),
        ("Message-ID", line.message_id or "—"),
        ("Cùng tin", ", ".join(map(str, others)) or "—"),
        ("Khóa", line.key),
    ]
    console().print(table(f"Thông báo {line.id}", ("", ""), rows))


@app.command("retry")
def retry_notices(numbers: Numbers, reason: Reason, today: Today = None, by: ActorOption = "") -> None:
    """Cho gửi lại: tin không gửi được, không rõ đã đến chưa, hoặc đã hủy nhầm."""
    from workflow.store.notices.listing import retry

    _decide(retry, numbers, reason, today, by)
    typer.echo(f"{len(numbers)} thông báo chờ gửi lại ở lần chạy tới.")


@app.command("cancel")
def cancel_notices(numbers: Numbers, reason: Reason, today: Today = None, by: ActorOption = "") -> None:
    """Không gửi nữa, ví dụ đã gọi điện hoặc người nhận nói đã có tin."""
    from workflow.store.notices.listing import cancel

    _decide(cancel, numbers, reason, today, by)
    typer.echo(f"{len(numbers)} thông báo đã hủy.")


@app.command("why")
def why_notices(
    number: Annotated[int, typer.Argument(metavar="SỐ", help="Số của nhiệm vụ, xem bằng `dondoc tasks`.")],
    person: Annotated[str, typer.Argument(metavar="NGƯỜI", help="Một phần tên hoặc địa chỉ, ví dụ “vanthu@sonoivu”.")],
    today: Today = None,
) -> None:
    """Vì sao một người được nhắc, hoặc không được nhắc, về một nhiệm vụ: từng lần đôn đốc, quy tắc và sự kiện."""
    from base.clock import moment_of
    from cli.show import console, day_text, table
    from services.day.steps import Day
    from services.installation import open_installation
    from services.jobs.notice_reasons import notice_standing, why

    with open_installation() as installation:
        answer = why(installation, number, person, Day.at(moment_of(day_of(today))))
    duty, out = answer.duty, console()
    out.print(
        f"Nhiệm vụ {duty.id}: {duty.task.title} – {duty.agency_name}, hạn {day_text(duty.due)}, {duty.state.label}."
    )
    if duty.act_by is None:
        out.print("Nhiệm vụ chưa có hạn nên chưa có lần đôn đốc nào.")
    for who, rungs in answer.answers:
        rows = [(day_text(rung.day), rung.label, rung.step.audience.label, rung.words) for rung in rungs]
        out.print(table(who.name, ("Ngày", "Lần đôn đốc", "Nhắc ai", "Kết quả, lý do"), rows))
    if not answer.answers:
        out.print(f"Không có cán bộ theo dõi nào mang tên hoặc địa chỉ “{person}”.")
    if answer.notices:
        sent = [(str(n.id), n.channel, n.recipient, n.step, notice_standing(n)) for n in answer.notices]
        out.print(table("Các thông báo", ("Số", "Kênh", "Địa chỉ", "Lần đôn đốc", "Kết quả"), sent, numbers=(0,)))


@app.command("channels")
def show_channels(
    reopen: Annotated[str, typer.Option(help="Mở lại một kênh đã dừng, ví dụ zalo, sau khi đã sửa.")] = "",
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Xem các kênh gửi: đang chạy, tạm nghỉ vì lỗi, hay đã dừng chờ quản trị."""
    from base.clock import moment_of
    from cli.show import console, table
    from services.installation import open_installation
    from workflow.store.notices.channels import channel_standings, reopen_channel

    now = moment_of(day_of(today))
    with open_installation() as installation:
        if reopen:
            with installation.database.writing() as session:
                reopen_channel(session, reopen, by_name(installation, by, today))
        with installation.database.reading() as session:
            rows = [
                (
                    c.name,
                    _channel_words(stopped=c.stopped, rests=c.rests(now)),
                    _moment(c.open_until),
                    str(c.failures),
                    c.why,
                )
                for c in channel_standings(session)
            ]
    columns = ("Kênh", "Tình trạng", "Nghỉ đến", "Lỗi liền", "Lý do")
    console().print(table("Kênh gửi", columns, rows, numbers=(3,)))


@app.command("audit")
def audit(today: Today = None) -> None:
    """Soát: mỗi nhiệm vụ quá hạn có đủ thông báo theo thang đôn đốc không, các tác vụ hằng ngày có chạy không."""
    from base.clock import moment_of
    from base.vietnamese import group_thousands
    from cli.show import console, day_text, table
    from services.day.completeness import audit_stage
    from services.day.steps import Day
    from services.installation import open_installation

    with open_installation() as installation:
        audited = audit_stage(installation, Day.at(moment_of(day_of(today))))
    found, out = audited.found, console()
    out.print(
        f"Rà soát lần cuối: {day_text(found.swept_on)}; thang đôn đốc chạy lần cuối: {day_text(found.queued_on)}."
    )
    if audited.sweep_missed or audited.ladder_missed:
        out.print(f"Đã lỡ {max(audited.sweep_missed, audited.ladder_missed)} ngày làm việc; chạy `dondoc run`.")
    if found.missing:
        rows = [(str(m.assignment_id), m.step, day_text(m.due), m.channel, m.recipient) for m in found.missing]
        out.print(
            table("Thông báo còn thiếu", ("Nhiệm vụ", "Lần đôn đốc", "Hạn", "Kênh", "Địa chỉ"), rows, numbers=(0,))
        )
    out.print(
        f"{group_thousands(found.missing_count)} thông báo còn thiếu (lần chạy tới sẽ lập bù), "
        f"{group_thousands(found.late)} chờ quá một ngày, {group_thousands(found.dead)} không gửi được, "
        f"{group_thousands(found.unknown)} không rõ đã đến chưa."
    )
    if not audited.is_well:
        raise typer.Exit(1)


def _states(words: str) -> "list[NoticeState]":
    from workflow.store.tables import NoticeState

    if words == "all":
        return []
    try:
        return [NoticeState(word.strip()) for word in words.split(",")]
    except ValueError as error:
        known = ", ".join(f"{state} ({state.label})" for state in NoticeState)
        raise value_refusal("--state", words, "không phải trạng thái", f"Các trạng thái: {known}.") from error


def _decide(
    decide: "Callable[[Session, Sequence[int], By], None]",
    numbers: Sequence[int],
    reason: str,
    today: Today,
    by: str,
) -> None:
    from services.installation import open_installation

    with open_installation() as installation, installation.database.writing() as session:
        decide(session, numbers, by_name(installation, by, today, reason=reason))


def _moment(value: "datetime | None") -> str:
    from base.clock import VIETNAM

    return "—" if value is None else short_moment(value.astimezone(VIETNAM))


def _channel_words(*, stopped: bool, rests: bool) -> str:
    if stopped:
        return "đã dừng, chờ quản trị"
    return "tạm nghỉ" if rests else "đang chạy"
