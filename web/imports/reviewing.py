"""`/van-ban/nhap/{id}`: one row beside its source, doubts first; deciding, editing, taking back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.clock import VIETNAM
from base.vietnamese import full_date, shorten
from services.intake.draft_pages import draft_page_picture, drawn_pages, page_of_row
from services.intake.drafts import decide, find_import, undo_decision
from services.screens.imports import ImportScreens, ShownImport
from web.duties.evidence import PICTURE_KEPT, SANDBOXED
from web.frame.pages import wants_part
from web.frame.values import Page
from web.imports.answers import (
    CHOICE,
    KEEP,
    LATER,
    OTHER,
    OUTSIDE,
    TEXT,
    TYPED,
    current_texts,
    equal_rows,
    field_of,
    read_answers,
    read_edits,
)
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

_ROWS = 25
_TRY = "thu"
_TOGETHER = timedelta(minutes=30)
_LONGEST = 4_000


@dataclass(frozen=True, kw_only=True)
class DraftLine:
    """A row as the list under the question shows it: `read` is what its deadline was read as, in short."""

    position: int
    address: str
    place: str
    title: str
    lead: str
    printed: str
    read: str
    certainty: str
    corrected: bool
    later: bool


@dataclass(frozen=True, kw_only=True)
class AskedPart:
    """One part of a row's question as it is drawn. `picks` are value, label, hint; `same` counts equal rows."""

    question: CellQuestion
    name: str
    picks: tuple[tuple[str, str, str], ...]
    chosen: str
    typed: str
    echo: str
    same: int
    error: str


def import_review(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()
    screens = office.imports

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
        if shown.prepared is None:
            return RedirectResponse(f"{IMPORTS}/{number}/dau", status_code=303)
        return _show(office, request, shown, _position(request, shown), {}, {})

    @router.post(IMPORTS + "/{number:int}/dong/{position:int}")
    async def answered(request: Request, number: int, position: int) -> Response:
        """Keep what was decided about a row, and go on to the next."""
        texts = dict(await typed_fields(request))
        return await run_in_threadpool(_answer, office, screens, request, number, position, texts)

    @router.post(IMPORTS + "/{number:int}/hoan-tac/{decision:int}")
    def undone(request: Request, number: int, decision: int) -> Response:
        """Take one decision back."""
        undo_decision(office.installation, number, decision, office.actor_of(request), now=office.now())
        at = request.query_params.get("dong", "")
        return RedirectResponse(f"{IMPORTS}/{number}?{f'dong={at}&' if at.isdecimal() else ''}xong=lai", 303)

    @router.get(IMPORTS + "/{number:int}/trang/{page:int}.webp")
    def picture(request: Request, number: int, page: int) -> Response:
        """Give the picture of a page, drawn when it is first looked at."""
        draft = find_import(office.installation, number, office.actor_of(request))
        path = draft_page_picture(office.installation, draft, page)
        return FileResponse(path, media_type="image/webp", headers=SANDBOXED | PICTURE_KEPT)

    @router.get(IMPORTS + "/{number:int}/han")
    def tried(request: Request, number: int) -> HTMLResponse:
        """Say how a deadline would be read in this document, while it is typed."""
        shown = screens.show(number, office.actor_of(request))
        typed = request.query_params.get(request.query_params.get("truong", ""), "")[:_LONGEST]
        words = _echo(office, shown, typed)
        return HTMLResponse(office.pages.words("day_read.html", words=words), headers={"Cache-Control": "no-store"})

    return router


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
    answer = read_edits(task, texts) if edited else read_answers(shown, task, _questions(office, shown, task), texts)
    if errors := answer.errors:
        return _show(office, request, shown, position, texts, dict(errors), status=422)
    if not answer.change.rows:
        return RedirectResponse(f"{IMPORTS}/{number}?dong={position}", status_code=303)
    made = decide(office.installation, number, answer.change, answer.said, office.actor_of(request), now=office.now())
    # An edited row stays in sight; after an answer comes the next row that is left.
    goal = f"dong={position}" if edited else f"sau={position}"
    return RedirectResponse(f"{IMPORTS}/{number}?{goal}&xong={made}", status_code=303)


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
        position=position,
        **_beside(office, request, shown, position),
        edits="sua" in texts,
        errors=errors,
        **_row(office, shown, position, texts, errors),
        **_lists(request, shown, position),
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
        return {"task": None, "parts": [], "put_off": False, "cells": [], "echo": ""}
    task = shown.tasks[position - 1]
    questions = _questions(office, shown, task) if needs_decision(task) else ()
    return {
        "task": task,
        "parts": [_part(office, shown, task, one, texts, errors) for one in questions],
        "put_off": task.key in shown.loaded.decided.later,
        "cells": _cells(task, texts),
        "echo": _echo(office, shown, texts.get("deadline", "") or current_texts(task)["deadline"]),
    }


def _lists(request: Request, shown: ShownImport, position: int) -> dict[str, Any]:
    """The other rows and what was decided of them."""
    start = _start(request, len(shown.tasks), position)
    held = [one for one in shown.loaded.decisions if one.holds]
    return {
        "previous": position - 1 if position > 1 else 0,
        "following": _following(shown, position),
        "others": [_line(shown, at) for at in shown.open if at != position][:_ROWS],
        "lines": [_line(shown, at) for at in range(start, min(start + _ROWS, len(shown.tasks) + 1))],
        "pages": _pages(start, len(shown.tasks)),
        "history": [(one, f"{one.at.astimezone(VIETNAM):%H:%M}") for one in reversed(shown.loaded.decisions)][:_ROWS],
        "last": held[-1] if held else None,
    }


def _done(request: Request, shown: ShownImport) -> str:
    done = request.query_params.get("xong", "")
    if done == "lai":
        return "Đã hoàn tác."
    if done == "phieu":
        return "Phiếu không sửa gì."
    found = next((one for one in shown.loaded.decisions if str(one.id) == done and one.holds), None)
    return f"Đã ghi: {found.said}." if found else ""


def _people(office: Office, shown: ShownImport) -> str:
    """Who else has decided lately, so that nobody is surprised."""
    since = office.now() - _TOGETHER
    names = {one.actor for one in shown.loaded.decisions if one.at >= since}
    return f"{len(names)} người đang cùng rà soát" if len(names) > 1 else ""


def _part(
    office: Office,
    shown: ShownImport,
    task: PlannedTask,
    question: CellQuestion,
    texts: dict[str, str],
    errors: dict[str, str],
) -> AskedPart:
    name = field_of(question)
    same = len(equal_rows(shown, question.unknown)) if question.unknown else 1
    typed = texts.get(TYPED + name, "")
    return AskedPart(
        question=question,
        name=name,
        picks=tuple(_picks(question, task)),
        chosen=texts.get(CHOICE + name, KEEP if question.keeps else ""),
        typed=typed,
        echo=_echo(office, shown, typed) if question.column == "deadline" else "",
        same=same,
        error=errors.get(CHOICE + name, "") or errors.get(TYPED + name, ""),
    )


def _picks(question: CellQuestion, task: PlannedTask) -> list[tuple[str, str, str]]:
    picks: list[tuple[str, str, str]] = []
    if question.keeps:
        picks.append((KEEP, _keep_label(question), _keep_hint(question, task)))
    picks += [(TEXT + choice.text, choice.label, choice.said) for choice in question.choices]
    if question.column:
        picks.append((OTHER, "Cách khác", "ghi vào ô dưới đây"))
    if question.unknown:
        picks.append((OUTSIDE, "Ngoài danh bạ", "nêu tên trong kế hoạch, không giao nhiệm vụ cho ai"))
    picks.append((LATER, "Để sau", "nhập cùng văn bản nhưng chưa giao cho ai, hoặc còn dấu cần xem"))
    return picks


def _keep_label(question: CellQuestion) -> str:
    if not question.column:
        return "Đã đối chiếu, đúng như văn bản"
    return f"“{question.printed}”" if question.printed else "Để trống như văn bản"


def _keep_hint(question: CellQuestion, task: PlannedTask) -> str:
    if question.column == "deadline":
        return question.reading.partition(" → ")[2] or question.reading
    if question.column == "lead":
        return ", ".join(mention.agency.name for mention in task.leads if mention.agency) or "giữ như văn bản"
    return "giữ như chương trình đọc" if question.column else ""


def _cells(task: PlannedTask, texts: dict[str, str]) -> list[tuple[str, str, str, str]]:
    known, printed = current_texts(task), task.row
    return [
        (column, COLUMN_LABELS[column], texts.get(column, known[column]), str(getattr(printed, column)))
        for column in EDITABLE
    ]


def _following(shown: ShownImport, position: int) -> int:
    """The next row: of those that are left, while there are any."""
    left = next((at for at in shown.open if at > position), 0)
    return left or (position + 1 if 0 < position < len(shown.tasks) else 0)


def _page_shown(request: Request, shown: ShownImport, position: int) -> int:
    """The page beside the row: the one that is asked for, else the one where it probably stands; 0 without pages."""
    asked = request.query_params.get("trang", "")
    if asked.isdecimal() and 1 <= int(asked) <= drawn_pages(shown.draft):
        return int(asked)
    row = shown.tasks[position - 1].row if position else None
    return page_of_row(shown.draft, row, position, len(shown.tasks))


def _start(request: Request, total: int, position: int) -> int:
    asked = request.query_params.get("tu", "")
    at = int(asked) if asked.isdecimal() else position or 1
    return max(1, (min(at, total) - 1) // _ROWS * _ROWS + 1)


def _pages(start: int, total: int) -> list[tuple[str, int]]:
    ways = []
    if start > 1:
        ways.append((f"Dòng {start - _ROWS}–{start - 1}", start - _ROWS))
    if start + _ROWS <= total:
        ways.append((f"Dòng {start + _ROWS}–{min(total, start + 2 * _ROWS - 1)}", start + _ROWS))
    return ways


def _line(shown: ShownImport, position: int) -> DraftLine:
    task = shown.tasks[position - 1]
    resolution = task.resolution
    texts = current_texts(task)
    day = resolution.due or next(iter(resolution.next), None)
    return DraftLine(
        position=position,
        address=f"{IMPORTS}/{shown.draft.id}?dong={position}",
        place=task.row.place,
        title=texts["title"],
        lead=", ".join(m.agency.name if m.agency else m.spelling for m in task.leads) or "chưa rõ cơ quan",
        printed=texts["deadline"],
        read=full_date(day) if day else shorten(resolution.explanation.partition(" → ")[2], 70),
        certainty=resolution.certainty.value,
        corrected=bool(task.corrections),
        later=task.key in shown.loaded.decided.later,
    )
