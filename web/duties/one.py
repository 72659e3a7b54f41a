"""`/viec/{n}`: one duty: how its date came about, who does it, what happened, what may be done."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from base.vietnamese import capitalise, full_date
from services.evidence.drafts import drafts_about
from services.jobs.notice_reasons import notice_standing
from services.screens.decisions import place_in_queue
from services.screens.one_duty import ShownDuty, show_duty
from web.duties.actions import STATES, acts
from web.duties.decisions import DECIDING_ACTIONS, DecisionRow, decision_row
from web.duties.evidence import handed_lines
from web.duties.forms.kinds import FORM_BY_NAME
from web.frame.pages import moment_words
from web.frame.values import Crumb, Page
from web.office import Office
from workflow.lifecycle import OPEN, State
from workflow.nearness import DutyStanding, Nearness, nearness
from workflow.people.actions import Action
from workflow.views.date_chain import ChainStep, Reading, date_chain
from workflow.views.day_ruler import day_ruler
from workflow.views.duty_list import ADDRESS, DutyList, Facet
from workflow.views.duty_log import duty_log

_REPORTED = frozenset({State.REPORTED, State.COMPLETED})
# How many agencies that haven't reported are named.
_NAMED = 30
_REWRITTEN = "Đã sửa nội dung nhiệm vụ; nội dung, hạn cũ còn trong nhật ký."


@dataclass(frozen=True, kw_only=True)
class Siblings:
    """The agencies that do the same: how many have reported, and who hasn't."""

    total: int
    done: int
    missing: tuple[tuple[str, str], ...]
    more: int


def one_duty(office: Office) -> APIRouter:
    """Return the page's route."""
    router = APIRouter()

    @router.get("/viec/{number:int}")
    def shown(request: Request, number: int) -> HTMLResponse:
        """Show one duty to whoever may see it."""
        found = show_duty(office.installation, number, office.actor_of(request), now=office.now())
        return _show(office, request, found)

    return router


def _show(office: Office, request: Request, shown: ShownDuty) -> HTMLResponse:
    duty, today = shown.duty, office.today()
    near = _near(office, shown)
    main, others = acts(shown)
    plan = DutyList().toggled(Facet.PLAN, str(shown.facts.plan_id))
    return office.pages.show(
        request,
        "duties/one.html",
        Page(
            title=duty.task.title,
            place=ADDRESS,
            crumbs=(
                Crumb(label="Nhiệm vụ", address=ADDRESS),
                Crumb(label=duty.task.plan_number, address=plan.address),
            ),
            crumb=f"Số {duty.id}",
            done=_done(request),
        ),
        undo=_undo(request, shown),
        following=_following(office, request, number=duty.id),
        shown=shown,
        duty=duty,
        near=near,
        data_period=capitalise(duty.data_period.words) if duty.data_period else "",
        question=f"Vì sao hạn là {full_date(duty.due)}?" if duty.due else "Vì sao chưa có hạn?",
        chain=_chain(office, shown, near, plan.address),
        plan_address=plan.address,
        siblings=_siblings(shown),
        main=main,
        others=others,
        handed=handed_lines(shown),
        drafted=_drafted(office, request, shown),
        log=duty_log(shown.lines, today) if shown.inside else [],
        sent=[(line, notice_standing(line)) for line in shown.sent],
        state=duty.state.label,
        returned=_returned(shown),
        is_open=duty.state in OPEN,
        edits=bool(shown.answers[Action.IMPORT]),
        count=len(shown.lines),
    )


def _drafted(office: Office, request: Request, shown: ShownDuty) -> list[dict[str, str]]:
    """The forms of the duty that whoever asks has begun and not sent."""
    found = drafts_about(office.installation, office.actor_of(request), shown.duty.id)
    return [
        {
            "title": FORM_BY_NAME[one.key.form].title,
            "address": f"/viec/{shown.duty.id}/{one.key.form}",
            "at": moment_words(one.changed_at),
        }
        for one in found
        if one.key.form in FORM_BY_NAME
    ]


def _done(request: Request) -> str:
    """What has just been done here, when a form led back."""
    done = request.query_params.get("xong", "")
    form = FORM_BY_NAME.get(done)
    return _REWRITTEN if done == "noi-dung" else form.done if form else ""


def _undo(request: Request, shown: ShownDuty) -> str:
    """The address of the form that takes it back, where that may be done."""
    form = FORM_BY_NAME.get(request.query_params.get("xong", ""))
    back = FORM_BY_NAME.get(form.undo) if form else None
    if back is None or not shown.answers[back.action] or shown.duty.state not in STATES[back.action]:
        return ""
    return f"/viec/{shown.duty.id}/{back.name}"


def _following(office: Office, request: Request, number: int) -> tuple[DecisionRow, int] | None:
    """What waits next for who has just decided something here, and how much waits in all."""
    form = FORM_BY_NAME.get(request.query_params.get("xong", ""))
    if form is None or form.action not in DECIDING_ACTIONS:
        return None
    place = place_in_queue(office.installation, office.actor_of(request), number)
    if place.following is None:
        return None
    most = office.installation.policies.most_grants
    return decision_row(place.following, office.today(), most), place.total


def _near(office: Office, shown: ShownDuty) -> Nearness:
    duty = shown.duty
    standing = DutyStanding(
        state=duty.state,
        timeliness=duty.timeliness,
        due=duty.due,
        act_by=duty.act_by,
        reported_on=duty.reported_on,
    )
    return nearness(standing, today=office.today(), working_days=office.installation.policies.working_days)


def _chain(office: Office, shown: ShownDuty, near: Nearness, plan_address: str) -> list[ChainStep]:
    duty, facts, today = shown.duty, shown.facts, office.today()
    reading = Reading(
        words=duty.task.expression,
        issued_on=duty.task.plan_issued_on,
        plan=duty.task.plan_number,
        plan_address=plan_address,
        place=duty.task.place,
        explanation=duty.task.explanation,
        certainty=facts.certainty,
        others=facts.others,
        event=facts.event,
        event_on=facts.event_on,
    )
    running = duty.due is not None and duty.state in OPEN - {State.REPORTED, State.WAITING}
    working_days = office.installation.policies.working_days
    return date_chain(
        reading,
        shown.lines,
        today=today,
        near=near,
        ruler=day_ruler(duty.due, today=today, working_days=working_days) if running and duty.due else None,
        most_extensions=office.installation.policies.most_grants,
    )


def _siblings(shown: ShownDuty) -> Siblings | None:
    counted = [one for one in shown.siblings if one.state in OPEN | {State.COMPLETED}]
    if len(counted) < 2:
        return None
    missing = [one for one in counted if one.state not in _REPORTED]
    return Siblings(
        total=len(counted),
        done=len(counted) - len(missing),
        missing=tuple((one.agency_name, f"/viec/{one.id}") for one in missing[:_NAMED]),
        more=max(0, len(missing) - _NAMED),
    )


def _returned(shown: ShownDuty) -> str:
    """What a report was returned with, as long as no other has been handed in."""
    if shown.duty.state is not State.IN_PROGRESS or not shown.inside:
        return ""
    last = next((line for line in reversed(shown.lines) if line.action in {"return", "report"}), None)
    return last.reason if last is not None and last.action == "return" else ""
