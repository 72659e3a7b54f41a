"""The life of an assignment: one table of steps, and one function that walks it.

The table is the whole truth: the exhaustive test, the diagram in `docs/lifecycle.md` and the command line's help are
made from it. Whether a date is missed is not a state but follows from the calendar (`workflow.timeliness`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from base.errors import DondocError


class State(StrEnum):
    """Where an assignment stands, by what somebody did or decided."""

    WAITING = "waiting"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    REPORTED = "reported"
    COMPLETED = "completed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        """The state in the words of the screen."""
        return STATE_LABELS[self]


class Event(StrEnum):
    """What can happen to an assignment."""

    FIRE = "fire"
    UNFIRE = "unfire"
    ACCEPT = "accept"
    NOTE_PROGRESS = "note_progress"
    REPORT = "report"
    RECALL_REPORT = "recall_report"
    CONFIRM = "confirm"
    RETURN = "return"
    REFUSE = "refuse"
    REASSIGN = "reassign"
    WITHDRAW = "withdraw"
    SUPERSEDE = "supersede"
    REOPEN = "reopen"

    @property
    def label(self) -> str:
        """The event in the words of the screen."""
        return EVENT_LABELS[self]


class Role(StrEnum):
    """Who may cause an event: the agency's own staff, the plan's coordinator, or an admin."""

    STAFF = "staff"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


class Need(StrEnum):
    """What an event cannot do without."""

    REASON = "reason"
    DOCUMENT = "document"
    EVENT_DATE = "event_date"
    RESULT = "result"
    TEXT = "text"
    AGENCY = "agency"
    PLAN = "plan"


STATE_LABELS = {
    State.WAITING: "chờ sự kiện",
    State.ASSIGNED: "chưa triển khai",
    State.IN_PROGRESS: "đang triển khai",
    State.REPORTED: "chờ xác nhận",
    State.COMPLETED: "hoàn thành",
    State.REFUSED: "từ chối nhận",
    State.WITHDRAWN: "đã thu hồi",
    State.SUPERSEDED: "được thay thế",
}
EVENT_LABELS = {
    Event.FIRE: "kích hoạt sự kiện",
    Event.UNFIRE: "hủy kích hoạt sự kiện",
    Event.ACCEPT: "nhận việc",
    Event.NOTE_PROGRESS: "cập nhật tiến độ",
    Event.REPORT: "báo cáo kết quả",
    Event.RECALL_REPORT: "rút báo cáo",
    Event.CONFIRM: "xác nhận hoàn thành",
    Event.RETURN: "trả lại báo cáo",
    Event.REFUSE: "từ chối nhận việc",
    Event.REASSIGN: "giao lại cơ quan khác",
    Event.WITHDRAW: "thu hồi nhiệm vụ",
    Event.SUPERSEDE: "thay thế bằng văn bản mới",
    Event.REOPEN: "mở lại",
}
NEED_LABELS = {
    Need.REASON: "lý do",
    Need.DOCUMENT: "số, ngày văn bản",
    Need.EVENT_DATE: "ngày xảy ra sự kiện",
    Need.RESULT: "văn bản hoặc đường dẫn kết quả",
    Need.TEXT: "nội dung tiến độ",
    Need.AGENCY: "cơ quan mới",
    Need.PLAN: "văn bản thay thế",
}

OPEN = frozenset({State.WAITING, State.ASSIGNED, State.IN_PROGRESS, State.REPORTED, State.REFUSED})
WORKING = frozenset({State.ASSIGNED, State.IN_PROGRESS})


@dataclass(frozen=True)
class Step:
    """One line of the table: from these states, this event leads there, by this role, with these needs."""

    event: Event
    sources: frozenset[State]
    target: State
    role: Role
    needs: tuple[Need, ...] = ()


STEPS: tuple[Step, ...] = (
    Step(Event.FIRE, frozenset({State.WAITING}), State.ASSIGNED, Role.ADMIN, (Need.EVENT_DATE, Need.DOCUMENT)),
    Step(Event.UNFIRE, WORKING, State.WAITING, Role.ADMIN, (Need.REASON,)),
    Step(Event.ACCEPT, frozenset({State.ASSIGNED}), State.IN_PROGRESS, Role.STAFF),
    Step(Event.NOTE_PROGRESS, WORKING, State.IN_PROGRESS, Role.STAFF, (Need.TEXT,)),
    Step(Event.REPORT, WORKING, State.REPORTED, Role.STAFF, (Need.RESULT,)),
    Step(Event.RECALL_REPORT, frozenset({State.REPORTED}), State.IN_PROGRESS, Role.STAFF),
    Step(Event.CONFIRM, frozenset({State.REPORTED}), State.COMPLETED, Role.COORDINATOR),
    Step(Event.RETURN, frozenset({State.REPORTED}), State.IN_PROGRESS, Role.COORDINATOR, (Need.REASON,)),
    Step(Event.REFUSE, WORKING, State.REFUSED, Role.STAFF, (Need.REASON,)),
    Step(Event.REASSIGN, WORKING | {State.REFUSED}, State.ASSIGNED, Role.COORDINATOR, (Need.AGENCY,)),
    Step(Event.WITHDRAW, OPEN, State.WITHDRAWN, Role.COORDINATOR, (Need.REASON,)),
    Step(Event.SUPERSEDE, OPEN, State.SUPERSEDED, Role.ADMIN, (Need.PLAN,)),
    Step(
        Event.REOPEN,
        frozenset({State.COMPLETED, State.WITHDRAWN}),
        State.IN_PROGRESS,
        Role.COORDINATOR,
        (Need.REASON,),
    ),
)
_BY_EVENT = {step.event: step for step in STEPS}


class ForbiddenStep(DondocError):
    """The event cannot happen to an assignment in this state."""


class NotAllowed(DondocError):
    """The person's role may not cause the event."""


class NeedMissing(DondocError):
    """The event came without something it cannot do without."""


def step_of(event: Event) -> Step:
    """Return the line of the table for an event."""
    return _BY_EVENT[event]


def possible_events(state: State) -> tuple[Event, ...]:
    """Return the events that may happen in a state, in the table's order; none for `superseded`."""
    return tuple(step.event for step in STEPS if state in step.sources)


def advance(
    state: State, event: Event, *, role: Role, given: Iterable[Need] = (), assignment: str = "việc được giao"
) -> State:
    """Return the state after the event.

    An admin may cause whatever a coordinator may. Raises `ForbiddenStep`, `NotAllowed` or `NeedMissing`, each naming
    the assignment and what would be possible.
    """
    step = _BY_EVENT[event]
    if state not in step.sources:
        raise _forbidden(state, event, assignment)
    if role is not step.role and not (role is Role.ADMIN and step.role is Role.COORDINATOR):
        raise NotAllowed(
            given=event.label,
            place=assignment,
            reason=f"không thuộc quyền của vai trò “{role}”",
            remedy=f"Việc này do vai trò “{step.role}” thực hiện.",
        )
    if missing := [need for need in step.needs if need not in set(given)]:
        raise NeedMissing(
            given=event.label,
            place=assignment,
            reason=f"còn thiếu {', '.join(NEED_LABELS[need] for need in missing)}",
            remedy="Bổ sung rồi thực hiện lại.",
        )
    return step.target


def _forbidden(state: State, event: Event, assignment: str) -> ForbiddenStep:
    possible = ", ".join(f"{e.label} ({e})" for e in possible_events(state))
    return ForbiddenStep(
        given=event.label,
        place=assignment,
        reason=f"không thực hiện được khi việc đang ở trạng thái “{state.label}”",
        remedy=f"Hiện có thể: {possible}." if possible else "Việc đã đóng, không còn thao tác nào.",
    )
