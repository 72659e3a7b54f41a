"""Tasks that another plan in force gives already: a person says whether both are meant.

Pure. Such a row is doubted, not held back: two plans may well ask an agency for the same report.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from base.vietnamese import shorten
from workflow.agencies import Directory
from workflow.plan import Doubt
from workflow.registry.registration import PlannedTask

# A shorter title ("Báo cáo kết quả") stands in many plans.
SHORTEST_TITLE = 20
_SHOWN = 80


@dataclass(frozen=True, kw_only=True)
class TaskElsewhere:
    """A task of another plan that somebody still owes, its cells as they count: `due` are its days."""

    plan: str
    place: str
    title: str
    lead: str
    expression: str
    due: frozenset[date]


def plain_words(text: str) -> str:
    """Return words as they are compared: of small letters, with single spaces, without a stop at the end."""
    return " ".join(text.casefold().split()).strip(" .;")


def marked_elsewhere(
    tasks: Sequence[PlannedTask], found: Sequence[TaskElsewhere], directory: Directory, *, looked: Collection[str] = ()
) -> tuple[PlannedTask, ...]:
    """Return the tasks, those doubted that another plan gives to the same lead by the same day.

    `looked` are the keys of rows that a person has been over.
    """
    by_title: defaultdict[str, list[TaskElsewhere]] = defaultdict(list)
    for one in found:
        by_title[plain_words(one.title)].append(one)
    return tuple(
        _doubted(task, like)
        if task.key not in looked
        and (like := next((o for o in by_title[plain_words(task.text("title"))] if _same(task, o, directory)), None))
        else task
        for task in tasks
    )


def _same(task: PlannedTask, other: TaskElsewhere, directory: Directory) -> bool:
    due = {occurrence.due for occurrence in task.occurrences if occurrence.due}
    by_when = plain_words(task.text("deadline")) == plain_words(other.expression) or bool(due & other.due)
    leads = {mention.agency for mention in task.leads}
    return by_when and (
        plain_words(task.text("lead")) == plain_words(other.lead)
        or leads == {mention.agency for mention in directory.split(other.lead)}
    )


def _doubted(task: PlannedTask, other: TaskElsewhere) -> PlannedTask:
    title = shorten(other.title, _SHOWN)
    reason = f"giống nhiệm vụ còn mở của {other.plan}, {other.place}, có thể là một: “{title}”"
    if any(doubt.reason == reason for doubt in task.doubts):
        return task
    doubt = Doubt(column="", reason=reason, first_line=task.row.source_line)
    return replace(task, doubts=(*task.doubts, doubt))
