"""Which of its forms an event is stored in: the options an address chose, and the way they are rendered now."""

import hashlib
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from functools import lru_cache

from calendars.entries.departed import departed_event
from calendars.entries.events import EventOptions, event_bytes
from calendars.entries.groups import group_event, in_groups
from workflow.assignment import Assignment, TaskBrief
from workflow.deadlines.values.resolution import Certainty
from workflow.lifecycle import State
from workflow.timeliness import Timeliness

_TASK = TaskBrief(
    id=1,
    plan_number="1/KH-UBND",
    plan_issued_on=date(2026, 1, 2),
    plan_title="Kế hoạch",
    place="Phụ lục I, số 1",
    title=f"Nhiệm vụ, {'dài ' * 40}",
    product="Báo cáo",
    expression="Trước 15/7/2026",
    explanation="“Trước 15/7/2026” → hạn cuối thứ Ba 14/7/2026",
    certainty=Certainty.CERTAIN,
    leads=("Sở Nội vụ", "Sở Y tế"),
    cooperating=("Sở Tài chính",),
)


def variant_of(options: EventOptions) -> str:
    """Return the name under which events of these options are stored, one for each choice of an address.

    >>> variant_of(EventOptions(span=True, base_url="https://dondoc.tinh.example"))
    'none+span'
    """
    chosen = {option.name: getattr(options, option.name) for option in fields(options) if option.name != "base_url"}
    return "+".join(value if isinstance(value, str) else name for name, value in chosen.items() if value)


@lru_cache(maxsize=64)
def form_of(options: EventOptions) -> str:
    """Return a mark of how these options are rendered: another one after each release that words events otherwise.

    Made from specimens, so that nobody has to remember to raise a number; stored events of another form are made anew.
    """
    specimens = b"".join(event_bytes(_specimen(state), options) for state in State)
    return hashlib.sha256(specimens).hexdigest()[:16]


@lru_cache(maxsize=64)
def group_form_of(options: EventOptions) -> str:
    """Return a mark of how these options are rendered for several agencies."""
    duties = [replace(_specimen(state), id=number) for number, state in enumerate(State, 1)]
    alone, (group,) = in_groups(duties)
    assert not alone
    return hashlib.sha256(group_event(group, options)).hexdigest()[:16]


@lru_cache(maxsize=64)
def departed_form_of(options: EventOptions) -> str:
    """Return a mark of how these options are rendered where a duty has left."""
    return hashlib.sha256(departed_event(_specimen(State.ASSIGNED), options)).hexdigest()[:16]


def _specimen(state: State) -> Assignment:
    return Assignment(
        id=1,
        uid="specimen",
        agency="so-noi-vu",
        agency_name="Sở Nội vụ",
        task=_TASK,
        occurrence=1,
        state=state,
        timeliness=Timeliness.AHEAD,
        opens=date(2026, 7, 1),
        due=date(2026, 7, 12),
        act_by=date(2026, 7, 10),
        event="Bộ Nội vụ ban hành",
        reported_on=date(2026, 7, 9) if state is State.REPORTED else None,
        revision=3,
        changed_at=datetime(2026, 1, 3, tzinfo=UTC),
    )
