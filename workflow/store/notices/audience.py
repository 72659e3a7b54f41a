"""From duties to the people a step speaks to: who is asked, who stands in, and who hears that nobody can be reached.

Each way is one select over many duties. The first way is the agency's own people, whoever is away replaced by his
stand-in; where none of them can be reached on the step's channels, the agency's back-up; where there is none either,
the plan's coordinator, and the note says so. Nobody is forgotten because somebody is on leave.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Select, and_, case, exists, func, literal, or_, select

from workflow.lifecycle import State
from workflow.notices.ladder import Audience, LadderStep
from workflow.store.tables import (
    AgencyMemberRow,
    AgencyRow,
    AssignmentRow,
    ContactRole,
    ContactRow,
    OccurrenceRow,
    PlanRow,
    TableBase,
    TaskAgencyRow,
    TaskRole,
    TaskRow,
    TriggerRow,
)

BACKED_UP = "Cán bộ theo dõi chính không nhận được thư lúc này, đề nghị đồng chí xử lý thay."
_Role = ContactRole
# Aliases of the bare table, made once: the ORM's adapt each column anew at every use, which costs more than the query.
PERSON, STAND_IN, KNOWN, KNOWN_STAND_IN = (
    TableBase.metadata.tables[ContactRow.__tablename__].alias(name)
    for name in ("person", "stand_in", "known", "covering")
)

# The duties of an occurrence, told from those that are looked at.
_LEADING = TableBase.metadata.tables[AssignmentRow.__tablename__].alias("leading")


@dataclass(frozen=True, kw_only=True)
class Asking:
    """A step, the day on which it is asked who is there, and the code of the agency whose heads lead the province."""

    step: LadderStep
    today: date
    leadership: str | None = None


_HEADS = frozenset({Audience.HEAD, Audience.COORDINATOR_HEAD, Audience.LEADERSHIP})


def recipients(found: CTE, asking: Asking) -> tuple[Select[Any], ...]:
    """Return the ways from duties (`found` has `id`, `agency_id`, `occurrence_id`, `due`) to the people of a step.

    Columns: duty, due, channel, address, name, agency_id, note, works_from, works_until, contact_id, asked_agency_id.
    `agency_id` is the person's own agency, `asked_agency_id` the one that is spoken to.
    """
    asked = _asked(found, asking)
    if asked is None:
        return ()
    if asking.step.audience is Audience.COORDINATOR:
        return people_of_agencies(asked, asking)
    return people_or_coordinator(asked, asking)


def people_or_coordinator(asked: CTE, asking: Asking, *, instead: str = "") -> tuple[Select[Any], ...]:
    """Return the ways from agencies (`asked` has `coordinator_id` too) to their people, else to the coordinator's.

    `instead` tells these why it comes to them; by default the agency is named.
    """
    role = _role(asking)
    why = literal(instead) if instead else _missing(asked, role)
    nobody = without_people(asked.c.agency_id, asking)
    clerks, their_backup = (
        _people(asked, asked.c.coordinator_id, part, asking, note=why, always=True)
        for part in (_Role.STAFF, _Role.BACKUP)
    )
    clerk_there = _reachable(asked.c.coordinator_id, _Role.STAFF, asking)
    ways = people_of_agencies(asked, asking)
    return (*ways, clerks.where(nobody), their_backup.where(nobody, ~clerk_there))


def without_people(agency_id: Any, asking: Asking) -> ColumnElement[bool]:
    """Whether a step reaches nobody of an agency, not even its back-up."""
    own, backup = (_reachable(agency_id, part, asking) for part in (_role(asking), _Role.BACKUP))
    return and_(~own, ~backup)


def people_of_agencies(asked: CTE, asking: Asking) -> tuple[Select[Any], ...]:
    """Return the ways from agencies (`asked` has `id`, `due`, `agency_id`) to their own people, else their back-ups.

    Columns: those of `recipients`; `duty` is the `id`, whatever it numbers.
    """
    role = _role(asking)
    own = _reachable(asked.c.agency_id, role, asking)
    return (
        _people(asked, asked.c.agency_id, role, asking),
        _people(asked, asked.c.agency_id, _Role.BACKUP, asking, note=literal(BACKED_UP)).where(~own),
    )


def _role(asking: Asking) -> _Role:
    return _Role.HEAD if asking.step.audience in _HEADS else _Role.STAFF


def _asked(found: CTE, asking: Asking) -> CTE | None:
    """Each duty with the agency that a step speaks to, and the plan's coordinator."""
    audience = asking.step.audience
    if audience is Audience.COOPERATING:
        return _cooperating(found, asking.step).cte("asked")
    agency: dict[Audience, Any] = {
        Audience.LEAD: found.c.agency_id,
        Audience.HEAD: found.c.agency_id,
        Audience.COORDINATOR: PlanRow.coordinator_id,
        Audience.COORDINATOR_HEAD: PlanRow.coordinator_id,
        Audience.WATCHER: func.coalesce(TriggerRow.watcher_id, PlanRow.coordinator_id),
        Audience.LEADERSHIP: select(AgencyRow.id).where(AgencyRow.code == asking.leadership).scalar_subquery(),
    }
    if audience is Audience.LEADERSHIP and asking.leadership is None:
        return None
    query = (
        select(found.c.id, found.c.due, agency[audience].label("agency_id"), PlanRow.coordinator_id)
        .join(OccurrenceRow, OccurrenceRow.id == found.c.occurrence_id)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
    )
    if audience is Audience.WATCHER:
        awaited = func.coalesce(OccurrenceRow.trigger_id, OccurrenceRow.alternative_id)
        query = query.outerjoin(TriggerRow, TriggerRow.id == awaited)
    return query.cte("asked")


def _cooperating(found: CTE, step: LadderStep) -> Select[Any]:
    """Each agency that helps, those of a group that helps among them, once for an occurrence however many lead it.

    An agency that leads the same occurrence is spoken to as its lead. The first duty that the step is about stands for
    all of them, also where a day's work is divided between them.
    """
    first = (
        select(func.min(_LEADING.c.id))
        .where(
            _LEADING.c.occurrence_id == found.c.occurrence_id,
            _LEADING.c.due == found.c.due,
            _LEADING.c.state.in_([state for state in State if step.warranted_in(state)]),
        )
        .scalar_subquery()
    )
    ours = select(OccurrenceRow.task_id).join(found, found.c.occurrence_id == OccurrenceRow.id)
    named = (
        select(TaskAgencyRow.task_id, TaskAgencyRow.agency_id)
        .where(TaskAgencyRow.role == TaskRole.COOPERATING, TaskAgencyRow.task_id.in_(ours))
        .cte("helper", recursive=True)
    )
    # A group may hold groups.
    helper = named.union(
        select(named.c.task_id, AgencyMemberRow.member_id)
        .join(AgencyMemberRow, AgencyMemberRow.group_id == named.c.agency_id)
        .where(AgencyMemberRow.left_on.is_(None))
    )
    leads = exists().where(
        _LEADING.c.occurrence_id == found.c.occurrence_id, _LEADING.c.agency_id == helper.c.agency_id
    )
    return (
        select(
            func.min(found.c.id).label("id"),
            found.c.due,
            helper.c.agency_id.label("agency_id"),
            func.min(PlanRow.coordinator_id).label("coordinator_id"),
        )
        .join(OccurrenceRow, OccurrenceRow.id == found.c.occurrence_id)
        .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
        .join(PlanRow, PlanRow.id == TaskRow.plan_id)
        .join(helper, helper.c.task_id == TaskRow.id)
        .join(AgencyRow, and_(AgencyRow.id == helper.c.agency_id, ~AgencyRow.is_group))
        .where(~leads, found.c.id == first)
        .group_by(found.c.occurrence_id, found.c.due, helper.c.agency_id)
    )


def _people(
    asked: CTE, agency_id: Any, role: _Role, asking: Asking, *, note: Any = None, always: bool = False
) -> Select[Any]:
    """The contacts of an agency in a role, or their stand-ins. `always`: also those who want no reminders."""
    person, stand_in = PERSON.c, STAND_IN.c
    stood = stand_in.id.is_not(None)
    substitute = literal("Nhận thay ") + person.name + literal(" đang vắng mặt.")
    told = case((stood, substitute), else_=literal("")) if note is None else note
    query = (
        select(
            asked.c.id.label("duty"),
            asked.c.due,
            func.coalesce(stand_in.channel, person.channel).label("channel"),
            func.coalesce(stand_in.address, person.address).label("address"),
            func.coalesce(stand_in.name, person.name).label("name"),
            func.coalesce(stand_in.agency_id, person.agency_id).label("agency_id"),
            told.label("note"),
            case((stood, stand_in.works_from), else_=person.works_from).label("works_from"),
            case((stood, stand_in.works_until), else_=person.works_until).label("works_until"),
            func.coalesce(stand_in.id, person.id).label("contact_id"),
            asked.c.agency_id.label("asked_agency_id"),
        )
        .join(PERSON, _contact_of(PERSON, agency_id, role, asking))
        .outerjoin(STAND_IN, _stands_in(STAND_IN, PERSON, asking))
        .where(or_(_is_there(PERSON, asking), stood))
    )
    if asking.step.is_reminder and not always:
        query = query.where(case((stood, stand_in.unsubscribed_at), else_=person.unsubscribed_at).is_(None))
    return query


def _reachable(agency_id: Any, role: _Role, asking: Asking) -> ColumnElement[bool]:
    """Whether an agency has somebody in the role who is there, or whose stand-in is."""
    stood = exists().where(_stands_in(KNOWN_STAND_IN, KNOWN, asking))
    return exists().where(_contact_of(KNOWN, agency_id, role, asking), or_(_is_there(KNOWN, asking), stood))


def _contact_of(person: FromClause, agency_id: Any, role: _Role, asking: Asking) -> ColumnElement[bool]:
    channels = [channel.value for channel in asking.step.channels]
    return and_(person.c.agency_id == agency_id, person.c.role == role, person.c.channel.in_(channels))


def _stands_in(stand_in: FromClause, person: FromClause, asking: Asking) -> ColumnElement[bool]:
    replaced = and_(stand_in.c.id == person.c.stand_in_id, ~_is_there(person, asking))
    return and_(replaced, _is_there(stand_in, asking))


def _is_there(person: FromClause, asking: Asking) -> ColumnElement[bool]:
    away_from, away_until = person.c.away_from, person.c.away_until
    return or_(away_from.is_(None), away_from > asking.today, away_until < asking.today)


def _missing(asked: CTE, role: _Role) -> ColumnElement[str]:
    """What the coordinator is told: which agency nobody can be reached at."""
    name = select(AgencyRow.name).where(AgencyRow.id == asked.c.agency_id).scalar_subquery()
    lacking = " chưa có cán bộ theo dõi nhận thông báo." if role is _Role.STAFF else " chưa có địa chỉ của thủ trưởng."
    return name + literal(lacking)
