"""`/viec/{n}/noi-dung`: a task written anew by a document: typed, shown as differences, then applied."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.errors import DondocError
from base.vietnamese import one_line
from services.duties.endings import Deciding
from services.intake.task_edits import EDITED, EditableTask, TriedEdit, apply_edit, editable_task, try_edit
from web.duties.forms.fields import DATED_AHEAD
from web.frame.values import Crumb, Page
from web.imports.checking import ConflictLine, conflict_lines, followed_duties
from web.office import Office
from web.signed_in import typed_fields
from workflow.lifecycle import NotAllowed
from workflow.plan import COLUMN_LABELS
from workflow.registry.registration import read_in_plan
from workflow.views.typed_day import is_dated_ahead

_REASON, _DOCUMENT, _STEP, _WRITE = "ly-do", "van-ban", "buoc", "ghi"
_KNOWN = "cu-"
_LONGEST = 4_000


@dataclass(frozen=True, kw_only=True)
class _Typed:
    """What stands in the form, what is wrong with it, and what it would change once it was tried."""

    cells: Mapping[str, str]
    known: Mapping[str, str]
    reason: str = ""
    document: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    tried: TriedEdit | None = None


def task_words(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()

    @router.get("/viec/{number:int}/noi-dung")
    def asked(request: Request, number: int) -> Response:
        """Show the task's texts as they count now."""
        task = editable_task(office.installation, number, office.actor_of(request))
        return _show(office, request, number, task, _Typed(cells=task.cells, known=task.cells))

    @router.get("/viec/{number:int}/noi-dung/han")
    def read(request: Request, number: int) -> HTMLResponse:
        """Say how a deadline would be read in the task's plan, while it is typed."""
        task = editable_task(office.installation, number, office.actor_of(request))
        words = _echo(office, task, request.query_params.get("deadline", "")[:_LONGEST])
        return HTMLResponse(office.pages.words("day_read.html", words=words), headers={"Cache-Control": "no-store"})

    @router.post("/viec/{number:int}/noi-dung")
    async def sent_in(request: Request, number: int) -> Response:
        """Show what would change, or apply it."""
        return await run_in_threadpool(_sent, office, request, number, dict(await typed_fields(request)))

    return router


def _sent(office: Office, request: Request, number: int, texts: dict[str, str]) -> Response:
    actor = office.actor_of(request)
    task = editable_task(office.installation, number, actor)
    typed = _Typed(
        cells={name: one_line(texts.get(name, task.cells[name]))[:_LONGEST] for name in EDITED},
        known={name: texts.get(_KNOWN + name, task.cells[name]) for name in EDITED},
        reason=texts.get(_REASON, "").strip(),
        document=one_line(texts.get(_DOCUMENT, "")),
    )
    errors = {}
    if not typed.document:
        errors[_DOCUMENT] = "Ghi số, ngày của văn bản sửa đổi"
    elif is_dated_ahead(typed.document, office.today()):
        errors[_DOCUMENT] = DATED_AHEAD
    if not typed.reason:
        errors[_REASON] = "Ghi lý do sửa"
    if errors:
        return _show(office, request, number, task, replace(typed, errors=errors), status=422)
    try:
        tried = try_edit(office.installation, number, typed.cells)
        if texts.get(_STEP) != _WRITE:
            return _show(office, request, number, task, replace(typed, tried=tried))
        deciding = Deciding(actor=actor, now=office.now(), reason=typed.reason, document=typed.document)
        followed = followed_duties(tried.amendment, texts)
        apply_edit(office.installation, number, typed.cells, typed.known, deciding, overruled=followed)
    except NotAllowed:
        raise
    except DondocError as error:
        said = f"{error.reason[:1].upper()}{error.reason[1:]}. {error.remedy}"
        return _show(office, request, number, task, replace(typed, errors={"title": said}), status=422)
    return RedirectResponse(f"/viec/{number}?xong=noi-dung", status_code=303)


def _echo(office: Office, task: EditableTask, text: str) -> str:
    policies = office.installation.policies
    if not text.strip():
        return ""
    return read_in_plan(text, task.head, policies.working_days, policies.deadline_rules).explanation


def _show(
    office: Office, request: Request, number: int, task: EditableTask, typed: _Typed, *, status: int = 200
) -> Response:
    page = Page(
        title="Sửa nội dung nhiệm vụ",
        place="/viec",
        crumbs=(Crumb(label="Nhiệm vụ", address="/viec"), Crumb(label=f"Số {number}", address=f"/viec/{number}")),
        crumb="Sửa nội dung",
        wrong=bool(typed.errors),
    )
    return office.pages.show(
        request,
        "duties/task_words.html",
        page,
        status=status,
        address=f"/viec/{number}/noi-dung",
        back=f"/viec/{number}",
        plan=task.head.number,
        task=task,
        labels=COLUMN_LABELS,
        typed=typed,
        echo=_echo(office, task, typed.cells["deadline"]),
        **_tried(typed.tried),
    )


def _tried(tried: TriedEdit | None) -> dict[str, Any]:
    """What the page shows of a trial: the cells before and after, and where people decided otherwise."""
    if tried is None:
        return {"cells": [], "conflicts": [], "gaining": (), "losing": ()}
    conflicts: list[ConflictLine] = conflict_lines(tried.amendment)
    cells = [(COLUMN_LABELS[one.column].lower(), one.before, one.after) for one in tried.difference.cells]
    return {"cells": cells, "conflicts": conflicts, "gaining": tried.gaining, "losing": tried.losing}
