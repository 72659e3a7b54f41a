"""The house's policies as values: working days, directory of agencies, ladders, notice and usual term.

Put together once, at the edge, from the data files in `config/` or an installation's folder.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from config.agencies import load_records as load_agencies
from config.channel_policies import ChannelEntry
from config.days_off import days_off
from config.deadline_rules import DeadlineRules, deadline_rules
from config.escalation import QuietEntry, escalation
from config.policy_files import data_files
from workflow.agencies import Directory
from workflow.nearness import Vantage
from workflow.notices.ladder import USUAL_TERMS, Ladders, UnconfirmedTerms, ladders
from workflow.working_days import WorkingDays

MOST_GRANTS = 2
# How many installations without data files of their own a process remembers: an office has one.
_KEPT = 8


@dataclass(frozen=True, kw_only=True)
class Policies:
    """What an installation decides for itself. `soon` counts back from `act_by`; `usual_term` is in working days.

    `most_grants` says how often a duty may be extended.
    """

    working_days: WorkingDays
    directory: Directory
    deadline_rules: DeadlineRules
    ladders: Ladders
    quiet: QuietEntry
    channels: Mapping[str, ChannelEntry]
    soon: timedelta
    usual_term: int
    leadership: str
    unconfirmed: UnconfirmedTerms = USUAL_TERMS
    most_grants: int = MOST_GRANTS

    def on(self, today: date) -> Vantage:
        """Return what duties are looked at from on a day."""
        return Vantage(today=today, working_days=self.working_days, soon=self.soon, most_extensions=self.most_grants)


def policies_of(
    folder: Path | None,
    *,
    province: str = "",
    soon_days: int,
    usual_term: int,
    leadership: str,
    unconfirmed: UnconfirmedTerms = USUAL_TERMS,
) -> Policies:
    """Read the data files; those that `folder` holds stand in for the packaged ones.

    `province` is whose template of agencies the installation took, "" for none. Who has no files of his own gets what
    was read before, with all that it has worked out since.
    """
    read = _read if folder and data_files(folder) else _packaged
    own = folder if read is _read else None
    return read(own, province, soon_days, usual_term, leadership, unconfirmed)


def _read(
    folder: Path | None, province: str, soon_days: int, usual_term: int, leadership: str, unconfirmed: UnconfirmedTerms
) -> Policies:
    rules = escalation(folder)
    return Policies(
        working_days=WorkingDays.vietnam(days_off(folder)),
        deadline_rules=deadline_rules(folder),
        directory=Directory.from_config(load_agencies(folder, province)),
        ladders=ladders(rules),
        quiet=rules.quiet,
        channels=rules.channels,
        soon=timedelta(days=soon_days),
        usual_term=usual_term,
        leadership=leadership,
        unconfirmed=unconfirmed,
    )


_packaged = lru_cache(maxsize=_KEPT)(_read)
