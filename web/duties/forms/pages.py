"""`/viec/{n}/{form}`: what may be done to a duty, each on a page of its own: what it needs, what it will do.

A form carries the version that its reader saw. Whoever was faster is named, and what was typed stays: a form that takes
files keeps a draft of all that came with it before anything else happens.
"""

from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.errors import DondocError
from base.vietnamese import full_date
from services.duties.acting import Doing, check_doing, count_later, preview_day
from services.evidence.drafts import Writing, find_draft, forget_own_draft
from services.evidence.intake import landing_place
from services.screens.decisions import place_in_queue
from services.screens.one_duty import ShownDuty, show_duty
from web.duties.actions import STATES, why_not_now
from web.duties.decision import awaited_answer, decision_of
from web.duties.decisions import DECIDING_ACTIONS, QUEUE, decision_row
from web.duties.forms.fields import AGENCY, ALSO_LATER, SIGN, Field, Typed, draw_field, read_fields
from web.duties.forms.kinds import FORM_BY_NAME, EventForm, result_of
from web.duties.forms.refusing import refusal_at_field
from web.duties.forms.writing import ADDING, DEED, FILES_FIELD, NO_FILE, files_values, gather, is_sending, refusal_words
from web.duties.one import duty_nearness
from web.errors import NOT_FOUND
from web.frame.numbers import row_number
from web.frame.pages import moment_words
from web.frame.uploads import SentForm, incoming_form
from web.frame.values import Crumb, Page
from web.office import Office
from web.signed_in import restore_typed
from workflow.assignment import Assignment
from workflow.evidence.files import EvidenceFile
from workflow.lifecycle import Event, ForbiddenStep, NotAllowed
from workflow.log.audit import PERSON
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.rights import ON_A_REPORT, No
from workflow.store.duties.transitions import ChangedMeanwhile
from workflow.store.people.drafts import UploadedFile
from workflow.views.duty_list import ADDRESS
from workflow.views.duty_log import duty_log, is_of_the_system

VERSION = "phien-ban"
NOTHING_HANDED_IN = "Ghi số, ký hiệu của văn bản, kèm tệp, dán đường dẫn, hoặc tóm tắt kết quả"
GENERAL = "bieu-mau"
_NEVER_SEEN = -1
_WITHOUT_VERSION = (
    "Biểu mẫu gửi lên không cho biết bạn đã xem nhiệm vụ lúc nào, nên chưa thực hiện. "
    "Xem tình trạng hiện nay ở trang này rồi gửi lại."
)
# These may bring a due day with them.
_WITH_DAYS = frozenset({Action.RETURN, Action.REASSIGN, Action.REOPEN})
SEE_OTHER = 303


@dataclass(frozen=True)
class _Asked:
    """One form of one duty, asked for by somebody, with what was sent up for it; `kept_at` says when the draft was."""

    office: Office
    request: Request
    form: EventForm
    number: int
    files: tuple[EvidenceFile, ...] = ()
    uploads: tuple[UploadedFile, ...] = ()
    kept_at: str = ""

    @property
    def address(self) -> str:
        return f"/viec/{self.number}/{self.form.name}"

    @property
    def actor(self) -> Actor:
        return self.office.actor_of(self.request)

    @property
    def writing(self) -> Writing:
        return Writing(
            actor=self.actor,
            duty=self.number,
            form=self.form.name,
            action=self.form.action,
            now=self.office.now(),
        )

    @property
    def doing(self) -> Doing:
        return Doing(duty=self.number, actor=self.actor, now=self.office.now(), files=self.files)

    def shown_duty(self) -> ShownDuty:
        return show_duty(self.office.installation, self.number, self.actor, now=self.office.now())


def duty_forms(office: Office) -> APIRouter:
    """Return the routes of all forms."""
    router = APIRouter()

    @router.get("/viec/{number:int}/{name}")
    async def asked_for(request: Request, number: int, name: str) -> Response:
        """Show a form; it changes nothing."""
        asked = _Asked(office, request, _form(name), number)
        who = getattr(request.state, "signed_in", None)
        texts = await restore_typed(request, who) if who is not None else {}
        begun = {field.name: request.query_params.get(field.name, "") for field in asked.form.fields}
        return await run_in_threadpool(_open, asked, texts or {name: text for name, text in begun.items() if text})

    @router.post("/viec/{number:int}/{name}")
    async def sent_in(request: Request, number: int, name: str) -> Response:
        """Do what a form says, or show it again with what is wrong."""
        asked = _Asked(office, request, _form(name), number)
        # A missing right comes before what is wrong with a form, and before its files.
        await run_in_threadpool(check_doing, office.installation, asked.form.action, asked.doing)
        landing = partial(landing_place, office.installation) if asked.form.takes_files else None
        async with incoming_form(request, landing) as sent:
            return await run_in_threadpool(_keep_and_do if asked.form.takes_files else _do, asked, sent)

    return router


def _form(name: str) -> EventForm:
    if name not in FORM_BY_NAME:
        raise HTTPException(NOT_FOUND)
    return FORM_BY_NAME[name]


def _open(asked: _Asked, texts: dict[str, str]) -> Response:
    """Show a form with what was typed before: as its session ended, in the address that led here, or in the draft."""
    draft = find_draft(asked.office.installation, asked.writing) if asked.form.takes_files else None
    if draft is not None:
        asked = replace(asked, uploads=draft.files, kept_at=moment_words(draft.changed_at))
    return _show(asked, Typed(texts or (dict(draft.fields) if draft else {}), {}, {}))


def _keep_and_do(asked: _Asked, sent: SentForm) -> Response:
    """Keep what came in the draft; then do what the form says, unless it was only to be kept."""
    try:
        gathered = gather(asked.office.installation, asked.writing, sent)
    except NotAllowed:
        raise
    except DondocError as error:
        return _show(asked, Typed(sent.fields, {GENERAL: refusal_words(error)}, {}), status=422)
    asked = replace(asked, uploads=gathered.uploads, files=gathered.files)
    wrong = gathered.error or (NO_FILE if sent.fields.get(DEED) == ADDING and not sent.files else "")
    if wrong:
        typed = read_fields(asked.form.fields, sent.fields, asked.office.today())
        # Whoever sends reads all that is wrong at once; a draft may still be half of what it will be.
        others = typed.errors if is_sending(sent.fields) else {}
        status = gathered.status if gathered.refused and not others else 422
        return _show(asked, Typed(sent.fields, {**others, FILES_FIELD: wrong}, typed.days), status=status)
    if not is_sending(sent.fields):
        return RedirectResponse(f"{asked.address}?da-luu=1#{FILES_FIELD}", status_code=303)
    answer = _do(asked, sent)
    if answer.status_code == SEE_OTHER:
        forget_own_draft(asked.office.installation, asked.writing)
    return answer


def _do(asked: _Asked, sent: SentForm) -> Response:
    form, texts = asked.form, sent.fields
    typed = read_fields(form.fields, texts, asked.office.today())
    if form.action is Action.REPORT and not (typed.errors or result_of(typed) or asked.files):
        typed = Typed(texts, {SIGN.name: NOTHING_HANDED_IN}, typed.days)
    if typed.errors:
        return _show(asked, typed, status=422)
    version = row_number(texts.get(VERSION, ""))
    doing = replace(
        asked.doing,
        # A form without a version saw none: rights are asked first, then nothing is done.
        version=_NEVER_SEEN if version is None else version,
        reason=typed.text("ly-do"),
        document=typed.text("van-ban"),
    )
    try:
        form.act(asked.office.installation, doing, typed)
    except (ChangedMeanwhile, ForbiddenStep):
        if version is None:
            return _show(asked, Typed(texts, {GENERAL: _WITHOUT_VERSION}, typed.days), status=422)
        return _conflict(asked, typed)
    except NotAllowed:
        raise
    except DondocError as error:
        return _show(asked, refusal_at_field(form.fields, typed, error, general=GENERAL), status=422)
    return RedirectResponse(f"/viec/{asked.number}?xong={form.name}", status_code=SEE_OTHER)


def _show(asked: _Asked, typed: Typed, *, status: int = 200) -> Response:
    office, form, found = asked.office, asked.form, asked.shown_duty()
    working_days = office.installation.policies.working_days
    answer = found.answers[form.action]
    why = answer.reason if isinstance(answer, No) else ""
    if not why and found.duty.state not in STATES[form.action]:
        why = f"Nhiệm vụ đang ở trạng thái {found.duty.state.label}"
    why = why or why_not_now(form.action, found, office.today())
    deciding = form.action in DECIDING_ACTIONS
    place = place_in_queue(office.installation, asked.actor, asked.number) if deciding else None
    saved = "Đã lưu nháp; chỉ bạn xem được." if asked.request.query_params.get("da-luu") else ""
    return office.pages.show(
        asked.request,
        "duties/decide.html" if form.action in ON_A_REPORT else "duties/form.html",
        replace(_page(found, form.title, wrong=bool(typed.errors), waits=bool(place and place.number)), done=saved),
        status=403 if why and status == 200 and isinstance(answer, No) else status,
        form=form,
        why=why,
        shown=found,
        duty=found.duty,
        fields=[draw_field(field, typed, office.today(), working_days) for field in _fields(asked)],
        errors=typed.errors,
        lead=typed.lead,
        version=row_number(typed.texts.get(VERSION, "")) or found.facts.version,
        version_name=VERSION,
        near=duty_nearness(office, found),
        asked=awaited_answer(found, form.action, most=office.installation.policies.most_grants),
        names=_names(office) if AGENCY in form.fields else (),
        general=GENERAL,
        files=files_values(asked.uploads, asked.number, typed.errors, asked.kept_at) if form.takes_files else None,
        place=place,
        later=decision_row(place.following, office.today(), 0).address if place and place.following else "",
        decision=decision_of(office, found) if form.action in ON_A_REPORT else None,
        will=(*form.will, *_proposed(office, form, found.duty)),
    )


def _fields(asked: _Asked) -> list[Field]:
    """What a form asks for; of later periods only where there are some."""
    kept = asked.form.fields
    without = ALSO_LATER in kept and not count_later(asked.office.installation, asked.number)
    return [field for field in kept if not (without and field is ALSO_LATER)]


def _names(office: Office) -> list[str]:
    """The agencies that a duty may be given to."""
    directory = office.installation.policies.directory
    return [one.name for one in directory if not (one.is_group or one.outside or one.dissolved)]


def _proposed(office: Office, form: EventForm, duty: Assignment) -> list[str]:
    """What becomes of the due day, said before the button, where the event brings another one."""
    if form.action not in _WITH_DAYS:
        return []
    proposed = preview_day(office.installation, Event(form.action.value), duty, office.today())
    if proposed is None or proposed.due == proposed.was:
        return []
    was = f"đang là {full_date(proposed.was)}" if proposed.was else "theo sự kiện đã xảy ra"
    return [f"Hạn đề xuất là {full_date(proposed.due)} ({was}), không tính là gia hạn."]


def _conflict(asked: _Asked, typed: Typed) -> Response:
    """Say who did what meanwhile, with what was typed beside it; nothing of it was sent."""
    found = asked.shown_duty()
    lines = [line for line in duty_log(found.lines, asked.office.today()) if found.inside and not line.folded]
    done = next((entry for entry in reversed(found.lines) if not is_of_the_system(entry)), None)
    still = found.duty.state in STATES[asked.form.action] and not isinstance(found.answers[asked.form.action], No)
    written = {field.name: typed.text(field.name) for field in asked.form.fields if typed.text(field.name)}
    return asked.office.pages.show(
        asked.request,
        "duties/conflict.html",
        _page(found, "Nhiệm vụ vừa thay đổi", wrong=True),
        status=409,
        form=asked.form,
        duty=found.duty,
        last=lines[0] if lines else None,
        # A form sent twice, or one of two tabs: nobody else was faster.
        own=done is not None and asked.actor.person is not None and done.details.get(PERSON) == asked.actor.person,
        typed=[(field.label, typed.text(field.name)) for field in asked.form.fields if typed.text(field.name)],
        files=[one.file.name for one in asked.uploads],
        again=f"{asked.address}?{urlencode(written)}" if still else "",
    )


def _page(found: ShownDuty, title: str, *, wrong: bool, waits: bool = False) -> Page:
    """The page of a form; one that decides what `waits` for this person belongs to his day."""
    duty = found.duty
    up = Crumb(label="Chờ tôi quyết định", address=QUEUE) if waits else Crumb(label="Nhiệm vụ", address=ADDRESS)
    return Page(
        title=title,
        place="/" if waits else ADDRESS,
        crumbs=(up, Crumb(label=f"Số {duty.id}", address=f"/viec/{duty.id}")),
        wrong=wrong,
    )
