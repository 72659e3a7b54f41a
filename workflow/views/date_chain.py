"""How a duty's date came about, as a chain: printed words, reading, event, extensions, today. Read off its log."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from base.clock import VIETNAM
from base.vietnamese import capitalise, short_date
from workflow.deadlines.values.resolution import Certainty
from workflow.lifecycle import Event
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.nearness import Nearness
from workflow.views.day_ruler import DayRuler

_ARROW = " → "


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How the printed words were read. `others` are the readings that were not chosen; `event` is what they await."""

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


@dataclass(frozen=True, kw_only=True)
class StepSource:
    """Where the words stand."""

    label: str
    address: str
    place: str


@dataclass(frozen=True, kw_only=True)
class ChainStep:
    """One step. `look` is its node (waits, gave, guessed, happened, now); what a step doesn't have is empty."""

    look: str
    label: str
    aside: str = ""
    words: str = ""
    day: date | None = None
    instead_of: date | None = None
    said: str = ""
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
    steps = [_printed(reading)]
    moves = list(_moves(lines))
    first = moves[0].due if moves else None
    steps.append(_read(reading, first))
    granted = 0
    for number, move in enumerate(moves[1:], start=2):
        granted += move.line.action == LogAction.GRANT_EXTENSION
        steps.append(_moved(move, number < len(moves), reading, granted, most_extensions))
    steps.append(ChainStep(look="now", label="Hôm nay", aside=short_date(today), near=near, ruler=ruler))
    return steps


@dataclass(frozen=True)
class _Move:
    """A line that set the due day, with the day it set and the one before it."""

    line: LogEntry
    due: date | None
    before: date | None


def _moves(lines: Iterable[LogEntry]) -> Iterator[_Move]:
    due: date | None = None
    for line in lines:
        if "due" not in line.details:
            continue
        said = line.details["due"]
        new = date.fromisoformat(said) if said else None
        if line.action == LogAction.ASSIGN or new != due:
            yield _Move(line, new, due)
            due = new


def _printed(reading: Reading) -> ChainStep:
    source = StepSource(label=reading.plan, address=reading.plan_address, place=reading.place)
    return ChainStep(
        look="printed",
        label="Văn bản ghi",
        aside=short_date(reading.issued_on),
        words=reading.words or "(không ghi)",
        source=source,
    )


def _read(reading: Reading, first: date | None) -> ChainStep:
    sentence = capitalise(reading.explanation.partition(_ARROW)[2] or reading.explanation)
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


def _moved(move: _Move, changed: bool, reading: Reading, granted: int, most: int) -> ChainStep:
    line, on = move.line, move.line.at.astimezone(VIETNAM).date()
    because = tuple(part for part in (_basis(line), line.reason and f"Lý do: {line.reason}") if part)
    if line.action == Event.FIRE and move.due is not None:
        return ChainStep(
            look="happened",
            label="Sự kiện đã xảy ra",
            aside=short_date(reading.event_on or on),
            said=reading.event,
            proposed=move.due,
            changed=changed,
            because=because,
        )
    if line.action == LogAction.GRANT_EXTENSION:
        label = f"Gia hạn lần {granted}/{most}"
    else:
        label = "Đặt lại hạn" if move.due else "Bỏ hạn"
    return ChainStep(
        look="gave" if move.due else "waits",
        label=label,
        aside=short_date(on),
        day=move.due,
        instead_of=move.before,
        said="" if move.due else "Chờ lại sự kiện",
        because=because,
    )


def _basis(line: LogEntry) -> str:
    return f"Căn cứ: {line.document}." if line.document else ""
