"""What a person corrected in a plan that was read: cells that were doubtful or wrong, rows that were looked at.

Pure: `documents.review_sheet` brings the corrections from a sheet, `workflow.store` keeps them beside the print.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from workflow.plan import Correction, PlanDocument, PrintedRow
from workflow.registry.holding import HoldReason
from workflow.registry.registration import PlannedTask, unique_keys


@dataclass(frozen=True, kw_only=True)
class Review:
    """What a person said about one row.

    `checked` settles every doubt about it, corrected or not, but for a lead whom the directory doesn't know; `outside`
    says of that one that it is nobody to whom work is given from here.
    """

    corrections: tuple[Correction, ...] = ()
    checked: bool = False
    outside: bool = False


def reviewed_tasks(
    document: PlanDocument, reviews: Mapping[str, Review], understood: Callable[[PlanDocument], Iterable[PlannedTask]]
) -> tuple[PlannedTask, ...]:
    """Understand a plan from the corrected cells; each task keeps its printed row.

    `reviews` goes by the tasks' keys; `understood` is `planned_tasks` with the house's policies. A corrected cell
    settles the doubts about its column, unless the corrected text is doubtful itself.
    """
    keys = tuple(unique_keys(document.tasks))
    corrected = tuple(
        _corrected(row, reviews.get(key, Review())) for key, row in zip(keys, document.tasks, strict=True)
    )
    in_tables = len(document.rows)
    whole = replace(document, rows=corrected[:in_tables], obligations=corrected[in_tables:])
    return tuple(
        _reviewed(task, printed, reviews.get(key, Review()))
        for task, printed, key in zip(understood(whole), document.tasks, keys, strict=True)
    )


def _corrected(row: PrintedRow, review: Review) -> PrintedRow:
    texts = {correction.column: correction.corrected for correction in review.corrections}
    doubts = tuple(doubt for doubt in row.doubts if doubt.column not in texts)
    return replace(row, **texts, doubts=doubts)  # type: ignore[arg-type]  # the columns are texts


def _reviewed(task: PlannedTask, printed: PrintedRow, review: Review) -> PlannedTask:
    reviewed = _led_outside(task) if review.outside else task
    reviewed = looked_at(reviewed) if review.checked else reviewed
    return replace(reviewed, row=printed, corrections=review.corrections, reviewed=True)


def _led_outside(task: PlannedTask) -> PlannedTask:
    """The task without its doubts about who leads: it stands in its plan, and nobody is given it."""
    gone = {hold.words for hold in task.holds if hold.reason is HoldReason.LEAD}
    return replace(
        task,
        holds=tuple(hold for hold in task.holds if hold.reason is not HoldReason.LEAD),
        doubts=tuple(doubt for doubt in task.doubts if doubt.reason not in gone),
    )


def looked_at(task: PlannedTask) -> PlannedTask:
    """The task after a person has been over it: what only a name, members or a yes can settle is left."""
    left = tuple(hold for hold in task.holds if not hold.reason.settled_by_look)
    words = {hold.words for hold in left}
    return replace(task, holds=left, doubts=tuple(doubt for doubt in task.doubts if doubt.reason in words))
