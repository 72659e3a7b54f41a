"""`dondoc announce`: telling the agencies of a plan what is new, and what is to happen with days already past."""

from typing import TYPE_CHECKING, Annotated

import typer

from base.errors import DondocError
from cli.acting import by_name
from cli.options import ActorOption, Today
from workflow.registry.past_days import PastDays

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.installation import Installation
    from workflow.by import By
    from workflow.store.people.unheard import UnheardAgency

_MOST_NAMED = 10

PastOption = Annotated[
    PastDays | None,
    typer.Option(
        help="Ngày đã qua: ask (đề nghị báo cáo, chưa báo lên cấp trên), escalate (đôn đốc ngay), close (thu hồi)."
    ),
]


class PastDaysUndecided(DondocError):
    """Days are past already, and nobody has said what is to happen with them."""


def announce(
    number: Annotated[str, typer.Argument(metavar="VĂN-BẢN", help="Số của văn bản đã nhập, ví dụ 50/KH-UBND.")],
    past: PastOption = None,
    today: Today = None,
    by: ActorOption = "",
) -> None:
    """Báo cho các cơ quan nhiệm vụ mới của một văn bản; trước đó không ai được nhắc."""
    from services.installation import open_installation
    from workflow.store.plans.successions import plan_by_number

    with open_installation() as installation:
        with installation.database.reading() as session:
            plan_id = plan_by_number(session, number).id
        announce_now(installation, plan_id, past, by_name(installation, by, today))


def announce_now(installation: "Installation", plan_id: int, past: PastDays | None, by: "By") -> None:
    """Tell the agencies and say what they are told. Raises `PastDaysUndecided` when days are past and nobody chose."""
    from base.vietnamese import group_thousands
    from cli.show import console
    from services.intake.announcing import announce_plan, preview_announcement
    from workflow.store.plans.successions import plan_argument

    told = preview_announcement(installation, plan_id, today=by.today)
    if told.past and past is None:
        with installation.database.reading() as session:
            named = plan_argument(session, told.number, told.issued_on)
        raise PastDaysUndecided(
            given=told.number,
            place="Báo cho các cơ quan",
            reason=f"có {told.past} lượt giao đã qua hạn từ trước",
            remedy=f"Chọn cách xử lý: dondoc announce {named} --past ask, hoặc escalate, hoặc close.",
        )
    done = announce_plan(installation, plan_id, past or PastDays.ESCALATE, by)
    console().print(
        f"Đã báo cho {done.told.agencies} cơ quan: {group_thousands(done.told.dated)} lượt giao có thời hạn, "
        f"{group_thousands(done.told.waiting)} chờ sự kiện, {group_thousands(done.told.undated)} không có hạn; "
        f"{done.notices} thông báo mới."
    )
    if told.past:
        console().print(f"{told.past} lượt đã qua hạn từ trước: {(past or PastDays.ESCALATE).label}.")
    _say_unheard(done.unheard)


def _say_unheard(unheard: "Sequence[UnheardAgency]") -> None:
    """Name the agencies of which nobody heard, not even the plan's coordinator: a count of notices hides them."""
    from cli.show import talk

    if not unheard:
        return
    names = ", ".join(agency.name for agency in unheard[:_MOST_NAMED])
    others = f" và {len(unheard) - _MOST_NAMED} cơ quan khác" if len(unheard) > _MOST_NAMED else ""
    talk().print(
        f"Chưa ai nhận được thông báo ở {len(unheard)} cơ quan, kể cả cơ quan đầu mối: {names}{others}. "
        "Nhập người nhận bằng `dondoc contacts import`; họ được báo về nhiệm vụ mới vào lần gửi tới.",
        style="bold red",
        markup=False,
        highlight=False,
    )
