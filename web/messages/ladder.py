"""`/thong-bao/thang`: the ladder as a table; changed in a form that tries it, shows the difference, then writes it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.errors import DondocError
from base.vietnamese import full_date
from config.channel_policies import CHANNELS
from config.escalation import AUDIENCES, COUNTINGS, STOPS, WEEKDAY_KEYS
from config.policy_files import PolicyFileRefused
from services.directory.agency_changes import SeveralFolders, refuse_several_folders
from services.duties.endings import Deciding
from services.messages.ladder_file import (
    LadderText,
    StepChange,
    TriedLadder,
    ladder_in_force,
    plan_number,
    step_faults,
    try_ladder,
    write_ladder,
)
from services.messages.outbox import notice_sight
from web.accounts.saying import error_words
from web.frame.numbers import row_number
from web.messages.outbox import NOTICES_PLACE, notice_place_page
from web.messages.typed_ladder import TypedLadder, ladder_line, typed_ladder
from web.office import Office
from web.signed_in import typed_fields
from workflow.lifecycle import NotAllowed
from workflow.notices.ladder import AUDIENCE_LABELS, CHANNEL_LABELS, Audience, Channel, LadderStep
from workflow.people.actions import Action
from workflow.rights import No, Subject, may
from workflow.store.duties.reading import UnknownAssignment
from workflow.store.figures.plan_facts import UnknownPlanPage
from workflow.store.notices.ladder_of_duty import Rung

LADDER = f"{NOTICES_PLACE}/thang"
_EDIT = f"{LADDER}/sua"
_PLAN, _COMMON = "van-ban", "thang-chung"
_DONE = {
    "ghi": "Đã ghi thang đôn đốc; có hiệu lực từ lần chạy tới.",
    "cau": "Đã ghi câu đề nghị, giờ yên tĩnh; có hiệu lực từ lần chạy tới.",
}
_DAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
RETURNING = [("", "không nhắc lại"), *zip(WEEKDAY_KEYS, _DAYS, strict=True)]
COUNTING_WORDS = list(zip(COUNTINGS, ("ngày lịch", "ngày làm việc"), strict=True))
STOP_WORDS = list(zip(STOPS, ("khi nhận nhiệm vụ", "khi báo cáo"), strict=True))


def ladder_pages(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()

    @router.get(LADDER)
    def shown(request: Request) -> Response:
        """Show the ladder that is in force."""
        return _show(office, request)

    @router.get(_EDIT)
    def asked(request: Request) -> Response:
        """Show the form; it changes nothing."""
        return _show_form(office, request, None)

    @router.post(_EDIT)
    async def sent_in(request: Request) -> Response:
        """Try what was typed, or write it."""
        return await run_in_threadpool(_sent, office, request, await typed_fields(request))

    return router


def _show(office: Office, request: Request) -> Response:
    actor = office.actor_of(request)
    notice_sight(actor)
    policies = office.installation.policies
    common = policies.ladders.common
    return office.pages.show(
        request,
        "messages/ladder.html",
        notice_place_page(
            "Thang đôn đốc",
            done=_DONE.get(request.query_params.get("xong", ""), ""),
        ),
        steps=[_step_line(step, common.wording.get(step.wording, "")) for step in common.steps],
        plans=sorted(policies.ladders.by_plan),
        quiet=f"{policies.quiet.starts:%H:%M}–{policies.quiet.ends:%H:%M}",
        days_off=policies.quiet.days_off,
        may_edit=bool(may(actor, Action.KEEP_POLICIES, Subject())),
        edit=_EDIT,
        words=f"{LADDER}/cau",
    )


def _step_line(step: LadderStep, wording: str) -> tuple[str, str, str, str, str]:
    stop = "khi nhận nhiệm vụ" if step.until == "accept" else "khi báo cáo"
    manner = f"dừng {stop}" + (", gửi cả ngoài giờ" if step.urgent else "")
    return step.label, step.audience.label, ", ".join(one.label for one in step.channels), manner, wording


def why_closed(office: Office, request: Request) -> str:
    """Return why the ladder can't be changed here: no right to it, or several machines with folders of their own."""
    answer = may(office.actor_of(request), Action.KEEP_POLICIES, Subject())
    if isinstance(answer, No):
        return answer.reason
    try:
        refuse_several_folders(office.installation)
    except SeveralFolders as error:
        return f"Thư mục cấu hình {error.reason}. {error.remedy}"
    return ""


def _sent(office: Office, request: Request, fields: list[tuple[str, str]]) -> Response:
    actor, plan = office.actor_of(request), _plan(office, request)
    answer = may(actor, Action.KEEP_POLICIES, Subject())
    if isinstance(answer, No):
        raise NotAllowed(given=LADDER, place="Thang đôn đốc", reason="không thuộc quyền của bạn", remedy=answer.reason)
    typed = typed_ladder(fields)
    if dict(fields).get("lam") == _COMMON:
        typed = replace(typed, steps=ladder_in_force(office.installation).steps, errors={})
    if typed.errors:
        return _show_form(office, request, typed)
    duty = row_number(typed.duty) if typed.duty else None
    try:
        tried = try_ladder(office.installation, typed.steps, duty=duty, today=office.today(), plan=plan)
        if dict(fields).get("lam") not in {"ghi", _COMMON}:
            return _show_form(office, request, typed, tried=tried)
        deciding = Deciding(actor=actor, now=office.now(), reason=dict(fields).get("ly-do", "").strip())
        write_ladder(office.installation, typed.steps, typed.version, deciding, plan=plan)
    except PolicyFileRefused as error:
        return _show_form(office, request, typed, faults=step_faults(error))
    except UnknownAssignment:
        errors = {"viec": f"Không có nhiệm vụ số {typed.duty}"}
        return _show_form(office, request, replace(typed, errors=errors))
    except DondocError as error:
        return _show_form(office, request, typed, faults=[error_words(error)])
    goal = f"/van-ban/{request.query_params[_PLAN]}?xong=thang" if plan else f"{LADDER}?xong=ghi"
    return RedirectResponse(goal, status_code=303)


def _plan(office: Office, request: Request) -> str:
    """The number of the plan whose own ladder it is about, "" for the common one. Raises `UnknownPlanPage`."""
    asked = request.query_params.get(_PLAN, "")
    if not asked:
        return ""
    if (number := row_number(asked)) is None:
        raise UnknownPlanPage(asked)
    return plan_number(office.installation, number)


def _show_form(
    office: Office,
    request: Request,
    typed: TypedLadder | None,
    *,
    tried: TriedLadder | None = None,
    faults: Sequence[str] = (),
) -> Response:
    why, plan = why_closed(office, request), _plan(office, request)
    now = ladder_in_force(office.installation, plan)
    wrong = bool(faults or (typed and typed.errors))
    return office.pages.show(
        request,
        "messages/ladder_form.html",
        notice_place_page(f"Thang đôn đốc riêng của {plan}" if plan else "Sửa thang đôn đốc", wrong=wrong),
        status=422 if wrong else 403 if why else 200,
        why=why,
        lines=typed.lines if typed else _lines_in_force(now),
        errors=typed.errors if typed else {},
        faults=faults,
        tried=tried,
        changes=[_change_words(one, now.escalation.wording) for one in tried.changes] if tried else [],
        before=[_rung_words(one) for one in tried.before] if tried else [],
        after=[_rung_words(one) for one in tried.after] if tried else [],
        duty=typed.duty if typed else "",
        version=typed.version if typed and typed.version else now.version,
        countings=COUNTING_WORDS,
        audiences=[(one, AUDIENCE_LABELS[Audience(one)]) for one in AUDIENCES],
        channels=[(one, CHANNEL_LABELS[Channel(one)]) for one in CHANNELS],
        wordings=list(now.escalation.wording.items()),
        stops=STOP_WORDS,
        weekdays=RETURNING,
        action=f"{_EDIT}?{_PLAN}={request.query_params[_PLAN]}" if plan else _EDIT,
        back=f"/van-ban/{request.query_params[_PLAN]}" if plan else LADDER,
        plan=plan,
        own=plan in now.escalation.plans,
    )


def _lines_in_force(now: LadderText) -> list[dict[str, object]]:
    known = [{**vars(step), "every": step.every or "", "gone": False, "new": False} for step in now.steps]
    empty = ladder_line({"dem-0": "working", "nguoi-0": "lead", "dung-0": "report"}, [("kenh-0", "email")], 0)
    return [*known, empty]


def _change_words(change: StepChange, wording: Mapping[str, str]) -> tuple[str, str, str]:
    """What kind of change, what was, what will be."""
    before, after = change.before, change.after
    kind = "sửa" if before and after else "thêm" if after else "bỏ"
    return kind, _said_step(before, wording), _said_step(after, wording)


def _said_step(step: LadderStep | None, wording: Mapping[str, str]) -> str:
    if step is None:
        return ""
    label, audience, channels, manner, sentence = _step_line(step, wording.get(step.wording, step.wording))
    weekly = f", từ {step.offset:+d} ngày, mỗi {_DAYS[step.every]}" if step.every is not None else ""
    return f"{label}{weekly}: {audience}, {channels}, {manner}, câu “{sentence}”"


def _rung_words(rung: Rung) -> str:
    people = ", ".join(dict.fromkeys(one.name for one in rung.people)) or "không có ai để gửi"
    return f"{full_date(rung.day)}: {rung.step.label}, {rung.step.audience.label} ({people})"
