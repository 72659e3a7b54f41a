"""`/gia-han`: the extensions that are asked for, and granting several of them by one document."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.clock import VIETNAM
from base.vietnamese import full_date, group_thousands
from services.screens.decisions import ShownExtension, check_granting, extensions_asked_for, grant_many
from web.duties.decisions import QUEUE
from web.duties.forms.fields import DOCUMENT
from web.frame.numbers import row_number
from web.frame.values import Crumb, Page
from web.office import Office

EXTENSIONS = "/gia-han"
NOTHING_CHOSEN = "Chọn ít nhất một đề nghị"


@dataclass(frozen=True, kw_only=True)
class _Row:
    """One extension as it is shown; `value` names the duty and the version that was looked at."""

    value: str
    address: str
    title: str
    agency: str
    reason: str
    old: str
    wished: str
    age: str
    nth: str
    others: int
    last: bool
    may_grant: bool


def extensions(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()

    @router.get(EXTENSIONS)
    def shown(request: Request) -> Response:
        """Show what is asked for; nothing changes."""
        return _show(office, request, {}, document="", chosen=None)

    @router.post(EXTENSIONS)
    async def granted(request: Request) -> Response:
        """Grant what was chosen, by one document; say what came of it."""
        check_granting(office.actor_of(request))
        form = await request.form()
        chosen = [str(value) for value in form.getlist("so")]
        return await run_in_threadpool(_grant, office, request, chosen, str(form.get(DOCUMENT.name, "")).strip())

    return router


def _grant(office: Office, request: Request, chosen: list[str], document: str) -> Response:
    pairs = [pair for pair in map(_pair, chosen) if pair is not None]
    errors = {} if pairs else {"so": NOTHING_CHOSEN}
    if not document:
        errors[DOCUMENT.name] = DOCUMENT.missing
    if errors:
        return _show(office, request, errors, document=document, chosen=chosen)
    came = grant_many(office.installation, pairs, office.actor_of(request), document=document, now=office.now())
    return RedirectResponse(f"{EXTENSIONS}?xong={len(came.done)}&loi={len(came.refused)}", status_code=303)


def _show(
    office: Office, request: Request, errors: dict[str, str], *, document: str, chosen: list[str] | None
) -> Response:
    found = extensions_asked_for(office.installation, office.actor_of(request), now=office.now())
    rows = [_row(office, one) for one in found]
    granting = [row for row in rows if row.may_grant]
    return office.pages.show(
        request,
        "duties/extensions.html",
        Page(
            title="Đề nghị gia hạn",
            place="/",
            crumbs=(Crumb(label="Hôm nay", address="/"), Crumb(label="Chờ tôi quyết định", address=QUEUE)),
            wrong=bool(errors),
            done=_done(request.query_params.get("xong", ""), request.query_params.get("loi", "")),
        ),
        status=422 if errors else 200,
        granting=granting,
        watching=[row for row in rows if not row.may_grant],
        chosen={row.value for row in granting if not row.last} if chosen is None else set(chosen),
        document=document,
        field=DOCUMENT,
        errors=errors,
        action=EXTENSIONS,
    )


def _row(office: Office, one: ShownExtension) -> _Row:
    asked, most = one.asked, office.installation.policies.most_grants
    age = (office.today() - asked.since.astimezone(VIETNAM).date()).days
    return _Row(
        value=f"{asked.duty_id}-{asked.version}",
        address=f"/viec/{asked.duty_id}",
        title=asked.title,
        agency=asked.agency_name,
        reason=asked.reason,
        old=full_date(asked.due) if asked.due else "chưa có",
        wished=full_date(asked.wished_due),
        age=f"chờ {age} ngày" if age else "hôm nay",
        nth=f"lần {asked.extensions + 1}/{most}",
        others=asked.others,
        last=asked.extensions >= most,
        may_grant=one.may_grant,
    )


def _pair(value: str) -> tuple[int, int] | None:
    duty, _, version = value.partition("-")
    numbers = row_number(duty), row_number(version)
    return None if numbers[0] is None or numbers[1] is None else (numbers[0], numbers[1])


def _done(done: str, refused: str) -> str:
    if (count := row_number(done)) is None:
        return ""
    said = f"Đã cho gia hạn {group_thousands(count)} nhiệm vụ."
    left = f" {refused} đề nghị không thực hiện được: vừa thay đổi, hoặc đã hết số lần gia hạn."
    return said + (left if row_number(refused) else "")
