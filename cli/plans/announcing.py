"""`dondoc announce`: telling the agencies of a plan what is new, and what is to happen with days already past."""

from typing import TYPE_CHECKING, Annotated

import typer

from base.errors import DondocError
from cli.options import ActorOption, Today, by_whom
from workflow.registry.past_days import PastDays

if TYPE_CHECKING:
    from services.installation import Installation
    from workflow.by import By

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
        announce_now(installation, plan_id, past, by_whom(by, today))


def announce_now(installation: "Installation", plan_id: int, past: PastDays | None, by: "By") -> None:
    """Tell the agencies and say what they are told. Raises `PastDaysUndecided` when days are past and nobody chose."""
    from base.vietnamese import group_thousands
    from cli.show import console
    from services.intake.announcing import announce_plan, preview_announcement

    told = preview_announcement(installation, plan_id, today=by.today)
    if told.past and past is None:
        raise PastDaysUndecided(
            given=told.number,
            place="Báo cho các cơ quan",
            reason=f"có {told.past} lượt giao đã qua hạn từ trước",
            remedy=f"Chọn cách xử lý: dondoc announce {told.number} --past ask, hoặc escalate, hoặc close.",
        )
    done = announce_plan(installation, plan_id, past or PastDays.ESCALATE, by)
    console().print(
        f"Đã báo cho {done.told.agencies} cơ quan: {group_thousands(done.told.dated)} lượt giao có thời hạn, "
        f"{group_thousands(done.told.waiting)} chờ sự kiện, {group_thousands(done.told.continuous)} thường xuyên; "
        f"{done.notices} thông báo mới."
    )
    if told.past:
        console().print(f"{told.past} lượt đã qua hạn từ trước: {(past or PastDays.ESCALATE).label}.")
