"""`/thong-bao/thang`: the ladder as a table; changed in a form that tries it, shows the difference, then writes it."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from base.errors import DondocError
from base.vietnamese import full_date
from config.channel_policies import CHANNELS
from config.escalation import AUDIENCES, COUNTINGS, STOPS, WEEKDAY_KEYS, StepEntry
from config.policy_files import PolicyFileRefused
from services.directory.agency_changes import SeveralFolders, refuse_several_folders
from services.duties.endings import Deciding
from services.messages.ladder_file import (
    LadderChanged,
    LadderText,
    StepChange,
    TriedLadder,
    ladder_in_force,
    step_faults,
    try_ladder,
    write_ladder,
)
from services.messages.outbox import notice_sight
from web.accounts.saying import said
from web.frame.numbers import row_number
from web.messages.outbox import NOTICES_PLACE, notice_place_page
from web.office import Office
from web.signed_in import typed_fields
from workflow.lifecycle import NotAllowed
from workflow.notices.ladder import AUDIENCE_LABELS, CHANNEL_LABELS, Audience, Channel, LadderStep
from workflow.people.actions import Action
from workflow.rights import No, Subject, may
from workflow.store.notices.ladder_of_duty import Rung

_LADDER = f"{NOTICES_PLACE}/thang"
_EDIT = f"{_LADDER}/sua"
_MOST_STEPS = 60
_DAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
RETURNING = [("", "không nhắc lại"), *zip(WEEKDAY_KEYS, _DAYS, strict=True)]
COUNTING_WORDS = list(zip(COUNTINGS, ("ngày lịch", "ngày làm việc"), strict=True))
STOP_WORDS = list(zip(STOPS, ("khi nhận nhiệm vụ", "khi báo cáo"), strict=True))


@dataclass(frozen=True, kw_only=True)
class _TypedLadder:
    """What was typed: the steps that can be read, each line as typed, what can't be read, on which duty to try."""

    steps: Sequence[StepEntry]
    lines: Sequence[dict[str, object]]
    errors: dict[str, str]
    version: str
    duty: str


def ladder_pages(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()

    @router.get(_LADDER)
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
            done="Đã ghi thang đôn đốc; có hiệu lực từ lần chạy tới." if request.query_params.get("xong") else "",
        ),
        steps=[_step_line(step, common.wording.get(step.wording, "")) for step in common.steps],
        plans=sorted(policies.ladders.by_plan),
        quiet=f"{policies.quiet.starts:%H:%M}–{policies.quiet.ends:%H:%M}",
        days_off=policies.quiet.days_off,
        may_edit=bool(may(actor, Action.KEEP_POLICIES, Subject())),
        edit=_EDIT,
    )


def _step_line(step: LadderStep, wording: str) -> tuple[str, str, str, str, str]:
    stop = "khi nhận nhiệm vụ" if step.until == "accept" else "khi báo cáo"
    manner = f"dừng {stop}" + (", gửi cả ngoài giờ" if step.urgent else "")
    return step.label, step.audience.label, ", ".join(one.label for one in step.channels), manner, wording


def _why_closed(office: Office, request: Request) -> str:
    answer = may(office.actor_of(request), Action.KEEP_POLICIES, Subject())
    if isinstance(answer, No):
        return answer.reason
    try:
        refuse_several_folders(office.installation)
    except SeveralFolders as error:
        return f"Thư mục cấu hình {error.reason}. {error.remedy}"
    return ""


def _sent(office: Office, request: Request, fields: list[tuple[str, str]]) -> Response:
    actor = office.actor_of(request)
    answer = may(actor, Action.KEEP_POLICIES, Subject())
    if isinstance(answer, No):
        raise NotAllowed(given=_LADDER, place="Thang đôn đốc", reason="không thuộc quyền của bạn", remedy=answer.reason)
    typed = _typed(fields)
    if typed.errors:
        return _show_form(office, request, typed)
    duty = row_number(typed.duty) if typed.duty else None
    try:
        tried = try_ladder(office.installation, typed.steps, duty=duty, today=office.today())
        if dict(fields).get("lam") != "ghi":
            return _show_form(office, request, typed, tried=tried)
        deciding = Deciding(actor=actor, now=office.now(), reason=dict(fields).get("ly-do", "").strip())
        write_ladder(office.installation, typed.steps, typed.version, deciding)
    except PolicyFileRefused as error:
        return _show_form(office, request, typed, faults=step_faults(error))
    except LadderChanged as error:
        return _show_form(office, request, typed, faults=[said(error)])
    except DondocError as error:
        return _show_form(office, request, typed, faults=[said(error)])
    return RedirectResponse(f"{_LADDER}?xong=ghi", status_code=303)


def _typed(fields: list[tuple[str, str]]) -> _TypedLadder:
    texts = dict(fields)
    steps, lines, errors = [], [], {}
    for number in range(_MOST_STEPS):
        if f"moc-{number}" not in texts:
            break
        line = _line_of(texts, fields, number)
        lines.append(line)
        offset = str(line["offset"]).strip()
        if line["gone"] or (line["new"] and not offset):
            continue
        try:
            days = int(offset)
        except ValueError:
            errors[f"moc-{number}"] = "Ghi số ngày, ví dụ -7 là trước hạn 7 ngày, 5 là quá hạn 5 ngày"
            continue
        steps.append(_entry_of(line, days))
    return _TypedLadder(
        steps=steps,
        lines=lines,
        errors=errors,
        version=texts.get("phien-ban", ""),
        duty=texts.get("viec", "").strip(),
    )


def _line_of(texts: dict[str, str], fields: list[tuple[str, str]], number: int) -> dict[str, object]:
    return {
        "id": texts.get(f"ma-{number}", ""),
        "offset": texts.get(f"moc-{number}", ""),
        "counting": texts.get(f"dem-{number}", ""),
        "audience": texts.get(f"nguoi-{number}", ""),
        "channels": tuple(value for name, value in fields if name == f"kenh-{number}"),
        "wording": texts.get(f"cau-{number}", ""),
        "urgent": f"khan-{number}" in texts,
        "until": texts.get(f"dung-{number}", ""),
        "every": texts.get(f"lai-{number}", ""),
        "gone": f"bo-{number}" in texts,
        "new": not texts.get(f"ma-{number}", ""),
    }


def _entry_of(line: dict[str, object], days: int) -> StepEntry:
    channels = line["channels"]
    assert isinstance(channels, tuple)
    return StepEntry(
        id=str(line["id"]) or f"{line['audience']}{days:+d}",
        offset=days,
        counting=str(line["counting"]),
        audience=str(line["audience"]),
        channels=channels,
        wording=str(line["wording"]),
        urgent=bool(line["urgent"]),
        until=str(line["until"]),
        every=str(line["every"]) or None,
    )


def _show_form(
    office: Office,
    request: Request,
    typed: _TypedLadder | None,
    *,
    tried: TriedLadder | None = None,
    faults: Sequence[str] = (),
) -> Response:
    why = _why_closed(office, request)
    now = ladder_in_force(office.installation)
    wrong = bool(faults or (typed and typed.errors))
    return office.pages.show(
        request,
        "messages/ladder_form.html",
        notice_place_page("Sửa thang đôn đốc", wrong=wrong),
        status=422 if wrong else 403 if why else 200,
        why=why,
        lines=typed.lines if typed else _lines_in_force(now),
        errors=typed.errors if typed else {},
        faults=faults,
        tried=tried,
        changes=[_change_words(one) for one in tried.changes] if tried else [],
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
        action=_EDIT,
        back=_LADDER,
    )


def _lines_in_force(now: LadderText) -> list[dict[str, object]]:
    known = [{**vars(step), "every": step.every or "", "gone": False, "new": False} for step in now.escalation.steps]
    empty = _line_of({"dem-0": "working", "nguoi-0": "lead", "dung-0": "report"}, [("kenh-0", "email")], 0)
    return [*known, empty]


def _change_words(change: StepChange) -> tuple[str, str, str]:
    """What kind of change, what was, what will be."""
    before, after = change.before, change.after
    kind = "sửa" if before and after else "thêm" if after else "bỏ"
    return kind, _said_step(before), _said_step(after)


def _said_step(step: LadderStep | None) -> str:
    if step is None:
        return ""
    label, audience, channels, manner, _ = _step_line(step, "")
    weekly = f", từ {step.offset:+d} ngày, mỗi {_DAYS[step.every]}" if step.every is not None else ""
    return f"{label}{weekly}: {audience}, {channels}, {manner}, câu “{step.wording}”"


def _rung_words(rung: Rung) -> str:
    people = ", ".join(dict.fromkeys(one.name for one in rung.people)) or "không có ai để gửi"
    return f"{full_date(rung.day)}: {rung.step.label}, {rung.step.audience.label} ({people})"
