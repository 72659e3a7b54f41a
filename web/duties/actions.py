"""The buttons of a duty: what may be done now, the main thing first, and why the rest may not."""

from collections.abc import Mapping
from dataclasses import dataclass

from base.vietnamese import capitalise
from services.screens.one_duty import ShownDuty
from web.duties.forms.kinds import BY_ACTION
from workflow.lifecycle import State
from workflow.people.actions import Action
from workflow.rights import No

# Each action's page is /viec/{n}/{name}; what isn't in here has none.
FORM_PAGES: Mapping[Action, str] = {action: form.name for action, form in BY_ACTION.items()}
# In which states an action makes sense, where the lifecycle's table doesn't say it.
_WORKING = frozenset({State.ASSIGNED, State.IN_PROGRESS})
_OPEN = _WORKING | {State.REFUSED, State.REPORTED}
STATES: Mapping[Action, frozenset[State]] = {
    Action.CONFIRM: frozenset({State.REPORTED}),
    Action.RETURN: frozenset({State.REPORTED}),
    Action.ACCEPT: frozenset({State.ASSIGNED}),
    Action.REPORT: _WORKING,
    Action.NOTE_PROGRESS: _WORKING,
    Action.REQUEST_EXTENSION: _WORKING,
    Action.RECALL_REPORT: frozenset({State.REPORTED}),
    Action.REFUSE: _WORKING,
    Action.GRANT_EXTENSION: _WORKING | {State.REPORTED},
    Action.DENY_EXTENSION: _OPEN,
    Action.REASSIGN: _WORKING | {State.REFUSED},
    Action.RESCHEDULE: _WORKING | {State.REFUSED},
    Action.REMIND: _WORKING,
    Action.WITHDRAW: _OPEN | {State.WAITING},
    Action.REOPEN: frozenset({State.COMPLETED, State.WITHDRAWN}),
}
# What takes something back or away is never the one thing that a page offers first.
_NEVER_FIRST = frozenset({Action.REOPEN, Action.WITHDRAW, Action.REMIND})
_ABOUT_A_REQUEST = frozenset({Action.GRANT_EXTENSION, Action.DENY_EXTENSION})


@dataclass(frozen=True, kw_only=True)
class _Act:
    """One button or line of the menu; with `why` it is not allowed."""

    label: str
    address: str
    hint: str = ""
    why: str = ""


def acts(shown: ShownDuty) -> tuple[_Act | None, list[_Act]]:
    """Return the main button, if there is one, and everything else that fits the duty's state."""
    fitting = [action for action in STATES if action in FORM_PAGES and _fits(action, shown)]
    allowed = [action for action in fitting if shown.answers[action]]
    main = _main(allowed, shown)
    others = [_act(action, shown) for action in fitting if action is not main]
    return (_act(main, shown) if main else None), sorted(others, key=lambda act: bool(act.why))


def _fits(action: Action, shown: ShownDuty) -> bool:
    if action in _ABOUT_A_REQUEST and shown.facts.wished_due is None:
        return False
    return shown.duty.state in STATES[action]


def _main(allowed: list[Action], shown: ShownDuty) -> Action | None:
    """The first of what may be done; who has not begun yet accepts before he reports."""
    if Action.GRANT_EXTENSION in allowed and Action.CONFIRM not in allowed:
        return Action.GRANT_EXTENSION
    if shown.duty.state is State.REFUSED and Action.REASSIGN in allowed:
        return Action.REASSIGN
    return next((action for action in allowed if action not in _NEVER_FIRST), None)


def _act(action: Action, shown: ShownDuty) -> _Act:
    answer = shown.answers[action]
    return _Act(
        label=capitalise(action.label),
        address=f"/viec/{shown.duty.id}/{FORM_PAGES[action]}",
        why=answer.reason if isinstance(answer, No) else "",
    )
