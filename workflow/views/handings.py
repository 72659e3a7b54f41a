"""What an agency has handed in about a duty: each time with its files, and what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from workflow.evidence.files import EvidenceFile, files_in
from workflow.lifecycle import Event
from workflow.log.audit import LogEntry


class Fate(StrEnum):
    """What became of a report; what isn't one stays `NOTED`."""

    WAITS = "waits"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    RECALLED = "recalled"
    NOTED = "noted"

    @property
    def label(self) -> str:
        return FATE_LABELS[self]


FATE_LABELS = {
    Fate.WAITS: "chờ xác nhận",
    Fate.CONFIRMED: "đã xác nhận",
    Fate.RETURNED: "bị trả lại",
    Fate.RECALLED: "đã rút",
    Fate.NOTED: "",
}
_FATES = {
    Event.CONFIRM: Fate.CONFIRMED,
    Event.RECALL_CONFIRMATION: Fate.WAITS,
    Event.RETURN: Fate.RETURNED,
    Event.RECALL_REPORT: Fate.RECALLED,
}
# A confirmation that is taken back is about the report that it confirmed; everything else answers one that waits.
_ANSWERED = {Event.RECALL_CONFIRMATION: Fate.CONFIRMED}


@dataclass(frozen=True, kw_only=True)
class Handing:
    """One time that something was handed in. `on` is a report's day; `why` says why it was returned or recalled."""

    action: str
    at: datetime
    actor: str
    said: str
    on: date | None
    files: tuple[EvidenceFile, ...]
    fate: Fate
    why: str = ""


def handings(lines: Iterable[LogEntry]) -> list[Handing]:
    """Return the reports, and whatever else brought files, of a duty's lines given the oldest first; newest first."""
    found: list[Handing] = []
    for line in lines:
        if line.action == Event.REPORT or files_in(line.details):
            found.append(_handing(line))
        elif line.action in _FATES:
            event = Event(line.action)
            _settle(found, _FATES[event], line.reason, was=_ANSWERED.get(event, Fate.WAITS))
    return found[::-1]


def current_report(found: Iterable[Handing]) -> Handing | None:
    """Return the report that stands: it waits, or was confirmed last."""
    report = next((one for one in found if one.action == Event.REPORT), None)
    return report if report is not None and report.fate in {Fate.WAITS, Fate.CONFIRMED} else None


def file_of(lines: Iterable[LogEntry], digest: str) -> EvidenceFile | None:
    """Return the file of this content that a duty's lines name, under its newest name; None where none does."""
    named = [file for line in lines for file in files_in(line.details) if file.digest == digest]
    return named[-1] if named else None


def _handing(line: LogEntry) -> Handing:
    details = line.details
    said = details.get("result") if line.action == Event.REPORT else details.get("text") or line.reason
    on = details.get("reported_on")
    return Handing(
        action=line.action,
        at=line.at,
        actor=line.actor,
        said=str(said or ""),
        on=date.fromisoformat(on) if on else None,
        files=files_in(details),
        fate=Fate.WAITS if line.action == Event.REPORT else Fate.NOTED,
    )


def _settle(found: list[Handing], fate: Fate, why: str, *, was: Fate) -> None:
    """The last report is what is answered; a duty that is opened anew waits for another one."""
    for place in reversed(range(len(found))):
        if found[place].fate is was:
            found[place] = replace(found[place], fate=fate, why=why)
            return
