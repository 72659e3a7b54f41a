"""Rows that people left out of a plan when it came in before: its document comes again, they stay left out.

It is one more decision of the new draft, so whoever thinks otherwise now takes it back there.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from services.intake.draft.documents import unpack_document
from services.intake.draft.heads import head_said
from workflow.by import By
from workflow.plan import EDITABLE, PlanHead, PrintedRow
from workflow.registry.drafting import DraftChange, fold_decisions
from workflow.registry.registration import PlannedTask, unique_keys
from workflow.store.database.opening import Session
from workflow.store.imports.import_drafts import decisions_of, keep_decision, registered_drafts
from workflow.store.plans.registered import known_plan

AS_BEFORE = "máy: như lần nhập trước"


def drop_again(session: Session, number: int, head: PlanHead, tasks: Sequence[PlannedTask], *, now: datetime) -> None:
    """Leave out of a draft the rows that say what those said that were left out before, unless it was said here."""
    if any(one.actor == AS_BEFORE for one in decisions_of(session, number)):
        return
    plan = known_plan(session, head)
    dropped = dict(_dropped_rows(session, plan.id)) if plan else {}
    if keys := _rows_again(tasks, dropped):
        said = f"Bỏ {len(keys)} dòng đã bỏ ở lần nhập trước"
        keep_decision(session, number, DraftChange(dropped=keys), said, By(actor=AS_BEFORE, now=now))


def _dropped_rows(session: Session, plan_id: int) -> Iterator[tuple[str, PrintedRow]]:
    """The rows that the plan's own document was last registered without, by their keys."""
    for number in registered_drafts(session, plan_id):
        document = unpack_document(session, number)
        known = fold_decisions(one.change for one in decisions_of(session, number) if one.holds)
        said = head_said(known.head)
        if document.head.amends is not None and not said.separate:
            # It only changed the plan: no row is left out of such a document.
            continue
        if said.standing:
            document = replace(document, obligations=(*document.obligations, *document.standing), standing=())
        rows = zip(unique_keys(document.tasks), document.tasks, strict=True)
        yield from ((key, row) for key, row in rows if key in known.dropped)
        return


def _rows_again(tasks: Sequence[PlannedTask], dropped: dict[str, PrintedRow]) -> frozenset[str]:
    """The keys of as many rows of each text as were left out: those at the same place first, else the last ones."""
    left = Counter(map(_text, dropped.values()))
    again = set()
    for task in sorted(tasks, key=lambda task: (task.key not in dropped, -task.position)):
        if left[_text(task.row)]:
            left[_text(task.row)] -= 1
            again.add(task.key)
    return frozenset(again)


def _text(row: PrintedRow) -> tuple[str, ...]:
    return tuple(" ".join(str(getattr(row, column)).split()) for column in EDITABLE)
