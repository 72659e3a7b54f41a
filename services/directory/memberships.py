"""Who joined or left a group that leads tasks: what it owes of them is decided by a person, who sees it before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from config.agencies import AgencyRecord
from services.directory.agency_changes import ChangeRefused, change_directory, keep_and_log, named_agency
from services.duties.endings import Deciding, allowed_deciding
from services.installation import Installation
from services.intake.agency_lists import OwnDirectory, directory_of, directory_with, keep_records, record_for
from workflow.agencies import Agency, Directory
from workflow.assignment import Assignment
from workflow.by import By
from workflow.people.actions import Action
from workflow.rights import Subject
from workflow.store.database.opening import Session
from workflow.store.duties.sweep import judging_new_duties
from workflow.store.people.directory import keep_directory
from workflow.store.plans.groups import (
    Admission,
    Gap,
    admissions,
    admit,
    duties_of_leaver,
    gaps,
    leave_as_it_is,
    release,
    task_titles,
)


@dataclass(frozen=True, kw_only=True)
class Joining:
    """What an agency that joined its groups would get of their open duties; `titles` by task."""

    admissions: Sequence[Admission]
    titles: Mapping[int, str]


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """What happens to an agency that leaves a group: `duties` are asked about, of `groups` it is no member any more."""

    group: Agency
    member: Agency
    groups: Sequence[Agency]
    duties: Sequence[Assignment]


def settle_membership(
    installation: Installation,
    code: str,
    *,
    joined: bool,
    deciding: Deciding,
    due: date | None = None,
    as_it_is: bool = False,
) -> int:
    """Give an agency that joined its groups' open duties, or withdraw those of one that left; return how many.

    What fell due before it came gets the day `due`, or the usual term. With `as_it_is` none is given, none is taken,
    nobody asks again, and the tasks are counted. Raises `NotAllowed`, `DayRefused`.
    """
    policies = installation.policies
    with installation.database.writing() as session:
        by = allowed_deciding(session, Action.KEEP_DIRECTORY, Subject(), deciding, place="Nhóm chủ trì")
        keep_directory(session, policies.directory, on=by.today)
        found = [gap for gap in gaps(session, policies.directory) if gap.agency == code and gap.joined is joined]
        if as_it_is:
            return sum(leave_as_it_is(session, gap, by) for gap in found)
        if joined:
            with judging_new_duties(session, by):
                return sum(admit(session, gap, by, policies, due=due) for gap in found)
        return sum(release(session, gap, by) for gap in found)


def joining_of(installation: Installation, code: str, *, today: date) -> Joining:
    """Return what would be given to an agency that joined, for the page that asks."""
    policies = installation.policies
    with installation.database.reading() as session:
        found = [gap for gap in gaps(session, policies.directory) if gap.agency == code and gap.joined]
        given = [one for gap in found for one in admissions(session, gap, policies, today=today)]
        return Joining(admissions=given, titles=task_titles(session, {one.task for one in given}))


def left_duties(installation: Installation, code: str) -> list[Assignment]:
    """Return the open duties of an agency that left its groups, of which nobody has decided yet."""
    with installation.database.reading() as session:
        found = [gap for gap in gaps(session, installation.policies.directory) if gap.agency == code]
        return [duty for gap in found if not gap.joined for duty in duties_of_leaver(session, gap)]


def leaving_of(installation: Installation, group: str, member: str) -> Leaving:
    """Return what an agency's leaving a group would mean. Raises `ChangeRefused` for who is no member itself."""
    own = directory_of(installation)
    leaver = _leaver(own.directory, group, member)
    after = directory_with(own, [_without(own, group, leaver.code)])
    with installation.database.reading() as session:
        duties = [
            duty for gap in _opened_by(session, own.directory, after, leaver) for duty in duties_of_leaver(session, gap)
        ]
    return Leaving(
        group=own.directory.get(group),
        member=leaver,
        groups=[one for one in own.directory if one.is_group and _is_lost(one.code, own.directory, after, leaver)],
        duties=duties,
    )


def leave_group(installation: Installation, group: str, member: str, *, keep: bool, deciding: Deciding) -> int:
    """Take an agency (name or code) out of a group; return how many duties were withdrawn.

    Its open duties of the group's tasks stay its own with `keep`, and are withdrawn otherwise. Raises `NotAllowed`,
    `ChangeRefused`.
    """
    own = directory_of(installation)
    before = own.directory
    leaver = _leaver(before, group, member)
    withdrawn = 0

    def change(by: By, session: Session) -> None:
        nonlocal withdrawn
        keep_records(own, [_without(own, group, leaver.code)])
        keep_and_log(session, own, by, group, leaver=leaver.code)
        for gap in _opened_by(session, before, own.directory, leaver):
            if keep:
                leave_as_it_is(session, gap, by)
            else:
                withdrawn += release(session, gap, by)

    change_directory(installation, deciding, change)
    return withdrawn


def _leaver(directory: Directory, group: str, member: str) -> Agency:
    known, leaver = directory.get(group), named_agency(directory, member)
    if leaver.code in known.members:
        return leaver
    through = [one.name for code in known.members if leaver in directory.members(code) for one in [directory.get(code)]]
    reason = f"không phải thành viên của “{known.name}”"
    if through:
        reason = f"là thành viên của “{known.name}” qua “{through[0]}”: đưa ra khỏi nhóm ấy"
    raise ChangeRefused(
        given=leaver.name, place="Danh bạ cơ quan", reason=reason, remedy="Chọn một thành viên ở trang của nhóm."
    )


def _without(own: OwnDirectory, group: str, member: str) -> AgencyRecord:
    return record_for(own, own.directory.get(group), {"left": [member]})


def _is_lost(group: str, before: Directory, after: Directory, leaver: Agency) -> bool:
    codes = [{one.code for one in directory.members(group)} for directory in (before, after)]
    return leaver.code in codes[0] - codes[1]


def _opened_by(session: Session, before: Directory, after: Directory, leaver: Agency) -> list[Gap]:
    """What the agency's leaving opens; what was open before stays a question of its own."""
    known = {task for gap in gaps(session, before) if _left(gap, leaver) for task in gap.tasks}
    return [
        replace(gap, tasks=tasks)
        for gap in gaps(session, after)
        if _left(gap, leaver) and (tasks := tuple(task for task in gap.tasks if task not in known))
    ]


def _left(gap: Gap, leaver: Agency) -> bool:
    return gap.agency == leaver.code and not gap.joined
