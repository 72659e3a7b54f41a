"""What several agencies owe for one task on one day, as one event: for calendars that show them all.

A task of all communes would put a hundred events on one day of its plan's calendar. There it is one, which says how
many have reported and who hasn't; each agency's own calendar has its own event.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from base.page_addresses import duty_url
from calendars.entries.events import (
    PLAIN,
    EventOptions,
    categories,
    event_summary,
    told_event,
    what_and_when,
    with_whom_and_from_where,
)
from calendars.entries.writer import escape_text
from workflow.assignment import Assignment, assignment_uid
from workflow.lifecycle import State
from workflow.timeliness import CLOSED_UNDONE, HANDED_IN, joint_state


@dataclass(frozen=True, kw_only=True)
class DutyGroup:
    """The duties of one occurrence that are due on one day, two at least, in the order of their numbers.

    `uid`, `revision` and `stamp` are made from all duties of the occurrence, also of those that moved to another day:
    so the first is for life and the others only grow.
    """

    duties: tuple[Assignment, ...]
    due: date
    uid: str
    revision: int
    stamp: datetime

    @property
    def id(self) -> int:
        """The number of its first duty."""
        return self.duties[0].id

    @property
    def state(self) -> State:
        """What its event looks like."""
        return joint_state(duty.state for duty in self.duties)

    @property
    def changed_at(self) -> datetime:
        """When one of them changed last."""
        return max(duty.changed_at for duty in self.duties)

    @property
    def owing(self) -> tuple[Assignment, ...]:
        """Those that count: neither withdrawn nor superseded, unless all are."""
        return tuple(duty for duty in self.duties if duty.state not in CLOSED_UNDONE) or self.duties

    @property
    def lagging(self) -> tuple[Assignment, ...]:
        """Those that have not reported."""
        return tuple(duty for duty in self.owing if duty.state not in HANDED_IN | CLOSED_UNDONE)

    @property
    def words(self) -> str:
        """How many have reported, as in "87/102 đã báo cáo"."""
        return f"{sum(duty.state in HANDED_IN for duty in self.owing)}/{len(self.owing)} đã báo cáo"


def in_groups(assignments: Iterable[Assignment]) -> tuple[list[Assignment], list[DutyGroup]]:
    """Return the dated duties that stand alone on their day, and the groups of those that don't.

    All duties of each occurrence have to be given, undated ones as well.
    """
    whole: defaultdict[tuple[int, int], list[Assignment]] = defaultdict(list)
    for duty in assignments:
        whole[duty.task.id, duty.occurrence].append(duty)
    alone: list[Assignment] = []
    groups: list[DutyGroup] = []
    for duties in whole.values():
        for due, several in _by_day(duties).items():
            if len(several) == 1:
                alone += several
            else:
                groups.append(_group_on(duties, due))
    return alone, groups


def _group_on(duties: Sequence[Assignment], due: date) -> DutyGroup:
    """Return the group of a day among all duties of an occurrence."""
    ordered = sorted(duties, key=lambda duty: duty.id)
    return DutyGroup(
        duties=tuple(duty for duty in ordered if duty.due == due),
        due=due,
        uid=assignment_uid(ordered[0].uid, "group", due.isoformat()),
        revision=sum(duty.revision + 1 for duty in ordered),
        stamp=max(duty.event_stamp for duty in ordered),
    )


def group_event(group: DutyGroup, options: EventOptions = PLAIN) -> bytes:
    """Return the VEVENT of a group."""
    whole = as_one_duty(group)
    texts = [
        b"SUMMARY:" + escape_text(event_summary(whole)),
        b"DESCRIPTION:" + escape_text(group_description(group)),
        categories(whole.task.plan_number),
    ]
    if options.base_url:
        texts.append(f"URL:{duty_url(options.base_url, group.id)}".encode())
    return told_event(whole, group.due, texts, options)


def as_one_duty(group: DutyGroup) -> Assignment:
    """Return one of them in the name of all: they have in common what is to be done, by when and by which plan."""
    return replace(
        group.duties[0],
        uid=group.uid,
        agency_name=group.words,
        state=group.state,
        reported_on=None,
        revision=group.revision,
        stamped_at=group.stamp,
    )


def _by_day(duties: Iterable[Assignment]) -> dict[date, list[Assignment]]:
    days: defaultdict[date, list[Assignment]] = defaultdict(list)
    for duty in duties:
        if duty.due is not None:
            days[duty.due].append(duty)
    return days


def group_description(group: DutyGroup) -> str:
    """Return what the event tells, one fact a line."""
    whole = as_one_duty(group)
    lagging = "; ".join(duty.agency_name for duty in group.lagging)
    facts = [
        *what_and_when(whole),
        f"Cơ quan thực hiện: {group.words}",
        f"Chưa báo cáo: {lagging}" if lagging else "",
        *with_whom_and_from_where(whole),
    ]
    return "\n".join(filter(None, facts))
