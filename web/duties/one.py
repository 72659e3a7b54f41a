"""`/viec/{n}`: one duty: how its date came about, who does it, what happened, what may be done."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from base.clock import VIETNAM
from base.vietnamese import capitalise, full_date
from services.evidence.drafts import drafts_about
from services.screens.one_duty import ShownDuty, check_duty_in_sight, show_duty
from web.duties.actions import STATES, acts
from web.duties.decisions import DECIDING_ACTIONS, DecisionRow, following_row
from web.duties.evidence import handed_lines
from web.duties.forms.kinds import FORM_BY_NAME
from web.duties.forms.whole_task import TASK_ENDINGS, task_ending_done
from web.duties.sent import sent_lines
from web.frame.pages import moment_words
from web.frame.values import Crumb, Page
from web.office import Office
from workflow.lifecycle import OPEN, Event, State
from workflow.log.actions import LogAction
from workflow.nearness import DutyStanding, Nearness, nearness
from workflow.people.actions import Action
from workflow.timeliness import CLOSED_UNDONE
from workflow.triggers import Proposal, propose
from workflow.views.date_chain import ChainStep, Reading, date_chain
from workflow.views.day_ruler import day_ruler
from workflow.views.duty_list import ADDRESS, DutyList, Facet
from workflow.views.duty_log import duty_log

_REPORTED = frozenset({State.REPORTED, State.COMPLETED})
# How many agencies that haven't reported are named.
_NAMED = 30
_OPINIONS = {LogAction.DIRECT: "Ý kiến chỉ đạo", LogAction.COMMENT: "Ý kiến phối hợp"}
# What is taken back by a new decision, with a reason and perhaps another day, isn't called undoing.
_UNDO_WORDS = {"thu-hoi": "Mở lại nhiệm vụ"}
_REWRITTEN = "Đã sửa nội dung nhiệm vụ; nội dung, hạn cũ còn trong nhật ký."


@dataclass(frozen=True, kw_only=True)
class Siblings:
    """The agencies that do the same: how many have reported, and who hasn't; the first `named` of them stand open."""

    total: int
    done: int
    missing: tuple[tuple[str, str], ...]
    named: int


def duty_in_sight(office: Office) -> Callable[[Request, int], None]:
    """Return the gate before all pages of a duty, those that are sent to included."""

    def gate(request: Request, number: int) -> None:
        check_duty_in_sight(office.installation, number, office.actor_of(request), now=office.now())

    return gate


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
    near = duty_nearness(office, shown)
    main, others = acts(shown, today)
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
            done=_done(request, shown),
            undo=_undo(request, shown),
            undo_words=_UNDO_WORDS.get(request.query_params.get("xong", ""), "Hoàn tác"),
        ),
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
        log=duty_log(shown.lines, today, rewritten=shown.rewritten) if shown.inside else [],
        sent=sent_lines(office.installation.policies, shown.sent),
        why_reminded=_why_reminded(shown),
        state=duty.state.label,
        returned=_returned(shown),
        opinions=_opinions(shown),
        is_open=duty.state in OPEN,
        edits=bool(shown.answers[Action.IMPORT]) and shown.duty.state not in CLOSED_UNDONE,
        endings=TASK_ENDINGS if shown.answers[Action.WITHDRAW] and duty.state in OPEN else (),
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


def _done(request: Request, shown: ShownDuty) -> str:
    """What has just been done here and whom it went to, when a form led back."""
    done = request.query_params.get("xong", "")
    form = FORM_BY_NAME.get(done)
    if done == "noi-dung":
        return _REWRITTEN
    if ended := task_ending_done(done):
        return ended
    follows = shown.facts.coordinator_name or "cơ quan đầu mối"
    return form.done.format(agency=shown.duty.agency_name, coordinator=follows) if form else ""


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
    return following_row(office, request, number)


def _why_reminded(shown: ShownDuty) -> str:
    """Where the next reminder is explained to whoever may see it."""
    if not (shown.next_rung and shown.next_rung.people and shown.answers[Action.SEE_NOTICES]):
        return ""
    asked = {"viec": shown.duty.id, "nguoi": shown.next_rung.people[0].address}
    return f"/thong-bao/vi-sao?{urlencode(asked)}"


def duty_nearness(office: Office, shown: ShownDuty) -> Nearness:
    """Return how near a duty's day is, as its page and its forms say it."""
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
        proposal=_proposal(office, shown),
        rewritten=shown.rewritten,
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


def _proposal(office: Office, shown: ShownDuty) -> Proposal | None:
    """What the event's day proposed on the day it was entered."""
    fired = next((line for line in reversed(shown.lines) if line.action == Event.FIRE), None)
    if fired is None or shown.facts.event_on is None:
        return None
    policies = office.installation.policies
    return propose(
        shown.facts.event_on,
        shown.facts.offset,
        policies.working_days,
        usual=policies.usual_term,
        entered_on=fired.at.astimezone(VIETNAM).date(),
    )


def _siblings(shown: ShownDuty) -> Siblings | None:
    counted = [one for one in shown.siblings if one.state in OPEN | {State.COMPLETED}]
    if len(counted) < 2:
        return None
    missing = [one for one in counted if one.state not in _REPORTED]
    return Siblings(
        total=len(counted),
        done=len(counted) - len(missing),
        missing=tuple((one.agency_name, f"/viec/{one.id}") for one in missing),
        named=_NAMED,
    )


def _opinions(shown: ShownDuty) -> list[tuple[str, str, str]]:
    """The last thing that a leader directed and that a cooperating agency said: what it is, its words, who and when."""
    if not shown.inside:
        return []
    latest = {line.action: line for line in shown.lines if line.action in _OPINIONS}
    return [
        (label, line.details["text"], f"{line.actor}, {moment_words(line.at)}")
        for action, label in _OPINIONS.items()
        if (line := latest.get(action)) is not None
    ]


def _returned(shown: ShownDuty) -> str:
    """What a report was returned with, as long as no other has been handed in."""
    if shown.duty.state is not State.IN_PROGRESS or not shown.inside:
        return ""
    last = next((line for line in reversed(shown.lines) if line.action in {Event.RETURN, Event.REPORT}), None)
    return last.reason if last is not None and last.action == Event.RETURN else ""
