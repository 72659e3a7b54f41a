"""`/viec/{n}/ca-nhiem-vu/…`: the task that a duty belongs to withdrawn whole, or ended on a day."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.errors import DondocError
from base.vietnamese import full_date, group_thousands, one_line
from services.duties.endings import Deciding, end_task_on, whole_task, withdraw_whole_task
from services.installation import Installation
from web.duties.forms.fields import OPTIONAL_DOCUMENT, REASON, Field, FieldKind, Typed, draw_field, read_fields
from web.duties.forms.refusing import refusal_at_field
from web.errors import NOT_FOUND
from web.frame.values import Crumb, Page
from web.office import Office
from web.signed_in import typed_fields
from workflow.lifecycle import NotAllowed
from workflow.store.plans.ending import Ended, OpenTask

_LAST_DAY = Field(
    name="ngay-cuoi",
    label="Ngày cuối của nhiệm vụ",
    kind=FieldKind.DAY,
    hint="Kỳ đến hạn đúng ngày này vẫn làm; ví dụ 30/9/2026",
    missing="Ghi ngày cuối",
)
_SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class TaskEnding:
    """One way to end a task: its page, what it asks and what it does."""

    name: str
    title: str
    button: str
    hint: str
    fields: tuple[Field, ...]
    will: tuple[str, ...]
    done: str
    act: Callable[[Installation, int, Typed, Deciding], Ended]

    def address(self, duty: int) -> str:
        """Return its page for the task of a duty."""
        return f"/viec/{duty}/ca-nhiem-vu/{self.name}"


def _end(installation: Installation, duty: int, typed: Typed, deciding: Deciding) -> Ended:
    day = typed.day(_LAST_DAY.name)
    assert day is not None
    return end_task_on(installation, duty, day, deciding)


_KEPT = (
    "Báo cáo đang chờ xác nhận vẫn được xem xét; phần đã hoàn thành giữ nguyên. "
    "Các cơ quan được báo, lịch gạch các mục ấy."
)
TASK_ENDINGS = (
    TaskEnding(
        name="thu-hoi-toan-bo",
        title="Thu hồi cả nhiệm vụ",
        button="Thu hồi cả nhiệm vụ",
        hint="của mọi cơ quan, mọi kỳ còn mở và mọi kỳ sau",
        fields=(REASON, OPTIONAL_DOCUMENT),
        will=("Mọi lượt giao còn mở được thu hồi; không lập thêm kỳ nào.", _KEPT),
        done="Đã thu hồi cả nhiệm vụ; các cơ quan được báo trong thư kế tiếp.",
        act=lambda installation, duty, _typed, deciding: withdraw_whole_task(installation, duty, deciding),
    ),
    TaskEnding(
        name="ket-thuc-som",
        title="Cho nhiệm vụ kết thúc vào một ngày",
        button="Cho kết thúc",
        hint="các kỳ sau ngày đó được thu hồi",
        fields=(_LAST_DAY, REASON, OPTIONAL_DOCUMENT),
        will=("Các lượt giao có hạn sau ngày cuối được thu hồi; không lập thêm kỳ nào.", _KEPT),
        done="Đã ghi ngày cuối của nhiệm vụ; các cơ quan được báo trong thư kế tiếp.",
        act=_end,
    ),
)
_BY_NAME = {one.name: one for one in TASK_ENDINGS}


def whole_task_pages(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()

    @router.get("/viec/{number:int}/ca-nhiem-vu/{name}")
    def asked(request: Request, number: int, name: str) -> Response:
        """Show what it would do to which agencies."""
        if (ending := _BY_NAME.get(name)) is None:
            raise HTTPException(NOT_FOUND)
        task = whole_task(office.installation, number, office.actor_of(request), now=office.now())
        return _show(office, request, number, ending, task, Typed({}, {}, {}))

    @router.post("/viec/{number:int}/ca-nhiem-vu/{name}")
    async def done(request: Request, number: int, name: str) -> Response:
        """Do it."""
        texts = dict(await typed_fields(request))
        return await run_in_threadpool(_do, office, request, number, name, texts)

    return router


def task_ending_done(name: str) -> str:
    """Return what a duty's page says once its task was ended so, "" for no such way."""
    return _BY_NAME[name].done if name in _BY_NAME else ""


def _do(office: Office, request: Request, number: int, name: str, texts: dict[str, str]) -> Response:
    if (ending := _BY_NAME.get(name)) is None:
        raise HTTPException(NOT_FOUND)
    actor = office.actor_of(request)
    task = whole_task(office.installation, number, actor, now=office.now())
    typed = read_fields(ending.fields, texts, office.today())
    if typed.errors:
        return _show(office, request, number, ending, task, typed)
    document = one_line(typed.text(OPTIONAL_DOCUMENT.name))
    deciding = Deciding(actor=actor, now=office.now(), reason=typed.text(REASON.name), document=document)
    try:
        ending.act(office.installation, number, typed, deciding)
    except NotAllowed:
        raise
    except DondocError as error:
        wrong = refusal_at_field(ending.fields, typed, error, general=ending.fields[0].name)
        return _show(office, request, number, ending, task, wrong)
    return RedirectResponse(f"/viec/{number}?xong={name}", status_code=303)


def _show(office: Office, request: Request, number: int, ending: TaskEnding, task: OpenTask, typed: Typed) -> Response:
    working_days = office.installation.policies.working_days
    page = Page(
        title=ending.title,
        place="/viec",
        crumbs=(Crumb(label="Nhiệm vụ", address="/viec"), Crumb(label=f"Số {number}", address=f"/viec/{number}")),
        crumb=ending.title,
        wrong=bool(typed.errors),
    )
    waiting = sum(reported for _, _, reported in task.duties)
    agencies = len({name for name, _, _ in task.duties})
    return office.pages.show(
        request,
        "duties/whole_task.html",
        page,
        status=422 if typed.errors else 200,
        address=ending.address(number),
        back=f"/viec/{number}",
        ending=ending,
        task=task,
        counted=f"{group_thousands(len(task.duties))} lượt giao còn mở của {group_thousands(agencies)} cơ quan",
        waiting=waiting,
        duties=[
            (name, full_date(due) if due else "không có ngày", "báo cáo chờ xác nhận" if reported else "")
            for name, due, reported in task.duties[:_SHOWN]
        ],
        more=len(task.duties) - _SHOWN,
        fields=[draw_field(one, typed, office.today(), working_days) for one in ending.fields],
        errors=typed.errors,
        lead=typed.lead,
    )
