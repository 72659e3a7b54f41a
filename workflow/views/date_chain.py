"""How a duty's date came about, as a chain: printed words, reading, event, extensions, today. Read off its log."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import takewhile

from base.clock import VIETNAM
from base.vietnamese import capitalise, full_date, short_date
from workflow.deadlines.resolving.event_terms import DAY_UNKNOWN
from workflow.deadlines.resolving.repeating import NEXT_DAY
from workflow.deadlines.values.resolution import Certainty
from workflow.lifecycle import Event, State
from workflow.log.actions import LogAction, action_label
from workflow.log.audit import LogEntry
from workflow.log.history import JOINED, LATE_FOR, MEANWHILE, PASSED
from workflow.nearness import Nearness
from workflow.triggers import Proposal
from workflow.views.day_ruler import DayRuler
from workflow.views.rewordings import Rewording, Wordings, wordings

_ARROW = " → "
_AMENDED = "Văn bản sửa đổi ghi"
# The plan's own document came in again, put right: nothing amends it.
_CORRECTED = "Bản nhập lại ghi"
_OWN_DAY = re.compile(r"ngày (\d{1,2}/\d{1,2}/\d{4})")
_NO_WORDS = "(không ghi)"
# Acts that gave a duty another day beside what they are for.
_BY_ITS_ACT = frozenset(
    {Event.UNFIRE, Event.RETURN, Event.RECALL_REPORT, Event.REASSIGN, Event.REOPEN, LogAction.CORRECT_EVENT}
)
# Of these the ones by which a duty is to be done again.
_BACK = frozenset({Event.RETURN, Event.RECALL_REPORT, Event.REASSIGN, Event.REOPEN})
# These stand in the chain where they leave the day, too.
_UNMOVING = frozenset({Event.FIRE, LogAction.CORRECT_EVENT})
_BY_HAND = "Người ghi nhận sự kiện ấn định ngày này."


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How the printed words were read. `others` are the readings that were not chosen; `event` is what they await.

    `proposal` is what the event's own day proposes for the duty. `words` and how they were read are the task's of
    today, `rewritten` the lines by which it was written anew.
    """

    words: str
    issued_on: date
    plan: str
    plan_address: str
    place: str
    explanation: str
    certainty: Certainty
    others: Sequence[str] = ()
    event: str = ""
    event_on: date | None = None
    proposal: Proposal | None = None
    rewritten: Sequence[LogEntry] = ()


@dataclass(frozen=True, kw_only=True)
class StepSource:
    """Where the words stand."""

    label: str
    address: str
    place: str


@dataclass(frozen=True, kw_only=True)
class ChainStep:
    """One step. `look` is its node (waits, gave, guessed, happened, now); what a step doesn't have is empty.

    `act_by` is the last working day before a `day` or `proposed` one on which nobody works.
    """

    look: str
    label: str
    aside: str = ""
    words: str = ""
    day: date | None = None
    act_by: date | None = None
    instead_of: date | None = None
    said: str = ""
    happened_on: date | None = None
    proposed: date | None = None
    changed: bool = False
    certainty: str = ""
    near: Nearness | None = None
    ruler: DayRuler | None = None
    because: tuple[str, ...] = ()
    source: StepSource | None = None
    others: tuple[str, ...] = field(default=())


def date_chain(
    reading: Reading,
    lines: Iterable[LogEntry],
    *,
    today: date,
    near: Nearness,
    ruler: DayRuler | None,
    most_extensions: int,
) -> list[ChainStep]:
    """Return the chain of a duty from its lines, the oldest first. What didn't happen is left out."""
    lines = list(lines)
    known = wordings(reading.words, reading.explanation, reading.rewritten, lines)
    moves, later = list(_moves(lines)), list(known.later)
    first = moves[0].due if moves else None
    read = replace(reading, explanation=known.explanation, certainty=Certainty.NONE, others=()) if later else reading
    late_for = moves[0].line.details.get(LATE_FOR) if moves else None
    day = date.fromisoformat(late_for) if late_for else first
    steps = [_printed(reading, known), _read(read, day, happened=_has_happened(moves))]
    if moves and (day != first or moves[0].line.details.get(JOINED)):
        steps.append(_given_late(moves[0], day))
    granted = 0
    for number, move in enumerate(moves[1:], start=2):
        while later and later[0].line.at < move.line.at:
            steps.append(_reworded(later.pop(0), None))
        if later and later[0].line.at == move.line.at:
            steps.append(_reworded(later.pop(0), move))
            continue
        granted += move.line.action == LogAction.GRANT_EXTENSION
        steps.append(_moved(move, moves[number:], reading, f"{granted}/{most_extensions}"))
    steps += [_reworded(one, None) for one in later]
    steps.append(ChainStep(look="now", label="Hôm nay", aside=short_date(today), near=near, ruler=ruler))
    return steps


@dataclass(frozen=True)
class _Move:
    """A line that set the due day, with the day it set, the one before it, and why another was asked for.

    A correction of the event that gave the day, and an event beside a day, are moves also where the day stays.
    """

    line: LogEntry
    due: date | None
    before: date | None
    asked: str = ""

    @property
    def fires(self) -> bool:
        """Whether an event gave the day; one that was set for the duty alone came by none."""
        return self.line.action == Event.FIRE and self.due is not None and not self.line.details.get("only")

    @property
    def comes_back(self) -> bool:
        """Whether an event that happened, or was corrected, while the duty was closed gave the day with its return."""
        return self.line.action in _BACK and self.due is not None and bool(self.line.details.get("on"))


def _moves(lines: Iterable[LogEntry]) -> Iterator[_Move]:
    due: date | None = None
    asked = ""
    for line in lines:
        if line.action == LogAction.REQUEST_EXTENSION:
            asked = line.reason
        if "due" not in line.details:
            if line.action in _UNMOVING:
                yield _Move(line, due, due)
            continue
        said = line.details["due"]
        new = date.fromisoformat(said) if said else None
        if line.action == LogAction.ASSIGN or new != due:
            yield _Move(line, new, due, asked if line.action == LogAction.GRANT_EXTENSION else "")
            due = new


def _printed(reading: Reading, known: Wordings) -> ChainStep:
    source = StepSource(label=reading.plan, address=reading.plan_address, place=reading.place)
    born = known.born
    return ChainStep(
        look="printed",
        label=_label(born.line) if born else "Văn bản ghi",
        aside=_aside(born.line) if born else short_date(reading.issued_on),
        words=(born.words if born else known.printed) or _NO_WORDS,
        because=_reasons(born.line) if born else (),
        source=source,
    )


def _reworded(one: Rewording, move: _Move | None) -> ChainStep:
    """An amendment's words, with the day that they gave; None where what was decided before stayed."""
    sentence = _sentence(one.explanation)
    return ChainStep(
        look="gave" if move is None or move.due else "waits",
        label=_label(one.line),
        aside=_aside(one.line),
        words=one.words or _NO_WORDS,
        day=move.due if move else None,
        instead_of=move.before if move else None,
        said="" if move else "Hạn của nhiệm vụ này giữ nguyên",
        because=tuple(part for part in (sentence, *_reasons(one.line)) if part),
    )


def _label(line: LogEntry) -> str:
    return _AMENDED if line.document else _CORRECTED


def _aside(line: LogEntry) -> str:
    """The amending document's own day; the day of writing where it names none, or the plan's own came in again."""
    own = _OWN_DAY.search(line.document)
    return own[1] if own else short_date(_day_of(line))


def _day_of(line: LogEntry) -> date:
    return line.at.astimezone(VIETNAM).date()


def _reasons(line: LogEntry) -> tuple[str, ...]:
    return tuple(part for part in (_basis(line), line.reason and f"Lý do: {line.reason}.") if part)


def _has_happened(moves: Sequence[_Move]) -> bool:
    """Whether an event gave the duty a day, which nobody took back."""
    return any(
        (move.fires or move.comes_back) and not _taken_back(moves[number:])
        for number, move in enumerate(moves, start=1)
    )


def _taken_back(later: Iterable[_Move]) -> bool:
    """Whether the firing before these moves was taken back, be it while the duty was closed.

    Then it waits when it is opened again, or has the day of another firing.
    """
    for move in later:
        if move.fires:
            return False
        if move.line.action == Event.UNFIRE or (move.line.action in _BACK and move.due is None):
            return True
        if move.comes_back:
            return not move.line.details.get("was_on")
    return False


def _corrected(later: Iterable[_Move]) -> bool:
    """Whether the firing before these moves was put right."""
    since = takewhile(lambda move: not move.fires, later)
    return any(move.line.action == LogAction.CORRECT_EVENT or move.comes_back for move in since)


def _sentence(explanation: str) -> str:
    """How words were read, without the words. The next of their days was so when they were read, not today."""
    return NEXT_DAY.sub("", capitalise(explanation.partition(_ARROW)[2] or explanation))


def _read(reading: Reading, first: date | None, *, happened: bool) -> ChainStep:
    sentence = _sentence(reading.explanation)
    if happened:
        sentence = sentence.replace(DAY_UNKNOWN, "")
    guessed = reading.certainty is Certainty.ASSUMED
    aside = {Certainty.CERTAIN: "chắc chắn", Certainty.ASSUMED: "suy đoán"}.get(reading.certainty, "")
    if first is None:
        look = "waits guessed" if guessed else "waits"
        return ChainStep(look=look, label="Đọc là", aside=aside, said=sentence, others=tuple(reading.others))
    return ChainStep(
        look="guessed" if guessed else "gave",
        label="Đọc là",
        aside=aside,
        day=first,
        because=(sentence,),
        others=tuple(reading.others),
    )


def _given_late(move: _Move, day: date | None) -> ChainStep:
    """A duty whose agency came after others had theirs: it has the usual term where the day had passed."""
    joined, late = move.line.details.get(JOINED), move.due != day
    came = "Cơ quan này vào nhóm chủ trì sau khi văn bản đã giao nhiệm vụ." if joined else ""
    passed = "Hạn theo văn bản đã qua khi cơ quan này được giao." if late else ""
    return ChainStep(
        look="gave" if move.due else "waits",
        label="Giao thêm",
        aside=short_date(_day_of(move.line)),
        day=move.due if late else None,
        instead_of=day if late else None,
        said="" if late else "Hạn như các cơ quan khác của nhóm" if move.due else "Chờ như các cơ quan khác của nhóm",
        because=tuple(part for part in (came, passed, *_reasons(move.line)) if part),
    )


def _moved(move: _Move, later: Sequence[_Move], reading: Reading, granted: str) -> ChainStep:
    line = move.line
    if move.fires:
        return _happened(move, later, reading)
    correction = _correction(line) if line.action == LogAction.CORRECT_EVENT or move.comes_back else ()
    moved = move.due != move.before
    return ChainStep(
        look="gave" if move.due else "waits",
        label=_move_label(move, granted),
        aside=short_date(_day_of(line)),
        day=move.due if moved else None,
        act_by=_day_off(line) if moved else None,
        instead_of=move.before if moved else None,
        said=_without_another_day(move),
        because=(*correction, *_said_with(move)),
    )


def _happened(move: _Move, later: Sequence[_Move], reading: Reading) -> ChainStep:
    """The event and the day that it gave, which is called what it is where that was put right or taken back since."""
    line = move.line
    event_on, proposed = _day_in(line, "on") or reading.event_on, _day_in(line, "proposed")
    label = "Sự kiện đã xảy ra"
    if _taken_back(later):
        label = "Ghi nhận đã hủy"
    elif _corrected(later):
        label = "Ghi nhận lúc đầu"
    return ChainStep(
        look="happened",
        label=label,
        aside=short_date(event_on) if event_on else f"ghi nhận {short_date(_day_of(line))}",
        said=reading.event,
        happened_on=event_on,
        proposed=proposed or move.due,
        act_by=_day_off(line),
        day=move.due if proposed else None,
        changed=proposed is not None or any(one.due != move.due for one in later),
        certainty=Certainty.ASSUMED if _is_rule_of_the_house(move, reading) else "",
        because=(*_said_with(move), *_rule(move, reading)),
    )


def _without_another_day(move: _Move) -> str:
    if move.due is None:
        # Who has reported, refused or done it waits for nothing.
        return "Chờ lại sự kiện" if move.line.after == State.WAITING else "Không còn hạn"
    return f"Hạn giữ nguyên {full_date(move.due)}" if move.due == move.before else ""


def _move_label(move: _Move, granted: str) -> str:
    action = move.line.action
    if action == LogAction.GRANT_EXTENSION:
        return f"Gia hạn lần {granted}"
    if action == Event.UNFIRE and move.line.details.get(MEANWHILE):
        return "Sự kiện đã hủy từ trước"
    if action in _BY_ITS_ACT:
        return capitalise(action_label(action))
    if action == Event.FIRE:
        return "Đặt hạn riêng"
    return "Đặt lại hạn" if move.due else "Bỏ hạn"


def _said_with(move: _Move) -> tuple[str, ...]:
    """What proves the move, and why it was asked for or made."""
    line = move.line
    said = (_basis(line), move.asked and f"Lý do xin: {move.asked}.", line.reason and f"Lý do: {line.reason}.")
    return tuple(part.replace("..", ".") for part in said if part)


def _day_off(line: LogEntry) -> date | None:
    """The last working day before the due day of a line on which nobody works."""
    act_by = _day_in(line, "act_by")
    return act_by if act_by != _day_in(line, "due") else None


def _correction(line: LogEntry) -> tuple[str, ...]:
    on, was_on = _day_in(line, "on"), _day_in(line, "was_on")
    if on is None:
        return ()
    instead = f", không phải ngày {short_date(was_on)}" if was_on and was_on != on else ""
    passed = _day_in(line, PASSED)
    late = f"Hạn tính theo ngày ấy ({short_date(passed)}) không còn kịp khi chỉnh." if passed else ""
    return tuple(part for part in (f"Sự kiện xảy ra ngày {short_date(on)}{instead}.", late) if part)


def _is_rule_of_the_house(move: _Move, reading: Reading) -> bool:
    proposal = reading.proposal
    return proposal is not None and proposal.assumed and proposal.due == move.due


def _rule(move: _Move, reading: Reading) -> tuple[str, ...]:
    """Where the day came from that the event gave: words of the plan, a rule of the house, or a person."""
    if _day_in(move.line, "proposed"):
        return (_BY_HAND,)
    if reading.proposal is None or not reading.event_on or _day_in(move.line, "on") not in {None, reading.event_on}:
        return ()
    if reading.proposal.due != move.due:
        return (_BY_HAND,)
    return (f"{capitalise(reading.proposal.rule)}.",)


def _day_in(line: LogEntry, name: str) -> date | None:
    return date.fromisoformat(line.details[name]) if line.details.get(name) else None


def _basis(line: LogEntry) -> str:
    return f"Căn cứ: {line.document}." if line.document else ""
