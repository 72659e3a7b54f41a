"""`/van-ban/nhap/{id}/kiem-tra`: who gets what, what waits, what has no day, what is past; then one transaction."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.errors import DondocError
from base.vietnamese import full_date
from services.intake.drafts import import_right, register_draft
from services.intake.plans import Import, pending_amendment
from services.screens.imports import ShownImport
from web.frame.values import Page
from web.imports.uploading import IMPORTS, import_crumbs
from web.office import Office
from web.signed_in import typed_fields
from workflow.lifecycle import NotAllowed
from workflow.plan import COLUMN_LABELS
from workflow.registry.amendment import Change, Difference
from workflow.registry.drafting import needs_decision
from workflow.registry.registration import PlannedTask
from workflow.store.plans.amend_plan import Amendment

_DUTY, _FOLLOW = "nhiem-vu-", "theo"
_CHANGES = {
    Change.NEW: "mới",
    Change.GONE: "không còn",
    Change.CHANGED: "thay đổi",
    Change.REVIEWED: "đã xem lại",
    Change.RENUMBERED: "đổi số",
    Change.SAME: "như cũ",
}


@dataclass(frozen=True, kw_only=True)
class AgencyShare:
    """What one agency would get: duties in all, and of them those with a day, waiting, without one, with a past one."""

    name: str
    duties: int
    dated: int
    waiting: int
    undated: int
    past: int


@dataclass(frozen=True, kw_only=True)
class TaskLine:
    """A task that the check page names: `said` is why."""

    address: str
    place: str
    title: str
    said: str


@dataclass(frozen=True, kw_only=True)
class DifferenceLine:
    """One cell that a changed document changes in the registered plan."""

    change: str
    place: str
    title: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class ConflictLine:
    """A duty where the document says otherwise than people decided; `name` is the field that is asked."""

    name: str
    duty: int
    title: str
    agency: str
    decided: str
    by: str
    says: str


def import_check(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()
    screens = office.imports

    @router.get(IMPORTS + "/{number:int}/kiem-tra")
    def checked(request: Request, number: int) -> Response:
        """Show what would be registered."""
        shown = screens.show(number, office.actor_of(request))
        if shown.prepared is None:
            return RedirectResponse(f"{IMPORTS}/{number}/dau", status_code=303)
        return _show(office, request, shown)

    @router.post(IMPORTS + "/{number:int}/kiem-tra")
    async def registered(request: Request, number: int) -> Response:
        """Register it, in one transaction."""
        texts = dict(await typed_fields(request))
        return await run_in_threadpool(_register, office, request, number, texts)

    return router


def _register(office: Office, request: Request, number: int, texts: dict[str, str]) -> Response:
    actor = office.actor_of(request)
    shown = office.imports.show(number, actor)
    if shown.prepared is None:
        return RedirectResponse(f"{IMPORTS}/{number}/dau", status_code=303)
    pending = pending_amendment(office.installation, shown.prepared)
    followed = followed_duties(pending, texts) if pending else frozenset()
    try:
        plan = register_draft(
            office.installation, shown.loaded, shown.prepared, pending, actor, now=office.now(), overruled=followed
        )
    except NotAllowed:
        raise
    except DondocError as error:
        said = f"{error.reason[:1].upper()}{error.reason[1:]}. {error.remedy}"
        return _show(office, request, office.imports.show(number, actor), error=said, status=409)
    return RedirectResponse(f"/van-ban/{plan}?xong={'ap-dung' if pending else 'nhap'}", status_code=303)


def _show(office: Office, request: Request, shown: ShownImport, *, error: str = "", status: int = 200) -> Response:
    prepared = shown.prepared
    assert prepared is not None
    pending = pending_amendment(office.installation, prepared)
    doubtful = [t for t in prepared.tasks if needs_decision(t) and not t.holds and t.key not in shown.settled]
    held = [t for t in prepared.tasks if t.holds and t.key not in shown.settled]
    shares = _shares(prepared.tasks, office.today())
    refused = import_right(office.actor_of(request), shown.draft)
    why = refused.reason if refused else ""
    if shown.open:
        why = f"Còn {len(shown.open)} chỗ cần xem, hoặc để sau"
    return office.pages.show(
        request,
        "imports/check.html",
        Page(
            title="Kiểm tra trước khi nhập",
            place="/van-ban",
            crumbs=import_crumbs(shown.draft),
            crumb="Kiểm tra",
            wrong=bool(error),
        ),
        status=status,
        error=error,
        address=f"{IMPORTS}/{shown.draft.id}",
        head=prepared.head,
        follower=_follower(office, prepared.coordinator),
        tasks=len(prepared.tasks),
        duties=sum(share.duties for share in shares),
        shares=shares,
        held=_lines(shown, held, "chờ xử lý, chưa giao cho ai"),
        doubtful=_lines(shown, doubtful, "còn dấu cần xem lại"),
        undated=_lines(shown, [t for t in prepared.tasks if _undated(t)], "không có hạn"),
        past=_lines(shown, [t for t in prepared.tasks if _past(t, office.today())], ""),
        amendment=pending,
        heading=_heading(prepared, pending) if pending else "",
        conflicts=conflict_lines(pending) if pending else [],
        differences=_differences(pending) if pending else [],
        left=len(shown.open),
        why=why,
    )


def _follower(office: Office, code: str | None) -> str:
    return office.installation.policies.directory.get(code).name if code else "chưa có"


def _shares(tasks: Sequence[PlannedTask], today: date) -> list[AgencyShare]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for task in tasks:
        for owner in task.owners:
            for occurrence in task.occurrences:
                kind = "waiting" if occurrence.event else "dated" if occurrence.due else "undated"
                counts[owner.name]["duties"] += 1
                counts[owner.name][kind] += 1
                counts[owner.name]["past"] += bool(occurrence.due and occurrence.due < today)
    return [
        AgencyShare(
            name=name,
            duties=count["duties"],
            dated=count["dated"],
            waiting=count["waiting"],
            undated=count["undated"],
            past=count["past"],
        )
        for name, count in sorted(counts.items(), key=lambda item: (-item[1]["duties"], item[0]))
    ]


def _undated(task: PlannedTask) -> bool:
    return not any(occurrence.due or occurrence.event for occurrence in task.occurrences)


def _past(task: PlannedTask, today: date) -> bool:
    return any(occurrence.due and occurrence.due < today for occurrence in task.occurrences)


def _lines(shown: ShownImport, tasks: Sequence[PlannedTask], said: str) -> list[TaskLine]:
    return [
        TaskLine(
            address=f"{IMPORTS}/{shown.draft.id}?dong={task.position}",
            place=task.row.place,
            title=task.row.title,
            said=said or ", ".join(full_date(o.due) for o in task.occurrences if o.due)[:120],
        )
        for task in tasks
    ]


def _heading(prepared: Import, pending: Amendment) -> str:
    if prepared.amended:
        return f"Sửa đổi, bổ sung {prepared.plan_head.number} theo {prepared.amended.by_document}"
    return f"Văn bản này đã được nhập trước đây từ {pending.was_source}"


def followed_duties(pending: Amendment, texts: Mapping[str, str]) -> frozenset[int]:
    """Return the duties for which a form says that the document is followed."""
    return frozenset(one.duty for one in pending.conflicts if texts.get(f"{_DUTY}{one.duty}") == _FOLLOW)


def conflict_lines(pending: Amendment) -> list[ConflictLine]:
    """Return the conflicts of an amendment as they are asked about."""
    return [
        ConflictLine(
            name=f"{_DUTY}{one.duty}",
            duty=one.duty,
            title=one.title,
            agency=one.agency_name,
            decided=", ".join(
                part for part in (one.kind.label, f"hạn {full_date(one.due)}" if one.due else "", one.document) if part
            ),
            by=one.by,
            says=one.says,
        )
        for one in pending.conflicts
    ]


def _differences(pending: Amendment) -> list[DifferenceLine]:
    return [line for difference in pending.differences for line in _of_difference(difference)]


def _of_difference(difference: Difference) -> list[DifferenceLine]:
    row, change = difference.row, _CHANGES[difference.change]
    if not difference.cells:
        return [
            DifferenceLine(change=change, place=row.place, title=row.title, column="", before="", after=row.deadline)
        ]
    return [
        DifferenceLine(
            change=change,
            place=row.place,
            title=row.title,
            column=COLUMN_LABELS[cell.column].lower(),
            before=cell.before,
            after=cell.after,
        )
        for cell in difference.cells
    ]
