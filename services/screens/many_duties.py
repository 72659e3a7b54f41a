"""Doing the same to many duties of a list: which of them it may be done to, and doing it, each by itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from base.errors import DondocError
from services.duties.acting import Doing, cause, remind_agency
from services.installation import Installation
from services.screens.duty_list import DutyLists
from workflow.assignment import Assignment
from workflow.lifecycle import Event, State
from workflow.people.actions import Action
from workflow.people.grants import OF_ONE_AGENCY, Actor, GrantedRole
from workflow.rights import OF_AN_AGENCY, RIGHTS, Yes, may
from workflow.store.duties.subjects import duty_subject
from workflow.views.duty_line import DutyLine
from workflow.views.duty_list import STATE_SLUGS, DutyList, Facet

# How many duties one step takes at most, however long the list is.
MOST_AT_ONCE = 500


class ManyAct(StrEnum):
    """What can be done to many duties at once; the values name it in addresses."""

    ACCEPT = "nhan"
    CONFIRM = "xac-nhan"
    REMIND = "nhac"

    @property
    def action(self) -> Action:
        """What the table of rights is asked."""
        return _ACTIONS[self]

    @property
    def states(self) -> tuple[State, ...]:
        """The states in which it makes sense."""
        return _STATES[self]


_ACTIONS = {ManyAct.ACCEPT: Action.ACCEPT, ManyAct.CONFIRM: Action.CONFIRM, ManyAct.REMIND: Action.REMIND}
_STATES = {
    ManyAct.ACCEPT: (State.ASSIGNED,),
    ManyAct.CONFIRM: (State.REPORTED,),
    ManyAct.REMIND: (State.ASSIGNED, State.IN_PROGRESS),
}
_DO: Mapping[ManyAct, Callable[[Installation, Doing], Assignment]] = {
    ManyAct.ACCEPT: lambda installation, doing: cause(installation, Event.ACCEPT, doing),
    ManyAct.CONFIRM: lambda installation, doing: cause(installation, Event.CONFIRM, doing),
    ManyAct.REMIND: remind_agency,
}


@dataclass(frozen=True, kw_only=True)
class Done:
    """What came of it: the duties it happened to, and of the others why not."""

    done: Sequence[int]
    refused: Mapping[int, str]


def many_view(view: DutyList, act: ManyAct) -> DutyList:
    """Return the part of a view that an act is about."""
    fitting = tuple(STATE_SLUGS[state] for state in act.states)
    chosen = tuple(slug for slug in view.values(Facet.STATE) if slug in fitting)
    return replace(view.whole, day=None, chosen={**view.chosen, Facet.STATE: chosen or fitting})


def _deciding(actor: Actor, act: ManyAct) -> Actor:
    """Somebody with only the grants that an act may be done by: what he merely sees isn't looked through."""
    roles = OF_ONE_AGENCY if act.action in OF_AN_AGENCY else RIGHTS[act.action].keys()
    return replace(actor, grants=tuple(grant for grant in actor.grants if grant.role in roles))


def _own(view: DutyList, act: ManyAct, actor: Actor) -> DutyList | None:
    """The part of a view that an act is about and, where agencies do it themselves, of one's own; None without any."""
    fitting = many_view(view, act)
    if act.action not in OF_AN_AGENCY:
        return fitting
    chosen = set(view.values(Facet.AGENCY)) or actor.agencies
    own = tuple(sorted(actor.agencies & chosen))
    return replace(fitting, chosen={**fitting.chosen, Facet.AGENCY: own}) if own else None


def offer_acts(actor: Actor) -> list[ManyAct]:
    """Return what somebody may do to many duties at all."""
    found = [ManyAct.ACCEPT] if actor.agencies else []
    return found + ([ManyAct.CONFIRM, ManyAct.REMIND] if actor.has(GrantedRole.COORDINATOR, GrantedRole.ADMIN) else [])


def allowed_lines(
    lists: DutyLists,
    view: DutyList,
    act: ManyAct,
    actor: Actor,
    *,
    now: datetime,
    most: int,
) -> list[DutyLine]:
    """Return the first duties of a view to which somebody may do it, at most `most`.

    Its cost follows what he may do, not what he sees.
    """
    found: list[DutyLine] = []
    own = _own(view, act, actor)
    if own is None:
        return found
    with lists.installation.database.reading() as session:
        for line in lists.lines(own, _deciding(actor, act)):
            subject = duty_subject(session, line.id, asking=actor.agencies, today=now.date())
            answer = may(actor, act.action, subject)
            # What is entered for an agency is entered one by one.
            if isinstance(answer, Yes) and not answer.instead:
                found.append(line)
            if len(found) >= most:
                break
    return found


def do_to_many(installation: Installation, act: ManyAct, duties: Sequence[int], actor: Actor, *, now: datetime) -> Done:
    """Do it to each; what one of them refuses keeps the others from nothing."""
    done, refused = [], {}
    for number in duties[:MOST_AT_ONCE]:
        try:
            _DO[act](installation, Doing(duty=number, actor=actor, now=now))
            done.append(number)
        except DondocError as error:
            refused[number] = error.reason
    return Done(done=done, refused=refused)
