"""The messages that a duty caused, as its page tells them: one line for what was sent on a day for one reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from base.clock import VIETNAM
from base.vietnamese import day_month
from web.messages.outbox import step_words
from workflow.policies import Policies
from workflow.store.notices.listing import NoticeLine

# How many recipients stand in the line itself.
_NAMED = 3


@dataclass(frozen=True, kw_only=True)
class SentLine:
    """Messages of one day, reason and standing: the first recipients, and the rest."""

    day: date
    at: str
    why: str
    standing: str
    names: Sequence[str]
    more: Sequence[str]


def sent_lines(policies: Policies, notices: Sequence[NoticeLine]) -> list[SentLine]:
    """Return a duty's messages, given the newest first, in that order."""
    return [
        SentLine(
            day=day,
            at=day_month(day.day, day.month),
            why=(known_as or step_words(policies, step)).removesuffix("."),
            standing=standing,
            names=names[:_NAMED],
            more=names[_NAMED:],
        )
        for (day, step, known_as, standing), found in groupby(sorted(notices, key=_key, reverse=True), key=_key)
        for names in [list(dict.fromkeys(_name(one) for one in found))]
    ]


def _key(line: NoticeLine) -> tuple[date, str, str, str]:
    day = (line.settled_at or line.not_before).astimezone(VIETNAM).date()
    return day, line.step, line.step_words, line.state.label


def _name(line: NoticeLine) -> str:
    named = line.recipient_name or line.recipient
    return named if not line.agency_name or line.agency_name in named else f"{named}, {line.agency_name}"
