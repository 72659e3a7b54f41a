"""The chain of a duty's date in plain lines, for mails and calendars: its page's steps in its page's order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from base.vietnamese import day_and_month, full_date, one_line, short_date
from workflow.assignment import Assignment
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.nearness import Vantage
from workflow.views.date_chain import ChainStep, Reading, date_chain

# From such a line on the printed words, as they are read now, give the date: what was before it is another date's.
_BEGINNINGS = frozenset({LogAction.ASSIGN, LogAction.AMEND_DEADLINE, LogAction.CHECK_IN})


@dataclass(frozen=True)
class DateLines:
    """A duty's lines, the oldest first; the event that gave it its date, and that event's own day."""

    lines: tuple[LogEntry, ...] = ()
    event: str = ""
    event_on: date | None = None


NO_LINES = DateLines()


def duty_chain(duty: Assignment, known: DateLines, vantage: Vantage) -> list[tuple[str, str]]:
    """Return the chain of a duty's date as label and text of each step."""
    task = duty.task
    reading = Reading(
        words=task.expression,
        issued_on=task.plan_issued_on,
        plan=task.plan_number,
        plan_address="",
        place=task.place,
        explanation="" if one_line(task.explanation) == one_line(task.expression) else task.explanation,
        certainty=task.certainty,
        event=known.event,
        event_on=known.event_on,
    )
    steps = date_chain(
        reading,
        _since_read(known.lines),
        today=vantage.today,
        near=vantage.near(duty),
        ruler=None,
        most_extensions=vantage.most_extensions,
    )
    return [(label, text) for label, text in plain_chain(steps, duty.due) if text]


def _since_read(lines: Sequence[LogEntry]) -> Sequence[LogEntry]:
    starts = [number for number, line in enumerate(lines) if line.action in _BEGINNINGS]
    return lines[starts[-1] :] if starts else lines


def plain_chain(steps: Sequence[ChainStep], due: date | None) -> list[tuple[str, str]]:
    """Return label and text of each step. What the last step gives is the duty's day, or a line says what it is now."""
    return [(step.label, one_line(_text(step))) for step in steps[:-1]] + list(_now(steps, due))


def _now(steps: Sequence[ChainStep], due: date | None) -> Iterator[tuple[str, str]]:
    """The last steps: today's standing, after the day itself where no step before it has said it."""
    days = [step.day or step.proposed for step in steps if step.day or step.proposed or step.look == "waits"]
    if due is not None and (days[-1] if days else None) != due and short_date(due) not in _text(steps[-2]):
        yield "Hạn hiện nay", full_date(due)
    last = steps[-1]
    yield last.label, last.near.words if last.near else ""


def _text(step: ChainStep) -> str:
    if step.look == "printed":
        return _printed(step)
    if step.label == "Đọc là":
        return _read(step)
    if step.look == "happened":
        return _happened(step)
    said = full_date(step.day) if step.day else step.said
    instead = f", thay cho {short_date(step.instead_of)}" if step.day and step.instead_of else ""
    return _sentence(f"{said}{_to_be_done(step)}{instead}", *step.because)


def _printed(step: ChainStep) -> str:
    words = step.words if step.words.startswith("(") else f"“{step.words}”"
    source = step.source
    return f"{words}, {source.label} ngày {step.aside}, {source.place}" if source else words


def _read(step: ChainStep) -> str:
    sentence = step.because[0] if step.because else step.said
    if step.day and short_date(step.day) not in sentence:
        sentence = _sentence(f"Kỳ của nhiệm vụ này: {full_date(step.day)}", sentence)
    return f"{sentence.rstrip('.')} – {step.aside}" if step.aside else sentence


def _happened(step: ChainStep) -> str:
    due = step.day or step.proposed
    given = f"; hạn {full_date(due)}{_to_be_done(step)}" if due else ""
    return _sentence(f"“{step.said}”, ngày {step.aside}{given}", *step.because)


def _to_be_done(step: ChainStep) -> str:
    return f" (làm xong từ {day_and_month(step.act_by)})" if step.act_by else ""


def _sentence(*parts: str) -> str:
    return ". ".join(part.rstrip(".") for part in parts if part)
