"""A registered plan's head put right by a person: its number, its issuer, what it is about."""

from collections.abc import Mapping

from base.errors import DondocError
from services.duties.endings import Deciding, allowed_deciding
from services.installation import Installation
from services.intake.pending import accept_issuer
from workflow.people.actions import Action
from workflow.registry.holding import issuer_hold
from workflow.store.duties.subjects import plan_subject
from workflow.store.figures.plan_facts import plan_facts
from workflow.store.plans.amend_dates import reword_plan
from workflow.store.plans.registered import mend_head


class HasOwnLadder(DondocError):
    """A plan's number was to change, under which its own ladder is kept."""


def mend_plan_head(installation: Installation, plan: int, values: Mapping[str, str], deciding: Deciding) -> None:
    """Put right what was misread, by the names of `HEAD_LABELS`; calendars and messages follow.

    What waited only because nobody could read who issued the plan is given out. Raises `NotAllowed`,
    `UnknownPlanPage`, `HeadTaken`, `HasOwnLadder`.
    """
    with installation.database.writing() as session:
        was = plan_facts(session, plan).head
        place = f"Văn bản {was.number}"
        by = allowed_deciding(session, Action.IMPORT, plan_subject(session, plan), deciding, place=place)
        if values["number"] != was.number and was.number in installation.policies.ladders.by_plan:
            raise HasOwnLadder(
                given=values["number"],
                place=place,
                reason="văn bản có thang đôn đốc riêng đặt theo số đang ghi",
                remedy="Bỏ thang riêng, sửa số, rồi đặt lại.",
            )
        issuer_known = mend_head(session, plan, values, by)
        reword_plan(session, plan, by)
        now = plan_facts(session, plan).head
        if issuer_known and issuer_hold(now, installation.policies.directory) is None:
            accept_issuer(session, installation, plan, by)
