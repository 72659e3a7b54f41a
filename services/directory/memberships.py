"""Who joined or left a group that leads tasks: what it owes of them is decided by a person."""

from datetime import date

from services.duties.endings import Deciding, allowed_deciding
from services.installation import Installation
from workflow.people.actions import Action
from workflow.rights import Subject
from workflow.store.people.directory import keep_directory
from workflow.store.plans.groups import admit, gaps, release


def settle_membership(
    installation: Installation, code: str, *, joined: bool, deciding: Deciding, due: date | None = None
) -> int:
    """Give an agency that joined its groups' open duties, or withdraw those of one that left; return how many.

    What fell due before it came gets the day `due`, or the usual term. Raises `NotAllowed`, `DayRefused`.
    """
    policies = installation.policies
    with installation.database.writing() as session:
        by = allowed_deciding(session, Action.KEEP_DIRECTORY, Subject(), deciding, place="Nhóm chủ trì")
        keep_directory(session, policies.directory, on=by.today)
        found = [gap for gap in gaps(session, policies.directory) if gap.agency == code and gap.joined is joined]
        if joined:
            return sum(admit(session, gap, by, policies, due=due) for gap in found)
        return sum(release(session, gap, by) for gap in found)
