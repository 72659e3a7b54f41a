"""A document that amends a registered plan: laid over it, shown as a difference, applied to it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from base.errors import DondocError
from base.vietnamese import short_date
from services.installation import Installation
from workflow.plan import CitedPlan, PlanDocument, PlanHead
from workflow.registry.amending import amended_rows
from workflow.registry.amendment import Difference, differences
from workflow.registry.elsewhere import SHORTEST_TITLE, marked_elsewhere, plain_words
from workflow.registry.registration import PlannedTask
from workflow.store.database.opening import Session
from workflow.store.figures.plan_facts import plan_facts
from workflow.store.plans.registered import (
    amended_tasks,
    cited_plan,
    known_plan,
    owed_elsewhere,
    stored_head,
    stored_tasks,
)
from workflow.store.tables import PlanRow


class AmendedPlanUnknown(DondocError):
    """The plan that a document amends was never imported: its changes have nothing to change."""


@dataclass(frozen=True, kw_only=True)
class AmendedPlan:
    """The registered plan that a document amends; `by_document` names that document."""

    plan_id: int
    head: PlanHead
    by_document: str


@dataclass(frozen=True, kw_only=True)
class Replaced:
    """A plan that a document says it takes the place of; `registered` says whether there is anything to close.

    `open` counts its duties that would be closed, `same` the tasks that the document has as that plan did, and
    `differences` are the others, theirs and its own.
    """

    cited: CitedPlan
    registered: bool
    open: int = 0
    same: int = 0
    differences: tuple[Difference, ...] = ()


def find_amended(installation: Installation, head: PlanHead) -> AmendedPlan | None:
    """Return the plan that a document of this head amends, None for any other. Raises `AmendedPlanUnknown`."""
    if head.amends is None:
        return None
    with installation.database.reading() as session:
        plan = cited_plan(session, head.amends, head.issuer)
        if plan is None:
            raise AmendedPlanUnknown(
                given=head.number,
                place="Tên văn bản",
                reason=f"văn bản này sửa đổi, bổ sung {head.amends.words}, mà văn bản ấy chưa được nhập",
                remedy="Nhập văn bản ấy trước; hoặc thêm --separately để nhập thành văn bản riêng.",
            )
        day = f" ngày {short_date(head.issued_on)}" if head.issued_on else ""
        return AmendedPlan(plan_id=plan.id, head=stored_head(plan), by_document=f"{head.number}{day}")


def lay_over(
    installation: Installation, amended: AmendedPlan, document: PlanDocument
) -> tuple[PlanDocument, frozenset[int]]:
    """Return the amended plan as the document leaves it, and the places of the tasks that the document wrote."""
    with installation.database.reading() as session:
        tasks = amended_tasks(session, amended.plan_id)
    after = amended_rows(tasks, document)
    whole = replace(
        document,
        rows=after.rows,
        obligations=(),
        standing=(),
        report_cycle="",
        doubts=(*document.doubts, *after.doubts),
    )
    return whole, after.own


def read_by_both(
    document: PlanDocument,
    amended: AmendedPlan,
    own: frozenset[int],
    understood: Callable[[PlanDocument], tuple[PlannedTask, ...]],
) -> tuple[PlannedTask, ...]:
    """Read each task by the head of the document that wrote it: "kể từ ngày ký" counts from that one's day."""
    before = understood(replace(document, head=amended.head))
    now = understood(replace(document, head=replace(document.head, years=amended.head.years)))
    return tuple(new if place in own else old for place, (old, new) in enumerate(zip(before, now, strict=True)))


def replaced_plans(
    installation: Installation, head: PlanHead, tasks: Sequence[PlannedTask] = ()
) -> tuple[Replaced, ...]:
    """Return the plans that a document says it takes the place of, and are not closed for it yet.

    Each is held against the document's own `tasks`.
    """
    with installation.database.reading() as session:
        found = [(cited, cited_plan(session, cited, head.issuer)) for cited in head.supersedes]
        return tuple(
            _replaced(session, cited, plan, tasks) for cited, plan in found if not plan or plan.superseded_by_id is None
        )


def _replaced(session: Session, cited: CitedPlan, plan: PlanRow | None, tasks: Sequence[PlannedTask]) -> Replaced:
    if plan is None:
        return Replaced(cited=cited, registered=False)
    stored = stored_tasks(session, plan.id)
    changed = differences(stored, tasks)
    return Replaced(
        cited=cited,
        registered=True,
        open=plan_facts(session, plan.id).open,
        same=len(stored) - sum(one.stored is not None for one in changed),
        differences=changed,
    )


def doubted_elsewhere(
    installation: Installation, head: PlanHead, tasks: Sequence[PlannedTask], looked: Collection[str]
) -> tuple[PlannedTask, ...]:
    """Return the tasks of a plan, those doubted that another plan gives already; `looked` rows were settled.

    What the document replaces, or was registered as before, is not another plan.
    """
    titles = {plain_words(title) for task in tasks if len(title := task.text("title")) >= SHORTEST_TITLE}
    with installation.database.reading() as session:
        own = [known_plan(session, head), *(cited_plan(session, cited, head.issuer) for cited in head.supersedes)]
        found = owed_elsewhere(session, titles, besides=[plan.id for plan in own if plan])
    return marked_elsewhere(tasks, found, installation.policies.directory, looked=looked)
