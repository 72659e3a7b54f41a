"""A duty's requests for more time, by number: the day there was, the one asked for, the one given."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from workflow.lifecycle import Event
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry

# What lines of the log call the number of a request, and of the one that it stands for now.
REQUEST_KEY = "request"
REPLACES_KEY = "replaces"


class RequestAnswer(StrEnum):
    """What has become of a request."""

    OPEN = "open"
    GRANTED = "granted"
    DENIED = "denied"
    REPLACED = "replaced"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """The answer in the words of the screen."""
        return {
            "open": "chờ quyết định",
            "granted": "được gia hạn",
            "denied": "không được gia hạn",
            "replaced": "thay bằng yêu cầu sau",
            "dropped": "không còn hiệu lực",
        }[self]


@dataclass(frozen=True, kw_only=True)
class ExtensionRequest:
    """One request. `granted` is the day that was given, `times` how many extensions there were with it."""

    number: int
    asked_at: datetime
    was_due: date | None
    wished_due: date
    reason: str
    answer: RequestAnswer = RequestAnswer.OPEN
    granted: date | None = None
    document: str = ""
    times: int = 0


def extension_requests(lines: Iterable[LogEntry]) -> list[ExtensionRequest]:
    """Return a duty's requests, given its lines in the order in which they were written."""
    found: list[ExtensionRequest] = []
    due: date | None = None
    for line in lines:
        if line.action == LogAction.REQUEST_EXTENSION:
            _answer(found, RequestAnswer.REPLACED)
            found.append(_asked(line, len(found) + 1, due))
        elif line.action == LogAction.GRANT_EXTENSION:
            granted = date.fromisoformat(line.details["due"])
            times = int(line.details.get("extensions", 0))
            _answer(found, RequestAnswer.GRANTED, granted=granted, document=line.document, times=times)
        elif line.action == LogAction.DENY_EXTENSION:
            _answer(found, RequestAnswer.DENIED)
        elif "wished_due" in line.details or line.action in {Event.WITHDRAW, Event.SUPERSEDE}:
            _answer(found, RequestAnswer.DROPPED)
        told = line.details.get("due", due)
        due = date.fromisoformat(told) if isinstance(told, str) else told
    return found


def _asked(line: LogEntry, number: int, due: date | None) -> ExtensionRequest:
    return ExtensionRequest(
        number=number,
        asked_at=line.at,
        was_due=due,
        wished_due=date.fromisoformat(line.details["wished_due"]),
        reason=line.reason,
    )


def _answer(found: list[ExtensionRequest], answer: RequestAnswer, **told: object) -> None:
    """Answer the last request, if it is open still."""
    if found and found[-1].answer is RequestAnswer.OPEN:
        found[-1] = replace(found[-1], answer=answer, **told)  # type: ignore[arg-type]  # named by the callers
