"""`/van-ban/nhap/{id}/dau`: a document's head: number, day, issuer, who follows it up, what else comes in with it."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.vietnamese import one_line, short_date
from services.directory.working_agencies import NotWorking, check_works
from services.intake.draft.heads import HeadSaid, head_said
from services.intake.drafts import begin_review, decide
from services.intake.plans import registered_coordinator
from services.screens.imports import ImportScreens, ShownImport
from web.accounts.saying import error_words
from web.duties.forms.fields import DrawnField, Field, FieldKind, Typed, draw_field, read_fields
from web.frame.values import Page
from web.imports.uploading import IMPORTS, import_crumbs
from web.office import Office
from web.signed_in import typed_fields
from workflow.plan import PlanHead
from workflow.registry.drafting import DraftChange
from workflow.registry.plan_span import read_years, years_words

_NUMBER = Field(name="so", label="Số, ký hiệu", hint="ví dụ 50/KH-UBND", missing="Ghi số, ký hiệu của văn bản")
_ISSUED = Field(name="ngay", label="Ngày ban hành", kind=FieldKind.DAY, missing="Ghi ngày ban hành của văn bản")
_ISSUER = Field(
    name="noi", label="Cơ quan ban hành", hint="ví dụ Ủy ban nhân dân tỉnh Lào Cai", missing="Ghi cơ quan ban hành"
)
_TITLE = Field(name="trich-yeu", label="Trích yếu", hint="Như ghi dưới tên loại văn bản", kind=FieldKind.TEXT)
_FOLLOWER = Field(
    name="dau-moi",
    label="Cơ quan đầu mối theo dõi",
    hint="Bỏ trống: cơ quan đầu mối mà văn bản giao; văn bản không giao thì cơ quan chủ trì nhiều nhiệm vụ nhất",
)
_YEARS = Field(
    name="thoi-ky",
    label="Thời kỳ",
    hint="Các năm văn bản áp dụng, ví dụ 2026 hoặc 2026–2030. Bỏ trống: như văn bản ghi, không ghi thì năm ban hành",
)
_FIELDS = (_NUMBER, _ISSUED, _ISSUER, _TITLE, _YEARS, _FOLLOWER)
_OURS, _STANDING, _STATES, _SEPARATE = "cua-ta", "thuong-xuyen", "tinh-trang", "rieng"
_FUTURE = "Ngày ban hành không thể là ngày chưa đến"
_NO_YEARS = "Ghi một năm như 2026, hoặc năm đầu và năm cuối như 2026–2030"
_UNKNOWN = "Không có trong danh bạ; ghi đúng tên cơ quan"


def import_head(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()
    screens = office.imports

    @router.get(IMPORTS + "/{number:int}/dau")
    def asked(request: Request, number: int) -> Response:
        """Show the head as it was read, with what people set."""
        shown = screens.show(number, office.actor_of(request))
        return _show(office, request, shown, _known(office, shown))

    @router.post(IMPORTS + "/{number:int}/dau")
    async def set_head(request: Request, number: int) -> Response:
        """Keep what was set, and go on to the rows."""
        texts = dict(await typed_fields(request))
        return await run_in_threadpool(_do, office, screens, request, number, texts)

    return router


def _do(office: Office, screens: ImportScreens, request: Request, number: int, texts: dict[str, str]) -> Response:
    shown = screens.show(number, office.actor_of(request))
    typed = read_fields(_FIELDS, texts, office.today())
    errors = dict(typed.errors)
    issued, follower = typed.day(_ISSUED.name), one_line(typed.text(_FOLLOWER.name))
    if issued is not None and issued > office.today():
        errors[_ISSUED.name] = _FUTURE
    period = typed.text(_YEARS.name)
    years = read_years(period)
    if period.strip() and years is None:
        errors[_YEARS.name] = _NO_YEARS
    agency = office.installation.policies.directory.find(follower).agency if follower else None
    if follower and agency is None:
        errors[_FOLLOWER.name] = _UNKNOWN
    if agency is not None:
        try:
            check_works(office.installation.policies.directory, agency.code, _FOLLOWER.label)
        except NotWorking as error:
            errors[_FOLLOWER.name] = error_words(error)
    if errors:
        return _show(office, request, shown, Typed(texts, errors, typed.days), status=422)
    head = {
        "number": one_line(typed.text(_NUMBER.name)),
        "issued": issued.isoformat() if issued else "",
        "issuer": one_line(typed.text(_ISSUER.name)),
        "title": one_line(typed.text(_TITLE.name)),
        "years": years_words(years),
        "coordinator": agency.code if agency else "",
        "ours": "1" if _OURS in texts else "",
        "standing": "1" if _STANDING in texts else "",
        "states": "1" if _STATES in texts else "",
        "separate": "1" if _SEPARATE in texts else "",
    }
    if changed := _changed(shown, head):
        said = f"Phần đầu: {head['number']} ngày {short_date(issued) if issued else ''}"
        decide(office.installation, number, DraftChange(head=changed), said, office.actor_of(request), now=office.now())
        begin_review(office.installation, number, now=office.now())
    return RedirectResponse(f"{IMPORTS}/{number}?sau=0", status_code=303)


def _changed(shown: ShownImport, head: dict[str, str]) -> dict[str, str]:
    """What says something else than was read or set before."""
    known, read = dict(shown.loaded.decided.head), shown.loaded.document.head
    as_read = {
        "number": read.number,
        "issued": read.issued_on.isoformat() if read.issued_on else "",
        "issuer": read.issuer,
        "title": read.title,
        "years": years_words(_years_read(read)),
    }
    return {name: text for name, text in head.items() if text != (known.get(name) or as_read.get(name, ""))}


def _years_read(head: PlanHead) -> tuple[int, int] | None:
    """The years of a plan as it was read: one that names none is for the year of its issue."""
    return head.years or ((head.issued_on.year, head.issued_on.year) if head.issued_on else None)


def _known(office: Office, shown: ShownImport) -> Typed:
    said, read = head_said(shown.loaded.decided.head), shown.loaded.document.head
    issued = said.issued or read.issued_on
    texts = {
        _NUMBER.name: said.number or read.number,
        _ISSUED.name: short_date(issued) if issued else "",
        _ISSUER.name: said.issuer or read.issuer,
        _TITLE.name: said.title or read.title,
        _YEARS.name: years_words(said.years or _years_read(read)),
        _FOLLOWER.name: _follower(office, shown, said),
    }
    return Typed(texts, {}, {})


def _follower(office: Office, shown: ShownImport, said: HeadSaid) -> str:
    prepared = shown.prepared
    known = registered_coordinator(office.installation, prepared) if prepared else None
    code = said.coordinator or known or (prepared.coordinator if prepared else None)
    return office.installation.policies.directory.get(code).name if code else ""


def _show(office: Office, request: Request, shown: ShownImport, typed: Typed, *, status: int = 200) -> Response:
    prepared, document = shown.prepared, shown.loaded.document
    said = head_said(shown.loaded.decided.head)
    working_days = office.installation.policies.working_days
    fields: list[DrawnField] = [draw_field(one, typed, office.today(), working_days) for one in _FIELDS]
    return office.pages.show(
        request,
        "imports/head.html",
        Page(
            title="Phần đầu văn bản",
            place="/van-ban",
            crumbs=import_crumbs(shown.draft),
            wrong=bool(typed.errors),
        ),
        status=status,
        address=f"{IMPORTS}/{shown.draft.id}",
        draft=shown.draft,
        head=document.head,
        fields=fields,
        errors=typed.errors,
        doubts=document.doubts,
        foreign=prepared.foreign.words if prepared is not None and prepared.foreign else "",
        missing=shown.missing,
        amends=document.head.amends is not None,
        said=said,
        standing=len(document.standing),
        states=prepared.offered_states if prepared else 0,
        rows=len(document.tasks),
    )
