"""The buttons of a duty: what may be done now, the main thing first, and why the rest may not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from base.clock import VIETNAM
from base.vietnamese import capitalise
from services.screens.one_duty import ShownDuty
from web.duties.forms.kinds import BY_ACTION
from workflow.lifecycle import OPEN, STEPS, WORKING, State
from workflow.log.actions import LogAction
from workflow.people.actions import Action
from workflow.rights import No, Yes

# Each action's page is /viec/{n}/{name}; what isn't in here has none.
FORM_PAGES: Mapping[Action, str] = {action: form.name for action, form in BY_ACTION.items()}
# In which states an action makes sense: the lifecycle's table says it of its events.
STATES: Mapping[Action, frozenset[State]] = {Action(step.event): step.sources for step in STEPS} | {
    Action.REQUEST_EXTENSION: WORKING,
    Action.GRANT_EXTENSION: WORKING | {State.REPORTED},
    Action.DENY_EXTENSION: WORKING | {State.REFUSED, State.REPORTED},
    Action.RESCHEDULE: WORKING | {State.REFUSED},
    Action.REMIND: WORKING,
    Action.DIRECT: OPEN,
    Action.COMMENT: OPEN,
}
# What takes a duty away, moves its day or opens it anew is never the one thing that a page offers first.
_NEVER_FIRST = frozenset(
    {Action.RECALL_CONFIRMATION, Action.REOPEN, Action.WITHDRAW, Action.REASSIGN, Action.RESCHEDULE}
)
# What is offered first only where nothing else is: words, by who has nothing to do himself.
_WORDS = (Action.REMIND, Action.DIRECT, Action.COMMENT)
# What is offered first where nothing presses is a button like others.
_UNPRESSING = frozenset({*_WORDS, Action.RECALL_REPORT})
_REMINDED = "Hôm nay đã nhắc nhiệm vụ này rồi; ngày mai nhắc lại nếu vẫn chưa có báo cáo"
_INSTEAD = "nhập thay cơ quan chủ trì"
_ABOUT_A_REQUEST = frozenset({Action.GRANT_EXTENSION, Action.DENY_EXTENSION})


@dataclass(frozen=True, kw_only=True)
class _Act:
    """One button or line of the menu; with `why` it is not allowed. `presses` fills the button."""

    label: str
    address: str
    hint: str = ""
    why: str = ""
    presses: bool = True


def acts(shown: ShownDuty, today: date) -> tuple[_Act | None, list[_Act]]:
    """Return the main button, if there is one, and everything else that fits the duty's state on that day."""
    fitting = [action for action in FORM_PAGES if _fits(action, shown)]
    made = {action: _act(action, shown, today) for action in fitting}
    main = _main([action for action in fitting if not made[action].why], shown)
    others = [made[action] for action in fitting if action is not main]
    return (made[main] if main else None), sorted(others, key=lambda act: bool(act.why))


def why_not_now(action: Action, shown: ShownDuty, today: date) -> str:
    """Why what a person may do isn't to be done on this day, in words; "" where nothing is against it."""
    reminded = (line.at.astimezone(VIETNAM).date() for line in shown.lines if line.action == LogAction.REMIND)
    return _REMINDED if action is Action.REMIND and today in reminded else ""


def _fits(action: Action, shown: ShownDuty) -> bool:
    if action in _ABOUT_A_REQUEST and shown.facts.wished_due is None:
        return False
    if action is Action.RECALL_CONFIRMATION and not shown.answers[action]:
        # Offered to who confirmed, while that is fresh: to others it would be a riddle.
        return False
    return shown.duty.state in STATES[action]


def _main(allowed: list[Action], shown: ShownDuty) -> Action | None:
    """The first of what may be done; who has not begun yet accepts before he reports.

    What may be entered for an agency isn't what whoever follows it up is asked to do: he reminds.
    """
    if Action.GRANT_EXTENSION in allowed and Action.CONFIRM not in allowed:
        return Action.GRANT_EXTENSION
    if shown.duty.state is State.REFUSED and Action.REASSIGN in allowed:
        return Action.REASSIGN
    own = [action for action in allowed if not _is_instead(action, shown)]
    first = next((action for action in own if action not in _NEVER_FIRST and action not in _WORDS), None)
    return first or next((action for action in _WORDS if action in own), None)


def _is_instead(action: Action, shown: ShownDuty) -> bool:
    answer = shown.answers[action]
    return isinstance(answer, Yes) and answer.instead


def _act(action: Action, shown: ShownDuty, today: date) -> _Act:
    answer = shown.answers[action]
    return _Act(
        label=capitalise(action.label),
        address=f"/viec/{shown.duty.id}/{FORM_PAGES[action]}",
        hint=_INSTEAD if _is_instead(action, shown) else "",
        why=answer.reason if isinstance(answer, No) else why_not_now(action, shown, today),
        presses=action not in _UNPRESSING,
    )
