"""`dondoc trigger`: the events that duties wait for."""

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from base.vietnamese import short_date
from cli.acting import by_name
from cli.asking import go_on
from cli.headings import Commands
from cli.options import DAY_FORMATS, ActorOption, Reason, Today, day_of
from cli.usage import value_refusal
from workflow.lifecycle import State

if TYPE_CHECKING:
    from workflow.store.firings.affected import Affected
    from workflow.triggers import Trigger

app = Commands(name="trigger", help="Sự kiện chờ: liệt kê, báo, ghi nhận, hủy ghi nhận.", no_args_is_help=True)
_Number = Annotated[int, typer.Argument(metavar="SỐ", help="Số của sự kiện, xem bằng `dondoc trigger list`.")]


@app.command("list")
def show_triggers(
    waiting: Annotated[bool, typer.Option("--waiting", help="Chỉ những sự kiện chưa xảy ra.")] = False,
    today: Today = None,
) -> None:
    """Liệt kê các sự kiện chờ và số nhiệm vụ phụ thuộc."""
    from base.clock import moment_of
    from base.vietnamese import group_thousands
    from cli.show import console, table
    from services.installation import open_installation
    from workflow.store.duties.triggers import list_triggers

    with open_installation() as installation, installation.database.reading() as session:
        found = list_triggers(session, waiting_only=waiting)
    as_of = moment_of(day_of(today)).date()
    rows = [
        (
            str(t.id),
            t.plan_number,
            f"{t.wording} [dim](nếu có, thay cho hạn đã ghi)[/]" if t.alternative else t.wording,
            _standing(t, as_of),
            group_thousands(t.awaited_by),
        )
        for t in found
    ]
    console().print(
        table("Sự kiện chờ", ("Số", "Văn bản", "Sự kiện", "Đã chờ / xảy ra", "Nhiệm vụ"), rows, numbers=(0, 4))
    )


@app.command("fire")
def fire_trigger(
    number: _Number,
    on: Annotated[datetime, typer.Option(formats=DAY_FORMATS, help="Ngày xảy ra sự kiện, ví dụ 2026-02-27.")],
    document: Annotated[str, typer.Option(help="Văn bản làm căn cứ, ví dụ “1234/QĐ-BNV ngày 27/02/2026”.")],
    due: Annotated[
        datetime | None, typer.Option(formats=DAY_FORMATS, help="Ấn định hạn chung thay cho đề xuất; cần --reason.")
    ] = None,
    reason: Reason = "",
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại.")] = False,
    sure: Annotated[bool, typer.Option("--sure", help="Đúng là ngày trước khi văn bản được ban hành.")] = False,
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Ghi nhận sự kiện đã xảy ra: xem hạn đề xuất của từng nhiệm vụ, rồi mới ghi."""
    from base.vietnamese import short_date
    from cli.acting import at_the_shell
    from services.duties.events import EventDoing, SaidDays, fire_event, preview_firing
    from services.installation import open_installation

    if due is not None and not reason:
        reason = "ấn định hạn khác với hạn đề xuất mà chưa có lý do"
        raise value_refusal("--due", short_date(due.date()), reason, "Ghi lý do bằng --reason.")
    said = SaidDays(on=on.date(), due=day_of(due), sure=sure)
    with open_installation() as installation:
        actor, now = at_the_shell(installation, by, today)
        doing = EventDoing(event=number, actor=actor, now=now, reason=reason, document=document)
        _show(preview_firing(installation, doing, said))
        if not yes:
            go_on("Ghi nhận và đặt hạn như trên?")
        affected = fire_event(installation, doing, said)
    typer.echo(f"Đã ghi nhận sự kiện {number}: {_counted(affected)}.")


@app.command("correct")
def correct_trigger(
    number: _Number,
    on: Annotated[datetime, typer.Option(formats=DAY_FORMATS, help="Ngày đúng của sự kiện, ví dụ 2026-02-26.")],
    document: Annotated[str, typer.Option(help="Văn bản làm căn cứ, ví dụ “1234/QĐ-BNV ngày 26/02/2026”.")],
    reason: Reason,
    sure: Annotated[bool, typer.Option("--sure", help="Đúng là ngày trước khi văn bản được ban hành.")] = False,
    set_days: Annotated[
        bool, typer.Option("--set-days-too", help="Tính lại cả những hạn mà người ghi nhận đã ấn định.")
    ] = False,
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Chỉnh lại ngày, văn bản của sự kiện đã ghi nhận: hạn theo nó được tính lại, tiến độ giữ nguyên.

    Hạn mà người ghi nhận đã ấn định thì giữ, trừ khi có --set-days-too.
    """
    from cli.acting import at_the_shell
    from services.duties.events import EventDoing, SaidDays, correct_event, set_by_hand
    from services.installation import open_installation

    with open_installation() as installation:
        actor, now = at_the_shell(installation, by, today)
        doing = EventDoing(event=number, actor=actor, now=now, reason=reason, document=document)
        said = SaidDays(on=on.date(), sure=sure)
        kept = frozenset() if set_days else set_by_hand(installation, doing, said)
        affected = correct_event(installation, doing, replace(said, left_out=kept))
    _show(affected, "Hạn sau khi chỉnh")
    typer.echo(f"Đã chỉnh sự kiện {number}: {_counted(affected)}.")


@app.command("repeat")
def repeat_trigger(
    number: _Number,
    repeatable: Annotated[bool, typer.Option("--yes/--no", help="Sự kiện có thể xảy ra nhiều lần, hay chỉ một lần.")],
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Cho sự kiện xảy ra nhiều lần: mỗi lần ghi nhận mở một kỳ mới của các nhiệm vụ chờ nó."""
    from cli.acting import at_the_shell
    from services.duties.events import EventDoing, repeat_event
    from services.installation import open_installation

    with open_installation() as installation:
        actor, now = at_the_shell(installation, by, today)
        repeat_event(installation, EventDoing(event=number, actor=actor, now=now), repeatable=repeatable)
    typer.echo(f"Sự kiện {number}: {'mỗi lần xảy ra mở một kỳ mới' if repeatable else 'chỉ xảy ra một lần'}.")


@app.command("unfire")
def unfire_trigger(number: _Number, reason: Reason, today: Today = None, by: ActorOption = "") -> None:
    """Hủy ghi nhận: nhiệm vụ chưa báo cáo chờ lại, nhiệm vụ đã báo cáo hay đã xong không còn hạn."""
    from cli.acting import at_the_shell
    from services.duties.events import EventDoing, unfire_event
    from services.installation import open_installation

    with open_installation() as installation:
        actor, now = at_the_shell(installation, by, today)
        back = unfire_event(installation, EventDoing(event=number, actor=actor, now=now, reason=reason))
    waiting = [duty for duty in back if duty.state is State.WAITING]
    ended = [duty for duty in back if duty.state is State.WITHDRAWN]
    undated = [duty for duty in back if duty.due is None and duty not in waiting + ended]
    dated = len(back) - len(waiting) - len(ended) - len(undated)
    counts = [f"{len(waiting)} nhiệm vụ chờ lại", f"{dated} nhiệm vụ về hạn cũ"]
    counts += [f"{len(ended)} nhiệm vụ được thu hồi"] if ended else []
    counts += [f"{len(undated)} nhiệm vụ giữ nguyên, không còn hạn"] if undated else []
    typer.echo(f"Đã hủy ghi nhận sự kiện {number}: {', '.join(counts)}.")
    for duty in undated:
        typer.echo(f"  nhiệm vụ {duty.id}, {duty.agency_name}: {duty.state.label}")


@app.command("propose")
def propose_happening(
    number: _Number,
    on: Annotated[datetime, typer.Option(formats=DAY_FORMATS, help="Ngày xảy ra sự kiện, ví dụ 2026-02-27.")],
    document: Annotated[str, typer.Option(help="Văn bản làm căn cứ, ví dụ “1234/QĐ-BNV ngày 27/02/2026”.")],
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Báo sự kiện đã xảy ra; người có quyền xem rồi chấp nhận hoặc trả lời. Ví dụ: dondoc trigger propose 4 …."""
    from cli.acting import at_the_shell
    from services.duties.events import EventDoing, propose_event
    from services.installation import open_installation

    with open_installation() as installation:
        actor, now = at_the_shell(installation, by, today)
        doing = EventDoing(event=number, actor=actor, now=now, document=document)
        proposal = propose_event(installation, doing, on.date())
    typer.echo(f"Đã báo sự kiện {number} xảy ra ngày {short_date(on.date())}: lời báo số {proposal}, chờ quyết định.")


@app.command("proposals")
def show_proposals() -> None:
    """Liệt kê các lời báo sự kiện đang chờ quyết định. Ví dụ: dondoc trigger proposals."""
    from base.clock import VIETNAM
    from cli.show import console, table
    from services.installation import open_installation
    from workflow.store.firings.event_proposals import open_proposals

    with open_installation() as installation, installation.database.reading() as session:
        found = open_proposals(session)
    rows = [
        (
            str(one.id),
            str(one.trigger_id),
            one.wording,
            f"{short_date(one.happened_on)}, {one.document}",
            f"{one.proposed_by}, {short_date(one.proposed_at.astimezone(VIETNAM).date())}",
        )
        for one in found
    ]
    headings = ("Số", "Sự kiện", "Nội dung", "Xảy ra", "Người báo")
    console().print(table("Lời báo sự kiện", headings, rows, numbers=(0, 1)))


_Proposal = Annotated[int, typer.Argument(metavar="LỜI", help="Số của lời báo, xem bằng `dondoc trigger proposals`.")]


@app.command("accept")
def accept_happening(number: _Proposal, today: Today = None, by: ActorOption = "") -> None:
    """Chấp nhận một lời báo: sự kiện được ghi nhận theo ngày và văn bản trong đó."""
    from cli.acting import at_the_shell
    from services.duties.events import accept_event_proposal
    from services.installation import open_installation

    with open_installation() as installation:
        actor, now = at_the_shell(installation, by, today)
        affected = accept_event_proposal(installation, number, actor, now=now)
    _show(affected)
    typer.echo(f"Đã chấp nhận lời báo {number}: {_counted(affected)}.")


@app.command("refuse")
def refuse_happening(number: _Proposal, reason: Reason, today: Today = None, by: ActorOption = "") -> None:
    """Không chấp nhận một lời báo, nêu lý do; sự kiện còn được chờ."""
    from cli.acting import at_the_shell
    from services.duties.events import refuse_event_proposal
    from services.installation import open_installation

    with open_installation() as installation:
        actor, now = at_the_shell(installation, by, today)
        refuse_event_proposal(installation, number, actor, now=now, reason=reason)
    typer.echo(f"Đã trả lời lời báo {number}; sự kiện còn được chờ.")


@app.command("watch")
def set_trigger_watcher(
    number: _Number,
    agency: Annotated[
        str,
        typer.Option(help="Cơ quan theo dõi, mã hoặc tên, ví dụ “Sở Nội vụ”. Bỏ trống: cơ quan đầu mối."),
    ] = "",
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Giao một cơ quan theo dõi sự kiện; cơ quan đó được hỏi 30 ngày một lần đến khi sự kiện xảy ra."""
    from cli.naming import named_agency
    from services.duties.events import watch_event
    from services.installation import open_installation

    with open_installation() as installation, installation.database.writing() as session:
        watcher = named_agency(installation, agency) if agency else None
        code, directory = watcher.code if watcher else None, installation.policies.directory
        watch_event(session, directory, number, code, by_name(installation, by, today))
    typer.echo(f"Sự kiện {number}: {watcher.name if watcher else 'cơ quan đầu mối của văn bản'} theo dõi.")


def _standing(trigger: "Trigger", today: date) -> str:
    if trigger.fired_on is not None:
        return f"ngày {short_date(trigger.fired_on)}, {trigger.document}"
    return "" if trigger.alternative else f"{trigger.age(today)} ngày"


def _counted(affected: "list[Affected]") -> str:
    moved = sum(item.moves for item in affected)
    kept = f", {len(affected) - moved} nhiệm vụ giữ nguyên hạn" if moved < len(affected) else ""
    return f"{moved} nhiệm vụ có hạn mới{kept}"


def _show(affected: "list[Affected]", heading: str = "Hạn đề xuất") -> None:
    """Show each duty with its day; what a new firing of the event brings once more has no number yet."""
    from cli.show import console, day_text, table

    rows = [
        (
            "kỳ mới" if item.again else str(item.assignment.id),
            item.assignment.agency_name,
            item.assignment.task.title,
            day_text(item.proposal.due),
            item.proposal.rule,
        )
        for item in affected
    ]
    console().print(table(heading, ("Số", "Cơ quan", "Nhiệm vụ", "Hạn", "Căn cứ"), rows, numbers=(0,)))
