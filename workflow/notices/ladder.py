"""The escalation ladder: which duty is due for which reminder on a day, and who is reminded.

Pure arithmetic over days; the steps themselves come from `config/escalation.toml`. A step is *reached* on a day counted
from a duty's `act_by`. When several steps of one audience have been reached since the last run, only the latest counts:
a week offline makes one message, not seven.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import IntEnum, StrEnum

from config.escalation import Escalation, StepEntry
from workflow.lifecycle import OPEN, State
from workflow.working_days import WorkingDays

_ONE_DAY = timedelta(days=1)


class Counting(StrEnum):
    """What an offset counts."""

    CALENDAR = "calendar"
    WORKING = "working"


class Audience(StrEnum):
    """Whom a step speaks to. `HEAD` is the head of the lead agency, `LEADERSHIP` the province's."""

    LEAD = "lead"
    COOPERATING = "cooperating"
    WATCHER = "watcher"
    COORDINATOR = "coordinator"
    COORDINATOR_HEAD = "coordinator_head"
    HEAD = "head"
    LEADERSHIP = "leadership"

    @property
    def label(self) -> str:
        """The audience in the words of the screen."""
        return AUDIENCE_LABELS[self]


class Channel(StrEnum):
    """How a step speaks."""

    EMAIL = "email"
    ZALO = "zalo"
    ZNS = "zns"
    CHAT = "chat"

    @property
    def label(self) -> str:
        """The channel in the words of the screen."""
        return CHANNEL_LABELS[self]


class Until(StrEnum):
    """What silences a step: the agency has taken the duty on, or has reported."""

    ACCEPT = "accept"
    REPORT = "report"


class Weekday(IntEnum):
    """A day of the week, numbered as `date.weekday()` does."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6

    def on_or_before(self, day: date) -> date:
        return day - timedelta(days=(day.weekday() - self) % 7)

    def on_or_after(self, day: date) -> date:
        return day + timedelta(days=(self - day.weekday()) % 7)


AUDIENCE_LABELS = {
    Audience.LEAD: "cơ quan chủ trì",
    Audience.COOPERATING: "cơ quan phối hợp",
    Audience.WATCHER: "cơ quan theo dõi sự kiện",
    Audience.COORDINATOR: "cơ quan đầu mối",
    Audience.COORDINATOR_HEAD: "thủ trưởng cơ quan đầu mối",
    Audience.HEAD: "thủ trưởng cơ quan chủ trì",
    Audience.LEADERSHIP: "lãnh đạo tỉnh",
}

CHANNEL_LABELS = {
    Channel.EMAIL: "thư điện tử",
    Channel.ZALO: "Zalo",
    Channel.ZNS: "tin mẫu Zalo (ZNS)",
    Channel.CHAT: "kênh trò chuyện",
}

UNDONE = frozenset({State.ASSIGNED, State.IN_PROGRESS})
# A refused duty is nobody's until the coordinator gives it to another agency: only those who decide hear of it.
DECIDING = frozenset({Audience.COORDINATOR, Audience.COORDINATOR_HEAD, Audience.LEADERSHIP})


@dataclass(frozen=True, kw_only=True)
class LadderStep:
    """One rung: `offset` days from `act_by` (below zero is before it), whom it reaches and how.

    With `every`, the step comes back on that weekday, for the first time on the first such day from its offset on.
    `says` and `states` are those of a step that no day reaches but news does (`NEWS`): its reason, and the states in
    which a duty warrants it; `dated` is false for one that outlives a change of the due day.
    """

    id: str
    offset: int
    counting: Counting
    audience: Audience
    channels: tuple[Channel, ...]
    wording: str
    urgent: bool = False
    until: Until = Until.REPORT
    every: Weekday | None = None
    says: str = ""
    states: frozenset[State] = frozenset()
    dated: bool = True

    @property
    def is_reminder(self) -> bool:
        """Whether it comes before the day: what one may unsubscribe from. The rest are escalations and news."""
        return self.offset < 0

    @property
    def label(self) -> str:
        """The rung in an official's words, as in "trước hạn 7 ngày" or "quá hạn 5 ngày làm việc"."""
        if self.every is not None:
            return "nhắc hằng tuần"
        if self.offset == 0:
            return "đến hạn"
        unit = "ngày làm việc" if self.counting is Counting.WORKING else "ngày"
        return f"{'trước' if self.offset < 0 else 'quá'} hạn {abs(self.offset)} {unit}"

    def warranted_in(self, state: State) -> bool:
        """Whether a duty in this state still deserves the step's message. Asked again just before sending."""
        if self.states:
            return state in self.states
        if state is State.REFUSED:
            return self.audience in DECIDING
        return state in (UNDONE - {State.IN_PROGRESS} if self.until is Until.ACCEPT else UNDONE)


def _news(step_id: str, audience: Audience, says: str, states: frozenset[State], *, dated: bool = True) -> LadderStep:
    return LadderStep(
        id=step_id,
        offset=0,
        counting=Counting.WORKING,
        audience=audience,
        channels=(Channel.EMAIL,),
        wording="",
        says=says,
        states=states,
        dated=dated,
    )


# What is told because it happened, not because a day came.
OPENED = _news("opened", Audience.LEAD, "Sự kiện chờ đã xảy ra, nhiệm vụ nay có thời hạn.", UNDONE)
CHANGED = _news("changed", Audience.LEAD, "Nhiệm vụ có thay đổi.", frozenset(State), dated=False)
# What an agency is told of a duty that it got after it was told of its plan. A closed one is no news any more.
GAINED = _news("gained", Audience.LEAD, "Nhiệm vụ mới được giao.", OPEN, dated=False)
# What an agency is told whose duty is another's now.
HANDED_AWAY = _news("handed_away", Audience.LEAD, "Nhiệm vụ được giao cho cơ quan khác.", frozenset(State), dated=False)
# Sent only as long as the duty is owed: who has reported meanwhile isn't reminded.
REMINDED_BY_HAND = _news("reminded", Audience.LEAD, "Cơ quan đầu mối gửi nhắc.", UNDONE, dated=False)
# A leader's opinion is for the plan's coordinator too, who follows up what becomes of it.
DIRECTED = _news("directed", Audience.COORDINATOR, "Lãnh đạo ghi ý kiến chỉ đạo.", frozenset(State), dated=False)
# What a principal is told whose right a deputy used (ủy quyền).
DEPUTY = _news("deputy", Audience.LEAD, "Người được bạn ủy quyền đã làm thay.", frozenset(State), dated=False)
WATCH = _news(
    "watch", Audience.WATCHER, "Đề nghị cho biết sự kiện đã xảy ra chưa.", frozenset({State.WAITING}), dated=False
)


@dataclass(frozen=True, kw_only=True)
class UnconfirmedTerms:
    """After how many working days a report that nobody confirmed is asked about again, and of its head."""

    again: int = 5
    head: int = 10


USUAL_TERMS = UnconfirmedTerms()
# What the coordinator has to decide, at once and again while a report stays unconfirmed.
DECIDE = _news("decide", Audience.COORDINATOR, "Chờ cơ quan đầu mối quyết định.", OPEN - {State.WAITING}, dated=False)
UNCONFIRMED = _news(
    "unconfirmed", Audience.COORDINATOR, "Báo cáo kết quả chưa được xác nhận.", frozenset({State.REPORTED}), dated=False
)
UNCONFIRMED_HEAD = replace(UNCONFIRMED, id="unconfirmed-head", audience=Audience.COORDINATOR_HEAD)
DECISIONS = (DECIDE, UNCONFIRMED, UNCONFIRMED_HEAD)
# What is told of a plan as a whole: a report day that comes, and a coordinator's picture of the week.
REPORT_CYCLE = _news("report_cycle", Audience.LEAD, "Sắp đến kỳ báo cáo.", frozenset(State), dated=False)
WEEKLY = _news(
    "weekly", Audience.COORDINATOR, "Bản tổng hợp đầu tuần của cơ quan đầu mối.", frozenset(State), dated=False
)
# Asked once: what is to become of what is open of a plan whose years are over.
YEARS_OVER = _news(
    "ended",
    Audience.COORDINATOR,
    "Văn bản đã hết thời gian thực hiện: đề nghị quyết định đóng hoặc kéo dài.",
    frozenset(State),
    dated=False,
)
# That somebody says an awaited event happened: put to the coordinator now, and every week until it is decided.
PROPOSED = _news(
    "proposed", Audience.COORDINATOR, "Có người báo sự kiện đã xảy ra, chờ quyết định.", frozenset(State), dated=False
)
# What became of somebody's word that an awaited event happened: told to him.
PROPOSAL_ANSWERED = _news("answered", Audience.LEAD, "Lời báo sự kiện đã được trả lời.", frozenset(State), dated=False)
# What an agency has to do under a plan, told once it is released.
NEW = _news("new", Audience.LEAD, "Nhiệm vụ mới được giao.", frozenset(State), dated=False)
NEWS = (
    NEW,
    OPENED,
    CHANGED,
    GAINED,
    HANDED_AWAY,
    REMINDED_BY_HAND,
    DIRECTED,
    DEPUTY,
    WATCH,
    *DECISIONS,
    REPORT_CYCLE,
    WEEKLY,
    YEARS_OVER,
    PROPOSED,
    PROPOSAL_ANSWERED,
)


@dataclass(frozen=True)
class Ladder:
    """The steps, by offset. `wording` maps a step's key to the sentence its message says."""

    steps: tuple[LadderStep, ...]
    wording: Mapping[str, str] = field(default_factory=dict, hash=False)

    def of(self, audience: Audience) -> tuple[LadderStep, ...]:
        return tuple(step for step in self.steps if step.audience is audience)

    def step(self, step_id: str) -> LadderStep | None:
        """The step of an id, news included, or None when the file no longer has it."""
        return next((step for step in (*self.steps, *NEWS) if step.id == step_id), None)


@dataclass(frozen=True)
class LadderWindow:
    """The duties a step is now due for: those whose `act_by` lies in `first`..`last`, inclusive; no `first`, no bound.

    `occurrence` goes into the notice's unique key: the step's id, with the day when the step comes back weekly.
    """

    step: LadderStep
    first: date | None
    last: date
    occurrence: str


@dataclass(frozen=True)
class Ladders:
    """The common ladder, and those of the plans that have their own."""

    common: Ladder
    by_plan: Mapping[str, Ladder] = field(hash=False)

    def of_plan(self, number: str) -> Ladder:
        return self.by_plan.get(number, self.common)


def ladders(escalation: Escalation) -> Ladders:
    """Turn the checked file into ladders."""
    return Ladders(
        _ladder(escalation.steps, escalation.wording),
        {number: _ladder(steps, escalation.wording) for number, steps in escalation.plans.items()},
    )


def step_day(step: LadderStep, act_by: date, working_days: WorkingDays) -> date:
    """The day on which a duty with this `act_by` reaches the step; for a weekly step, the first time.

    It may be a day off: messages are held, not steps moved.
    """
    day = _offset_day(step, act_by, working_days)
    return day if step.every is None else step.every.on_or_after(day)


def occurrence(step: LadderStep, today: date) -> str:
    """Name the occurrence of a step that a duty which has reached it is in today; unique among a duty's notices."""
    return step.id if step.every is None else f"{step.id}@{step.every.on_or_before(today)}"


def ladder_windows(
    ladder: Ladder, *, after: date | None, today: date, working_days: WorkingDays
) -> tuple[LadderWindow, ...]:
    """Which duties are due for which step today, when the last run was for the day `after` (None: there was none).

    A duty is in a step's window when the step is the latest of its audience that it has reached by today, and it had
    not reached it by `after`. Windows of one audience never overlap. A duty that got its date since the last run
    belongs to the windows of `after=None`, whatever the others are asked with.
    """
    found = (_windows_of(ladder.of(audience), after, today, working_days) for audience in Audience)
    return tuple(window for of_audience in found for window in of_audience)


def schedule(ladder: Ladder, act_by: date, working_days: WorkingDays) -> tuple[tuple[date, LadderStep], ...]:
    """Every step of one duty with its day, soonest first; a weekly step once, on its first day."""
    days = ((step_day(step, act_by, working_days), step) for step in ladder.steps)
    return tuple(sorted(days, key=_by_day))


def steps_after(
    ladder: Ladder, act_by: date, working_days: WorkingDays, after: date
) -> tuple[tuple[date, LadderStep], ...]:
    """The steps of one duty that come after a day, soonest first; a weekly one again until its audience's next."""
    found: list[tuple[date, LadderStep]] = []
    for audience in Audience:
        following = date.max
        for step in reversed(ladder.of(audience)):
            at = step_day(step, act_by, working_days)
            day = at if step.every is None else step.every.on_or_after(max(at, after + _ONE_DAY))
            if after < day < following:
                found.append((day, step))
            following = min(following, at)
    return tuple(sorted(found, key=_by_day))


def _by_day(entry: tuple[date, LadderStep]) -> date:
    return entry[0]


def _windows_of(
    steps: Sequence[LadderStep], after: date | None, today: date, working_days: WorkingDays
) -> Iterator[LadderWindow]:
    passed: date | None = None
    for step in reversed(steps):
        day = today if step.every is None else step.every.on_or_before(today)
        last = _last_act_by(step, day, working_days)
        known = _known_until(step, after, day, working_days)
        first = _later(known, passed)
        if first is None or first < last:
            yield LadderWindow(step, None if first is None else first + _ONE_DAY, last, occurrence(step, today))
        passed = _later(passed, last)


def _known_until(step: LadderStep, after: date | None, day: date, working_days: WorkingDays) -> date | None:
    """The last `act_by` whose duty had reached this occurrence by the last run; None when no duty had."""
    if after is None or (step.every is not None and after < day):
        return None
    return _last_act_by(step, after if step.every is None else day, working_days)


def _last_act_by(step: LadderStep, day: date, working_days: WorkingDays) -> date:
    """The latest `act_by` that reaches the step's offset by the day. Later `act_by`s never reach it sooner."""
    act_by = day - timedelta(days=step.offset)
    while _offset_day(step, act_by, working_days) > day:
        act_by -= _ONE_DAY
    while _offset_day(step, act_by + _ONE_DAY, working_days) <= day:
        act_by += _ONE_DAY
    return act_by


def _offset_day(step: LadderStep, act_by: date, working_days: WorkingDays) -> date:
    if step.counting is Counting.CALENDAR:
        return act_by + timedelta(days=step.offset)
    return working_days.add(act_by, step.offset)


def _later(one: date | None, other: date | None) -> date | None:
    return max(filter(None, (one, other)), default=None)


def _ladder(entries: Iterable[StepEntry], wording: Mapping[str, str]) -> Ladder:
    return Ladder(tuple(map(_step, entries)), wording)


def _step(entry: StepEntry) -> LadderStep:
    return LadderStep(
        id=entry.id,
        offset=entry.offset,
        counting=Counting(entry.counting),
        audience=Audience(entry.audience),
        channels=tuple(map(Channel, entry.channels)),
        wording=entry.wording,
        urgent=entry.urgent,
        until=Until(entry.until),
        every=None if entry.every is None else Weekday[entry.every.upper()],
    )
