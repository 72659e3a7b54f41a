"""`/viec/nhieu/…`: accepting, confirming or reminding of many duties, through a page that says how many and which."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from base.vietnamese import group_thousands
from services.screens.duty_list import DutyLists
from services.screens.many_duties import MOST_AT_ONCE, ManyAct, allowed_lines, do_to_many, many_view
from web.duties.facets import filter_words
from web.duties.rows import near_words
from web.frame.numbers import row_number
from web.frame.values import Crumb, Page
from web.office import Office
from workflow.views.duty_list import ADDRESS, PAGE_SIZE, DutyList, duty_list, unread_filters

MANY = f"{ADDRESS}/nhieu"
TITLES = {
    ManyAct.ACCEPT: "Nhận nhiều nhiệm vụ",
    ManyAct.CONFIRM: "Xác nhận nhiều báo cáo",
    ManyAct.REMIND: "Gửi nhắc nhiều nhiệm vụ",
}
BUTTONS = {
    ManyAct.ACCEPT: "Nhận các nhiệm vụ đã chọn",
    ManyAct.CONFIRM: "Xác nhận các báo cáo đã chọn",
    ManyAct.REMIND: "Gửi nhắc về các nhiệm vụ đã chọn",
}
WILL = {
    ManyAct.ACCEPT: "Nhận thì các nhiệm vụ đã chọn chuyển sang đang triển khai; hạn không đổi.",
    ManyAct.CONFIRM: "Xác nhận thì mỗi nhiệm vụ đã chọn hoàn thành theo ngày báo cáo của nó; các lời nhắc dừng lại.",
    ManyAct.REMIND: "Mỗi cơ quan chủ trì được nhắc trong thư tổng hợp của buổi sáng làm việc tới; nhiệm vụ nào được "
    "báo cáo trước đó thì thôi. Mỗi nhiệm vụ nhắc một lần một ngày.",
}
_DONE = {ManyAct.ACCEPT: "Đã nhận", ManyAct.CONFIRM: "Đã xác nhận", ManyAct.REMIND: "Đã ghi lời nhắc về"}

_FASTER = "đã được xử lý trước đó, hoặc không thuộc quyền của bạn"
_NONE_CHOSEN = "Chọn ít nhất một nhiệm vụ"
_WHY_NOT = {
    ManyAct.ACCEPT: _FASTER,
    ManyAct.CONFIRM: _FASTER,
    ManyAct.REMIND: "hôm nay đã nhắc rồi, hoặc vừa được báo cáo",
}


def many_duties(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()
    lists = DutyLists(installation=office.installation, memory=office.memory)

    def show(request: Request, act: ManyAct, *, error: str = "") -> Response:
        actor, view = office.actor_of(request), duty_list(request.url.query, today=office.today())
        most = MOST_AT_ONCE if request.query_params.get("ca") else PAGE_SIZE
        lines = allowed_lines(lists, view, act, actor, now=office.now(), most=most)
        shown = lists.show(many_view(view, act), actor)
        query, policies = view.whole.query, office.installation.policies
        said = _done(act, request.query_params.get("xong", ""), request.query_params.get("loi", ""))
        return office.pages.show(
            request,
            "duties/many.html",
            _page(view, act, done=said, wrong=bool(error)),
            status=422 if error else 200,
            errors={"so": error} if error else {},
            # What is left after the act was left on purpose: nothing of it is chosen by itself.
            chosen=not (said or error),
            lines=[(line, near_words(line, office.today(), policies.working_days)) for line in lines],
            words=filter_words(shown),
            action=f"{MANY}/{act}{'?' + query if query else ''}",
            whole=f"{MANY}/{act}?{query + '&' if query else ''}ca=1" if len(lines) == PAGE_SIZE == most else "",
            total=shown.counts.total,
            most=MOST_AT_ONCE,
            button=BUTTONS[act],
            will=WILL[act],
            back=view.whole.address,
        )

    @router.get(MANY + "/{act}")
    def check(request: Request, act: ManyAct) -> Response:
        """Show which duties it would happen to: those of a page, or of all pages when that is asked for."""
        if unread_filters(request.url.query, today=office.today()):
            return RedirectResponse(f"{ADDRESS}?{request.url.query}", status_code=303)
        return show(request, act)

    @router.post(MANY + "/{act}")
    def do(request: Request, act: ManyAct, so: Annotated[list[str] | None, Form()] = None) -> Response:
        """Do it to the duties that were chosen; go back to what is left, and say what came of it."""
        chosen = [number for number in map(row_number, so or ()) if number is not None]
        if not chosen:
            return show(request, act, error=_NONE_CHOSEN)
        came = do_to_many(office.installation, act, chosen, office.actor_of(request), now=office.now())
        query = duty_list(request.url.query, today=office.today()).whole.query
        told = urlencode({"xong": len(came.done), "loi": len(came.refused)})
        return RedirectResponse(f"{MANY}/{act}?{query + '&' if query else ''}{told}", status_code=303)

    return router


def _page(view: DutyList, act: ManyAct, *, done: str, wrong: bool) -> Page:
    back = Crumb(label="Nhiệm vụ", address=view.whole.address)
    return Page(title=TITLES[act], place=ADDRESS, crumbs=(back,), done=done, wrong=wrong)


def _done(act: ManyAct, done: str, refused: str) -> str:
    if (count := row_number(done)) is None:
        return ""
    said = f"{_DONE[act]} {group_thousands(count)} nhiệm vụ."
    left = f" {refused} nhiệm vụ không làm được: {_WHY_NOT[act]}."
    return said + (left if row_number(refused) else "")
