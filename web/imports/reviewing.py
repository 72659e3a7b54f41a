"""`/van-ban/nhap/{id}`: one row beside its source, doubts first; deciding, editing, taking back."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.clock import VIETNAM
from services.intake.draft.dropped_before import AS_BEFORE
from services.intake.draft.pages import draft_page_picture, drawn_pages, page_of_row
from services.intake.drafts import decide, find_import, undo_decision
from services.screens.imports import ImportScreens, ShownImport
from web.duties.evidence import PICTURE_KEPT, SANDBOXED
from web.frame.pages import wants_part
from web.frame.values import Page
from web.imports.answers import (
    CHOICE,
    KEEP,
    TYPED,
    RowAnswer,
    current_texts,
    drop_row,
    equal_rows,
    field_of,
    read_answers,
    read_edits,
    same_field,
)
from web.imports.asking import AskedPart, question_picks
from web.imports.lines import LINES, draft_line, first_line, line_pages, place_in_file
from web.imports.source import printed_source, row_frames, row_source, sheet_names
from web.imports.uploading import IMPORTS, import_crumbs, reading_page
from web.office import Office
from web.signed_in import typed_fields
from workflow.deadlines.values.resolution import Resolution
from workflow.plan import COLUMN_LABELS, EDITABLE, PlanHead
from workflow.registry.drafting import needs_decision
from workflow.registry.questions import CellQuestion, row_questions
from workflow.registry.registration import PlannedTask, read_in_plan
from workflow.store.imports.import_drafts import UnknownDraft
from workflow.store.tables import DraftState

_TRY, _SEEN, _DROP = "thu", "da-xem", "bo-dong"
_TOGETHER = timedelta(minutes=30)
_LONGEST = 4_000
_SAID = {
    "lai": "Đã hoàn tác.",
    "da-lai": "Quyết định ấy không có, hoặc đã được hoàn tác trước đó; chưa có gì thay đổi.",
    "lay-lai": "Đã lấy lại văn bản, đủ cả các quyết định.",
    "phieu": "Phiếu không sửa gì.",
}


def import_review(office: Office) -> APIRouter:
    """Return the routes."""
    router, screens = APIRouter(), office.imports

    @router.get(IMPORTS + "/{number:int}")
    def reviewed(request: Request, number: int) -> Response:
        """Show the row that is asked for, else the first that is left for a person."""
        draft = find_import(office.installation, number, office.actor_of(request))
        if draft.state is DraftState.REGISTERED:
            return RedirectResponse(f"/van-ban/{draft.plan_id}", status_code=303)
        if draft.state is not DraftState.OPEN:
            return reading_page(office, request, draft)
        if wants_part(request):
            # The page that watched the reading is over.
            return Response(status_code=204, headers={"HX-Redirect": f"{IMPORTS}/{number}"})
        shown = screens.show(number, office.actor_of(request))
        if shown.wants_head or (_foreign(shown) and not request.query_params):
            # Whose document it is comes before its rows.
            return RedirectResponse(f"{IMPORTS}/{number}/dau", status_code=303)
        return _show(office, request, shown, _position(request, shown), {}, {})

    @router.post(IMPORTS + "/{number:int}/dong/{position:int}")
    async def answered(request: Request, number: int, position: int) -> Response:
        """Keep what was decided about a row, and go on to the next."""
        texts = dict(await typed_fields(request))
        return await run_in_threadpool(_answer, office, screens, request, number, position, texts)

    @router.post(IMPORTS + "/{number:int}/hoan-tac/{decision:int}")
    def taken_back(request: Request, number: int, decision: int) -> Response:
        """Take one decision back."""
        undone = undo_decision(office.installation, number, decision, office.actor_of(request), now=office.now())
        at = request.query_params.get("dong", "")
        row, told = f"dong={at}&" if at.isdecimal() else "", "lai" if undone else "da-lai"
        return RedirectResponse(f"{IMPORTS}/{number}?{row}xong={told}", status_code=303)

    _add_looking(router, office)
    return router


def _add_looking(router: APIRouter, office: Office) -> None:
    @router.get(IMPORTS + "/{number:int}/trang/{page:int}.webp")
    def picture(request: Request, number: int, page: int) -> Response:
        """Give the picture of a page, drawn when it is first looked at."""
        draft = find_import(office.installation, number, office.actor_of(request))
        path = draft_page_picture(office.installation, draft, page)
        return FileResponse(path, media_type="image/webp", headers=SANDBOXED | PICTURE_KEPT)

    @router.get(IMPORTS + "/{number:int}/han")
    def tried(request: Request, number: int) -> HTMLResponse:
        """Say how a deadline would be read in this document, while it is typed."""
        typed = request.query_params.get(request.query_params.get("truong", ""), "")[:_LONGEST]
        words = _echo(office, office.imports.show(number, office.actor_of(request)), typed)
        return HTMLResponse(office.pages.words("day_read.html", words=words), headers={"Cache-Control": "no-store"})


def _answer(
    office: Office, screens: ImportScreens, request: Request, number: int, position: int, texts: dict[str, str]
) -> Response:
    shown = screens.show(number, office.actor_of(request))
    if not 1 <= position <= len(shown.tasks):
        raise UnknownDraft(number)
    task = shown.tasks[position - 1]
    if texts.get(_TRY):
        return _show(office, request, shown, position, texts, {})
    edited = "sua" in texts
    answer = _read_typed(office, shown, task, texts)
    if not edited and texts.get(_SEEN, now_decided := row_version(shown, task)) != now_decided:
        return _show(office, request, shown, position, texts, {"dong": _overtaken(shown, task)}, status=409)
    if errors := answer.errors:
        return _show(office, request, shown, position, texts, dict(errors), status=422)
    if not answer.change.rows:
        return RedirectResponse(f"{IMPORTS}/{number}?dong={position}", status_code=303)
    where = place_in_file(task, _sheets(screens, shown))
    said = answer.said.replace(task.row.place, where, 1)
    made = decide(office.installation, number, answer.change, said, office.actor_of(request), now=office.now())
    # An edited row stays in sight; after an answer comes the next row that is left.
    goal = f"dong={position}" if edited else f"sau={position}"
    return RedirectResponse(f"{IMPORTS}/{number}?{goal}&xong={made}", status_code=303)


def _foreign(shown: ShownImport) -> str:
    """Why nothing of the document would be given out: it is another issuer's, and nobody vouched for it."""
    prepared = shown.prepared
    return prepared.foreign.words if prepared and prepared.foreign and not prepared.confirmed else ""


def _read_typed(office: Office, shown: ShownImport, task: PlannedTask, texts: dict[str, str]) -> RowAnswer:
    if texts.get(_DROP):
        return drop_row(task)
    if "sua" in texts:
        return read_edits(task, texts)
    head = _head(shown)
    return read_answers(shown, task, _questions(office, shown, task), texts, lambda text: _read(office, head, text))


def row_version(shown: ShownImport, task: PlannedTask) -> str:
    """Return what changes whenever somebody decides about a row, or takes that back."""
    about = [one for one in shown.loaded.decisions if task.key in one.change.rows]
    return f"{len(about)}-{sum(not one.holds for one in about)}"


def _overtaken(shown: ShownImport, task: PlannedTask) -> str:
    last = next(one for one in reversed(shown.loaded.decisions) if task.key in one.change.rows)
    what = f"{last.actor} đã quyết định “{last.said}”" if last.holds else f"{last.undone_by} đã hoàn tác “{last.said}”"
    return f"Trong lúc bạn xem, {what}. Lựa chọn của bạn còn ở dưới; xem lại rồi ghi nhận"


def _position(request: Request, shown: ShownImport) -> int:
    """The row that the address names, or the next that is left behind the one it comes from; 0 when none is."""
    asked = request.query_params.get("dong", "")
    if asked.isdecimal() and 1 <= int(asked) <= len(shown.tasks):
        return int(asked)
    last = request.query_params.get("sau", "")
    behind = int(last) if last.isdecimal() else 0
    return next((at for at in shown.open if at > behind), next(iter(shown.open), 0))


def _questions(office: Office, shown: ShownImport, task: PlannedTask) -> Sequence[CellQuestion]:
    return row_questions(task, office.installation.policies.directory, lambda text: _read(office, _head(shown), text))


def _head(shown: ShownImport) -> PlanHead:
    assert shown.prepared is not None
    return shown.prepared.head


def _read(office: Office, head: PlanHead, text: str) -> Resolution:
    policies = office.installation.policies
    return read_in_plan(text, head, policies.working_days, policies.deadline_rules)


def _echo(office: Office, shown: ShownImport, text: str) -> str:
    if not text.strip() or shown.prepared is None:
        return ""
    return _read(office, shown.prepared.head, text).explanation


def _show(
    office: Office,
    request: Request,
    shown: ShownImport,
    position: int,
    texts: dict[str, str],
    errors: dict[str, str],
    *,
    status: int = 200,
) -> HTMLResponse:
    page = Page(
        title=f"Nhập {_head(shown).kind or 'văn bản'} {_head(shown).number}",
        place="/van-ban",
        crumbs=import_crumbs(),
        crumb="Rà soát",
        wrong=bool(errors),
        done=_done(request, shown),
    )
    return office.pages.show(
        request,
        "imports/review.html",
        page,
        status=status,
        draft=shown.draft,
        address=f"{IMPORTS}/{shown.draft.id}",
        people=_people(office, shown),
        total=len(shown.tasks),
        left=len(shown.open),
        postponed=shown.postponed,
        foreign=_foreign(shown),
        warned=[doubt.reason for doubt in shown.loaded.document.doubts],
        position=position,
        **_beside(office, request, shown, position),
        edits="sua" in texts,
        errors=errors,
        **_row(office, shown, position, texts, errors),
        **_lists(office, request, shown, position),
    )


def _beside(office: Office, request: Request, shown: ShownImport, position: int) -> dict[str, Any]:
    """What stands beside the row: the picture of its page, or its part of the printed table."""
    page = _page_shown(request, shown, position)
    row = shown.tasks[position - 1].row if position else None
    asked = tuple(_whole(request, name) for name in ("bang", "hang"))
    tables = office.imports.tables(shown.draft)
    source = printed_source(tables, shown.tasks, position, *asked)
    return {
        "page_shown": page,
        "last_page": drawn_pages(shown.draft),
        "frames": row_frames(row, page) if row else [],
        "source": source or (row_source(shown.tasks, position) if position else None),
        "sheets": sheet_names(tables),
    }


def _whole(request: Request, name: str) -> int:
    asked = request.query_params.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 7 else 0


def _row(
    office: Office, shown: ShownImport, position: int, texts: dict[str, str], errors: dict[str, str]
) -> dict[str, Any]:
    """The row in question: what is asked of it, its cells; without one, what the page shows instead."""
    if not position:
        return {"task": None, "parts": [], "put_off": False, "dropped": False, "cells": [], "echo": ""}
    task = shown.tasks[position - 1]
    questions = _questions(office, shown, task) if needs_decision(task) else ()
    return {
        "task": task,
        "parts": [_part(office, shown, task, one, texts, errors) for one in questions],
        "put_off": task.key in shown.loaded.decided.later,
        "dropped": task.key in shown.loaded.decided.dropped,
        "droppable": shown.prepared is not None and shown.prepared.amended is None,
        "seen": row_version(shown, task),
        "known": current_texts(task),
        "cells": _cells(task, texts),
        "echo": _echo(office, shown, texts.get("deadline", "") or task.text("deadline")),
    }


def _lists(office: Office, request: Request, shown: ShownImport, position: int) -> dict[str, Any]:
    """The other rows and what was decided of them."""
    start = first_line(request, len(shown.tasks), position)
    held = [one for one in shown.loaded.decisions if one.holds]
    sheets = _sheets(office.imports, shown)
    today = office.today()
    return {
        "previous": position - 1 if position > 1 else 0,
        "following": position + 1 if 0 < position < len(shown.tasks) else 0,
        "next_left": _next_left(shown, position) if position else 0,
        "others": [draft_line(shown, at, today, sheets) for at in shown.open if at != position][:LINES],
        "lines": [
            draft_line(shown, at, today, sheets) for at in range(start, min(start + LINES, len(shown.tasks) + 1))
        ],
        "pages": line_pages(start, len(shown.tasks)),
        "history": [(one, f"{one.at.astimezone(VIETNAM):%H:%M}") for one in reversed(shown.loaded.decisions)][:LINES],
        "last": held[-1] if held else None,
    }


def _sheets(screens: ImportScreens, shown: ShownImport) -> dict[int, str]:
    """The names of a file's tables: the number of a row is enough where it has but one."""
    named = sheet_names(screens.tables(shown.draft))
    return dict(named) if len(named) > 1 else {}


def _done(request: Request, shown: ShownImport) -> str:
    done = request.query_params.get("xong", "")
    if done in _SAID:
        return _SAID[done]
    found = next((one for one in shown.loaded.decisions if str(one.id) == done and one.holds), None)
    return f"Đã ghi: {found.said}." if found else ""


def _people(office: Office, shown: ShownImport) -> str:
    """Who else has decided lately, so that nobody is surprised."""
    since = office.now() - _TOGETHER
    people = len({one.actor for one in shown.loaded.decisions if one.at >= since and one.actor != AS_BEFORE})
    return f"{people} người đang cùng rà soát" if people > 1 else ""


def _part(
    office: Office,
    shown: ShownImport,
    task: PlannedTask,
    question: CellQuestion,
    texts: dict[str, str],
    errors: dict[str, str],
) -> AskedPart:
    name = field_of(question)
    same = len(equal_rows(shown, task, question))
    typed = texts.get(TYPED + name, "")
    return AskedPart(
        question=question,
        name=name,
        picks=tuple(question_picks(question, task)),
        chosen=texts.get(CHOICE + name, KEEP if question.keeps and not question.unreadable else ""),
        typed=typed,
        echo=_echo(office, shown, typed) if question.column == "deadline" else "",
        same=same,
        ticked=same_field(question),
        error=errors.get(CHOICE + name, "") or errors.get(TYPED + name, ""),
    )


def _cells(task: PlannedTask, texts: dict[str, str]) -> list[tuple[str, str, str, str]]:
    known, printed = current_texts(task), task.row
    return [
        (column, COLUMN_LABELS[column], texts.get(column, known[column]), str(getattr(printed, column)))
        for column in EDITABLE
    ]


def _next_left(shown: ShownImport, position: int) -> int:
    """The next row behind one that is left for a person; 0 when none is, or when it is the very next row."""
    left = next((at for at in shown.open if at > position), 0)
    return left if left != position + 1 else 0


def _page_shown(request: Request, shown: ShownImport, position: int) -> int:
    """The page beside the row: the one that is asked for, else the one where it probably stands; 0 without pages."""
    asked = request.query_params.get("trang", "")
    if asked.isdecimal() and 1 <= int(asked) <= drawn_pages(shown.draft):
        return int(asked)
    row = shown.tasks[position - 1].row if position else None
    return page_of_row(shown.draft, row, position, len(shown.tasks))
