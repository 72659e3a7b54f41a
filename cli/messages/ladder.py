"""`dondoc ladder`: the steps of the house's ladder, and the dates and people of one duty's."""

from typing import TYPE_CHECKING, Annotated

import typer

from base.vietnamese import short_moment
from cli.headings import Commands

if TYPE_CHECKING:
    from services.installation import Installation
    from workflow.notices.ladder import Ladder, LadderStep
    from workflow.store.notices.ladder_of_duty import ReachedRung

app = Commands(name="ladder", help="Thang đôn đốc: ai được nhắc, ngày nào, bằng kênh nào.", no_args_is_help=True)


@app.callback()
def _ladder() -> None:
    pass


@app.command("show")
def show_ladder(
    task: Annotated[
        int | None, typer.Option(help="Số của nhiệm vụ, xem bằng `dondoc tasks`, ví dụ 12. Bỏ trống: thang chung.")
    ] = None,
    plan: Annotated[str, typer.Option(help="Thang riêng của một văn bản, theo số, ví dụ 50/KH-UBND.")] = "",
) -> None:
    """Xem thang đôn đốc; với --task: ngày, người nhận của từng lần và thông báo nào đã gửi.

    Tệp escalation.toml sai thì mọi lỗi được nêu cùng số dòng.
    """
    from services.installation import open_installation

    with open_installation() as installation:
        if task is None:
            ladders = installation.policies.ladders
            _show_steps(ladders.of_plan(plan) if plan else ladders.common)
        else:
            _show_duty(installation, task)


def _show_steps(ladder: "Ladder") -> None:
    from cli.show import console, table

    rows = [
        (step.id, step.label, step.audience.label, _channels(step), _manner(step), ladder.wording.get(step.wording, ""))
        for step in ladder.steps
    ]
    console().print(
        table("Thang đôn đốc", ("Lần đôn đốc", "Ngày nhắc", "Người nhận", "Kênh", "Cách gửi", "Câu nêu"), rows)
    )


def _show_duty(installation: "Installation", number: int) -> None:
    from cli.show import console, day_text, table, talk
    from workflow.store.duties.reading import assignment
    from workflow.store.notices.ladder_of_duty import rungs

    policies = installation.policies
    with installation.database.reading() as session:
        duty = assignment(session, number)
        found = rungs(
            session, number, policies.ladders, working_days=policies.working_days, leadership=policies.leadership
        )
    if not found:
        talk().print(f"Nhiệm vụ {number} chưa có ngày đến hạn, chưa có lần đôn đốc nào.")
        return
    rows = []
    for rung in found:
        head = (day_text(rung.day), rung.step.label, rung.step.audience.label)
        people = rung.people or (None,)
        rows += [((head if first else ("", "", "")) + _person(who)) for first, who in _firsts(people)]
    title = (
        f"Nhiệm vụ {number}: {duty.agency_name} – hạn {day_text(duty.due)} (ngày làm việc cuối {day_text(duty.act_by)})"
    )
    columns = ("Ngày", "Lần đôn đốc", "Gửi", "Người nhận", "Kênh", "Địa chỉ", "Thông báo")
    console().print(table(title, columns, rows))


def _firsts(people: "tuple[ReachedRung | None, ...]") -> "list[tuple[bool, ReachedRung | None]]":
    return [(position == 0, who) for position, who in enumerate(people)]


def _person(reached: "ReachedRung | None") -> tuple[str, str, str, str]:
    if reached is None:
        return ("[bold red]không có ai để gửi[/]", "", "", "")
    name = f"{reached.name} [dim]({reached.note})[/]" if reached.note else reached.name
    return (name, reached.channel, reached.address, _notice(reached))


def _notice(reached: "ReachedRung") -> str:
    from base.clock import VIETNAM

    if reached.state is None:
        return ""
    at = f" {short_moment(reached.at.astimezone(VIETNAM))}" if reached.at else ""
    return f"{reached.state.label}{at}"


def _channels(step: "LadderStep") -> str:
    return ", ".join(channel.label for channel in step.channels)


def _manner(step: "LadderStep") -> str:
    stop = "đến khi nhận nhiệm vụ" if step.until == "accept" else "đến khi báo cáo"
    return f"{stop}, gửi cả ngoài giờ" if step.urgent else stop
