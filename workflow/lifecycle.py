"""The life of an assignment: one table of steps, and one function that walks it.

The table is the whole truth: the exhaustive test, the diagram in `docs/lifecycle.md` and the command line's help are
made from it, and each line carries its effect on the duty and how it is told. Whether a date is missed is not a state
but follows from the calendar (`workflow.timeliness`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from base.errors import DondocError
from workflow.by import By
from workflow.log.telling import Telling


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
    RECALL_CONFIRMATION = "recall_confirmation"
    RETURN = "return"
    REFUSE = "refuse"
    REASSIGN = "reassign"
    WITHDRAW = "withdraw"
    SUPERSEDE = "supersede"
    REOPEN = "reopen"
    RESTORE_SUPERSEDED = "restore_superseded"

    @property
    def label(self) -> str:
        """The event in the words of the screen."""
        return _BY_EVENT[self].telling.label


class Role(StrEnum):
    """Who may cause an event: the agency's own staff, the plan's coordinator, or an admin."""

    STAFF = "staff"
    COORDINATOR = "coordinator"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        """The role in the words of the screen."""
        names = {Role.STAFF: "chuyên viên cơ quan", Role.COORDINATOR: "cơ quan đầu mối", Role.ADMIN: "quản trị"}
        return names[self]


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


@dataclass(frozen=True, kw_only=True)
class Transition:
    """What happens to an assignment, and by whom. `result` says what was handed in, `on` the day that counts for it.

    `trigger_id` names the awaited event whose firing, or taking back, does it; `proposed` the day it proposed where a
    person set another. `only` says that a withdrawal or reassignment is about this one duty, not the task's next ones,
    or a firing gives it a day alone, which no document has to prove; `undated` that it goes on as another without one,
    `continues` as which one; `meanwhile` that its event did it while the duty was not to be done.
    """

    event: Event
    role: Role
    by: By
    result: str = ""
    text: str = ""
    percent: int | None = None
    on: date | None = None
    agency: str | None = None
    plan: str = ""
    trigger_id: int | None = None
    proposed: date | None = None
    only: bool = False
    undated: bool = False
    continues: int | None = None
    meanwhile: bool = False

    @property
    def given(self) -> frozenset[Need]:
        """What of the lifecycle's needs this brings."""
        brought = {
            Need.REASON: self.by.reason,
            Need.DOCUMENT: self.by.document or (self.by.reason if self.only else ""),
            Need.RESULT: self.result,
            Need.TEXT: self.text,
            Need.AGENCY: self.agency,
            Need.PLAN: self.plan,
            Need.EVENT_DATE: self.on,
        }
        return frozenset(
            need for need, value in brought.items() if (value.strip() if isinstance(value, str) else value)
        )


# What a step sets of a duty besides its state, by the names of `workflow.log.history`.
Effect = Callable[[Transition], Mapping[str, object]]


def _nothing_else(_: Transition) -> Mapping[str, object]:
    return {}


def _handed_in(report: Transition) -> Mapping[str, object]:
    return {"result": report.result, "reported_on": report.on or report.by.today, "progress": 100}


def _not_handed_in(_: Transition) -> Mapping[str, object]:
    return {"reported_on": None}


def _progressed(note: Transition) -> Mapping[str, object]:
    return {} if note.percent is None else {"progress": note.percent}


def _handed_over(reassignment: Transition) -> Mapping[str, object]:
    return {"agency": reassignment.agency, "reported_on": None}


@dataclass(frozen=True)
class Step:
    """One line of the table: from these states, this event leads there, by this role, with these needs and effect.

    Where the duty was before in one of `back_to` it leads back there; without a target it must.
    """

    event: Event
    sources: frozenset[State]
    target: State | None
    role: Role
    telling: Telling
    needs: tuple[Need, ...] = ()
    effect: Effect = _nothing_else
    back_to: frozenset[State] = frozenset()

    @property
    def targets(self) -> frozenset[State]:
        """The states it may lead to."""
        return self.back_to if self.target is None else self.back_to | {self.target}


_REPLACEABLE = OPEN - {State.REPORTED}
STEPS: tuple[Step, ...] = (
    Step(
        Event.FIRE,
        frozenset({State.WAITING}),
        State.ASSIGNED,
        Role.ADMIN,
        Telling("ghi nhận sự kiện đã xảy ra", "fired"),
        needs=(Need.EVENT_DATE, Need.DOCUMENT),
    ),
    Step(
        Event.UNFIRE,
        WORKING,
        State.WAITING,
        Role.ADMIN,
        Telling("hủy ghi nhận sự kiện", "unfired", "ghi nhận sự kiện được hủy, nhiệm vụ chờ lại sự kiện"),
        needs=(Need.REASON,),
    ),
    Step(
        Event.ACCEPT, frozenset({State.ASSIGNED}), State.IN_PROGRESS, Role.STAFF, Telling("nhận nhiệm vụ", "accepted")
    ),
    Step(
        Event.NOTE_PROGRESS,
        WORKING,
        State.IN_PROGRESS,
        Role.STAFF,
        Telling("cập nhật tiến độ", "progressed"),
        needs=(Need.TEXT,),
        effect=_progressed,
    ),
    Step(
        Event.REPORT,
        WORKING,
        State.REPORTED,
        Role.STAFF,
        Telling("báo cáo kết quả", "reported", asks=True),
        needs=(Need.RESULT,),
        effect=_handed_in,
    ),
    Step(
        Event.RECALL_REPORT,
        frozenset({State.REPORTED}),
        State.IN_PROGRESS,
        Role.STAFF,
        Telling("rút báo cáo", "report_recalled"),
        effect=_not_handed_in,
    ),
    Step(
        Event.CONFIRM,
        frozenset({State.REPORTED}),
        State.COMPLETED,
        Role.COORDINATOR,
        Telling("xác nhận hoàn thành", "completed", "báo cáo kết quả được xác nhận"),
    ),
    Step(
        # Within a day, by who confirmed (`workflow.log.undoing`): the report waits as before, no day moves.
        Event.RECALL_CONFIRMATION,
        frozenset({State.COMPLETED}),
        State.REPORTED,
        Role.COORDINATOR,
        Telling("rút xác nhận hoàn thành", "confirmation_recalled", "xác nhận hoàn thành được rút lại", asks=True),
    ),
    Step(
        Event.RETURN,
        frozenset({State.REPORTED}),
        State.IN_PROGRESS,
        Role.COORDINATOR,
        Telling("trả lại báo cáo", "returned", "báo cáo kết quả được trả lại"),
        needs=(Need.REASON,),
        effect=_not_handed_in,
    ),
    Step(
        Event.REFUSE,
        WORKING,
        State.REFUSED,
        Role.STAFF,
        Telling("từ chối nhận nhiệm vụ", "refused", asks=True),
        needs=(Need.REASON,),
    ),
    Step(
        Event.REASSIGN,
        WORKING | {State.REFUSED},
        State.ASSIGNED,
        Role.COORDINATOR,
        Telling("giao lại cơ quan khác", "reassigned", "nhiệm vụ được giao lại cho cơ quan này"),
        needs=(Need.AGENCY,),
        effect=_handed_over,
    ),
    Step(
        Event.WITHDRAW,
        OPEN,
        State.WITHDRAWN,
        Role.COORDINATOR,
        Telling("thu hồi nhiệm vụ", "withdrawn", "nhiệm vụ được thu hồi"),
        needs=(Need.REASON,),
    ),
    Step(
        Event.SUPERSEDE,
        # A report that waits is decided first; returned, its duty follows the plan.
        _REPLACEABLE,
        State.SUPERSEDED,
        Role.ADMIN,
        Telling("thay thế bằng văn bản mới", "superseded", "nhiệm vụ được thay bằng nhiệm vụ của văn bản mới"),
        needs=(Need.PLAN,),
    ),
    Step(
        Event.REOPEN,
        frozenset({State.COMPLETED, State.WITHDRAWN}),
        State.IN_PROGRESS,
        Role.COORDINATOR,
        Telling("mở lại", "reopened", "nhiệm vụ được mở lại"),
        needs=(Need.REASON,),
        effect=_not_handed_in,
        # What hangs on an event and has no day of its own waits for it, lest nothing ever gives it one.
        back_to=frozenset({State.WAITING}),
    ),
    Step(
        Event.RESTORE_SUPERSEDED,
        frozenset({State.SUPERSEDED}),
        None,
        Role.ADMIN,
        Telling(
            "khôi phục nhiệm vụ đã được thay thế",
            "superseding_undone",
            "nhiệm vụ thay thế được rút lại, nhiệm vụ được theo dõi tiếp",
        ),
        needs=(Need.REASON,),
        back_to=_REPLACEABLE,
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
    """Return the events that may happen in a state, in the table's order."""
    return tuple(step.event for step in STEPS if state in step.sources)


def advance(
    state: State,
    event: Event,
    *,
    role: Role,
    given: Iterable[Need] = (),
    assignment: str = "nhiệm vụ được giao",
    former: State | None = None,
) -> State:
    """Return the state after the event; `former` is the one that it may lead back to.

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
            reason=f"không thuộc quyền của vai trò “{role.label}”",
            remedy=f"Thao tác này do vai trò “{step.role.label}” thực hiện.",
        )
    if missing := [need for need in step.needs if need not in set(given)]:
        raise NeedMissing(
            given=event.label,
            place=assignment,
            reason=f"còn thiếu {', '.join(NEED_LABELS[need] for need in missing)}",
            remedy="Bổ sung rồi thực hiện lại.",
        )
    after = former if former in step.back_to else step.target
    if after is None:
        raise _forbidden(state, event, assignment)
    return after


def _forbidden(state: State, event: Event, assignment: str) -> ForbiddenStep:
    possible = ", ".join(each.label for each in possible_events(state))
    return ForbiddenStep(
        given=event.label,
        place=assignment,
        reason=f"không thực hiện được khi nhiệm vụ đang ở trạng thái “{state.label}”",
        remedy=f"Hiện có thể: {possible}." if possible else "Nhiệm vụ đã đóng, không còn thao tác nào.",
    )
