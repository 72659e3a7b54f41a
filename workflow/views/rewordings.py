"""The words of a duty's deadline from the plan's print to today, by the lines that wrote its task anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from workflow.log.audit import LogEntry
from workflow.timeliness import CLOSED_UNDONE


@dataclass(frozen=True, kw_only=True)
class Rewording:
    """Words that an amendment gave the deadline, its line in the log, and how they were read."""

    words: str
    line: LogEntry
    explanation: str


@dataclass(frozen=True, kw_only=True)
class Wordings:
    """What the plan prints, the amended words that a duty was born with, if any, and those that came later.

    `explanation` is how the first words of the duty were read; "" where the log doesn't know it.
    """

    printed: str
    born: Rewording | None
    later: tuple[Rewording, ...]
    explanation: str


def wordings(words: str, explanation: str, rewritten: Sequence[LogEntry], lines: Sequence[LogEntry]) -> Wordings:
    """Return a duty's wordings: `words` and `explanation` are its task's of today, all lines the oldest first.

    What was written of the task after the duty had ended is about others' duties, and left out.
    """
    written = [line for line in rewritten if "deadline" in line.details["cells"]]
    read = [line.details.get("was_explanation", "") for line in written] + [explanation]
    printed = written[0].details["cells"]["deadline"][0] if written else words
    found = [
        Rewording(words=line.details["cells"]["deadline"][1], line=line, explanation=told)
        for line, told in zip(written, read[1:], strict=True)
    ]
    began = lines[0].at if lines else None
    early = [one for one in found if began is not None and one.line.at <= began]
    later = [one for one in found[len(early) :] if _concerns(one.line, lines)]
    return Wordings(
        printed=printed, born=early[-1] if early else None, later=tuple(later), explanation=read[len(early)]
    )


def _concerns(written: LogEntry, lines: Sequence[LogEntry]) -> bool:
    before = [line for line in lines if line.at <= written.at]
    return not before or before[-1].after not in CLOSED_UNDONE
