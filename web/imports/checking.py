"""`/van-ban/nhap/{id}/kiem-tra`: who gets what, what waits, what has no day, what is past; then one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.errors import DondocError
from base.vietnamese import capitalise, full_date
from services.intake.amending import replaced_plans
from services.intake.drafts import NOTHING_READ, import_right, register_draft
from services.intake.plans import Import, head_changes, pending_amendment
from services.intake.trying import planned_shares, try_amendment
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
from workflow.store.figures.agency_shares import NamedTask, PlanShares
from workflow.store.figures.plan_facts import plan_facts
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
        if shown.wants_head:
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
    if shown.prepared is None or shown.registrable is None or shown.wants_head:
        return RedirectResponse(f"{IMPORTS}/{number}/dau", status_code=303)
    pending = pending_amendment(office.installation, shown.registrable)
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
    prepared = shown.registrable
    assert prepared is not None
    pending = pending_amendment(office.installation, prepared)
    why = _why(office, request, shown, pending)
    after = _after(office, shown, pending)
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
        follower=after.coordinator or "chưa có",
        tasks=after.tasks,
        duties=sum(share.duties for share in after.shares),
        shares=after.shares,
        held=_lines_of(shown, pending, after.held),
        doubtful=_doubtful(shown, prepared.tasks),
        dropped=len(shown.tasks) - len(prepared.tasks),
        cautions=[doubt.reason for doubt in prepared.doubts],
        nobodys=_lines_of(shown, pending, after.nobodys),
        undated=_lines_of(shown, pending, after.undated),
        past=_lines_of(shown, pending, after.past),
        amendment=pending,
        heading=_heading(prepared, pending) if pending else "",
        foreign=prepared.foreign.words if prepared.foreign is not None and not prepared.confirmed else "",
        replaced=[
            (one, [line for difference in one.differences for line in _of_difference(difference)])
            for one in replaced_plans(office.installation, prepared.head, prepared.tasks)
        ],
        reopens=_reopens(office, pending),
        conflicts=conflict_lines(pending) if pending else [],
        differences=[*_head_lines(office, prepared, pending), *_differences(pending)] if pending else [],
        left=len(shown.open),
        why=why,
    )


def _reopens(office: Office, pending: Amendment | None) -> bool:
    """Whether what is registered opens a plan again that was closed."""
    if pending is None:
        return False
    with office.installation.database.reading() as session:
        return plan_facts(session, pending.plan_id).closed_on is not None


def _newer(office: Office, pending: Amendment) -> str:
    """The plan that replaced the registered one, "" while that is in force."""
    with office.installation.database.reading() as session:
        newer = plan_facts(session, pending.plan_id).newer
    return newer[1] if newer else ""


def _why(office: Office, request: Request, shown: ShownImport, pending: Amendment | None) -> str:
    """Why nothing can be registered now, "" when it can."""
    prepared = shown.registrable
    if prepared is None or not prepared.tasks:
        return capitalise(NOTHING_READ)
    if shown.open:
        return f"Còn {len(shown.open)} chỗ cần xem, hoặc để sau"
    if pending is not None and (newer := _newer(office, pending)):
        return f"Văn bản đã được thay thế bằng {newer}: khôi phục trước khi nhập lại"
    if (refused := import_right(office.actor_of(request), shown.draft)) is not None:
        return refused.reason
    changes = pending is None or not pending.empty or _head_lines(office, prepared, pending)
    if pending is not None and not changes and not _reopens(office, pending):
        return "Không có gì để áp dụng"
    return ""


def _after(office: Office, shown: ShownImport, pending: Amendment | None) -> PlanShares:
    """The figures of the plan once this is registered."""
    prepared = shown.registrable
    assert prepared is not None
    if pending is not None and prepared.tasks and not _newer(office, pending):
        return try_amendment(office.installation, prepared, pending, now=office.now())
    return planned_shares(office.installation, prepared, today=office.today())


def _lines_of(shown: ShownImport, pending: Amendment | None, named: Sequence[NamedTask]) -> list[TaskLine]:
    """Tasks of the plan as it will be, each with the way to its row here, else to the plan."""
    rows = {task.row.place: task.position for task in reversed(shown.tasks)}
    return [
        TaskLine(
            address=f"{IMPORTS}/{shown.draft.id}?dong={rows[one.place]}"
            if one.place in rows
            else f"/van-ban/{pending.plan_id if pending else ''}",
            place=one.place,
            title=one.title,
            said=one.said,
        )
        for one in named
    ]


def _doubtful(shown: ShownImport, tasks: Sequence[PlannedTask]) -> list[TaskLine]:
    """Rows that are given out as they are read, with what is left to look at."""
    left = [one for one in tasks if needs_decision(one) and not one.holds and one.key not in shown.settled]
    return [
        TaskLine(
            address=f"{IMPORTS}/{shown.draft.id}?dong={task.position}",
            place=task.row.place,
            title=task.text("title"),
            said=task.doubts[0].reason if task.doubts else "",
        )
        for task in left
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
                part
                for part in (one.kind.label, one.document, f"hạn {full_date(one.due)}" if one.due else "", one.keeps)
                if part
            ),
            by=one.by,
            says=one.says,
        )
        for one in pending.conflicts
    ]


def _head_lines(office: Office, prepared: Import, pending: Amendment) -> list[DifferenceLine]:
    """What the document changes in the head of its registered plan."""
    return [
        DifferenceLine(
            change="thay đổi", place="", title="Phần đầu văn bản", column=label.lower(), before=was, after=new
        )
        for label, was, new in head_changes(office.installation, prepared, pending.plan_id).lines
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
