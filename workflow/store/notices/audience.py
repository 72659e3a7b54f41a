"""From duties to the people a step speaks to: who is asked, who stands in, and who hears that nobody can be reached.

Each way is one select over many duties. The first way is the agency's own people, whoever is away replaced by his
stand-in; where none of them can be reached on the step's channels, the agency's back-up; where there is none either,
the plan's coordinator, and the note says so. Nobody is forgotten because somebody is on leave.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    true,
)

from workflow.agencies.values import AgencyKind
from workflow.lifecycle import State
from workflow.notices.ladder import Audience, Channel, LadderStep
from workflow.notices.stand_ins import Meant, backed_up, nobody_named, nobody_there
from workflow.store.tables import (
    AgencyMemberRow,
    AgencyRow,
    AssignmentRow,
    ChannelRow,
    ContactRole,
    ContactRow,
    OccurrenceRow,
    PlanRow,
    TaskAgencyRow,
    TaskRole,
    TaskRow,
    TriggerRow,
)
from workflow.store.tables.base import TableBase

_Role = ContactRole
# Bare tables, and aliases made once: those of the ORM adapt each column anew at every use, which costs more than the
# query, and what is built of them is another statement once it has been asked.
PERSON, STAND_IN, KNOWN, KNOWN_STAND_IN, _BESIDE = (
    TableBase.metadata.tables[ContactRow.__tablename__].alias(name)
    for name in ("person", "stand_in", "known", "covering", "beside")
)

_AGENCY, _CHANNEL, _MEMBER, _OCCURRENCE, _PLAN, _TASK, _TASK_AGENCY, _TRIGGER = (
    TableBase.metadata.tables[row.__tablename__]
    for row in (AgencyRow, ChannelRow, AgencyMemberRow, OccurrenceRow, PlanRow, TaskRow, TaskAgencyRow, TriggerRow)
)
# The duties of an occurrence, told from those that are looked at.
_LEADING = TableBase.metadata.tables[AssignmentRow.__tablename__].alias("leading")


@dataclass(frozen=True, kw_only=True)
class Asking:
    """A step, the day on which it is asked who is there, and the code of the agency whose heads lead the province.

    Without a day it is the parameter `today` of whoever puts the question.
    """

    step: LadderStep
    today: date | None
    leadership: str | None = None


# What the address of a Zalo group begins with.
ZALO_GROUP = "group:"
# In the key of a notice that somebody of the plan's coordinator gets for agencies that nobody can be told for.
_INSTEAD = "instead:"
_HEADS = frozenset({Audience.HEAD, Audience.COORDINATOR_HEAD, Audience.LEADERSHIP})


def recipients(found: FromClause, asking: Asking) -> tuple[Select[Any], ...]:
    """Return the ways from duties (`found` has `id`, `agency_id`, `occurrence_id`, `due`) to the people of a step.

    Columns: duty, due, channel, address, name, agency_id, note, works_from, works_until, contact_id, asked_agency_id,
    aside. `agency_id` is the person's own agency, `asked_agency_id` the one that is spoken to; `aside` is what tells
    the notice from another of the same step, duty and person.
    """
    asked = _asked(found, asking)
    if asked is None:
        return ()
    if asking.step.audience is Audience.COORDINATOR:
        return people_of_agencies(asked, asking)
    return people_or_coordinator(asked, asking)


def people_or_coordinator(asked: CTE, asking: Asking) -> tuple[Select[Any], ...]:
    """Return the ways from agencies (`asked` has `coordinator_id` too) to their people, else to the coordinator's."""
    unheard = _unheard(asked, asking)
    clerks, their_backup = (
        _people(unheard, unheard.c.coordinator_id, part, asking, note=unheard.c.note, always=True)
        for part in (_Role.STAFF, _Role.BACKUP)
    )
    clerk_there = _reachable(unheard.c.coordinator_id, _Role.STAFF, asking)
    return (*people_of_agencies(asked, asking), clerks, their_backup.where(~clerk_there))


def without_people(agency_id: Any, asking: Asking) -> ColumnElement[bool]:
    """Whether a step reaches nobody of an agency, not even its back-up."""
    own, backup = (_reachable(agency_id, part, asking) for part in (_role(asking), _Role.BACKUP))
    return and_(~own, ~backup)


def has_contacts(agency_id: Any, asking: Asking) -> ColumnElement[bool]:
    """Whether an agency has named anybody whom a step speaks to, or a back-up, there or not."""
    return exists().where(KNOWN.c.agency_id == agency_id, KNOWN.c.role.in_([_role(asking), _Role.BACKUP]))


def people_of_agencies(asked: CTE, asking: Asking) -> tuple[Select[Any], ...]:
    """Return the ways from agencies (`asked` has `id`, `due`, `agency_id`) to their own people, else their back-ups.

    Columns: those of `recipients`; `duty` is the `id`, whatever it numbers.
    """
    role = _role(asking)
    own = _reachable(asked.c.agency_id, role, asking)
    return (
        _people(asked, asked.c.agency_id, role, asking),
        _people(asked, asked.c.agency_id, _Role.BACKUP, asking, note=literal(backed_up(_part(asking)))).where(~own),
    )


def _role(asking: Asking) -> _Role:
    return _Role.HEAD if asking.step.audience in _HEADS else _Role.STAFF


def _part(asking: Asking) -> Meant:
    if asking.step.audience is Audience.LEADERSHIP:
        return Meant.LEADERS
    return Meant.HEAD if asking.step.audience in _HEADS else Meant.CLERK


def _asked(found: FromClause, asking: Asking) -> CTE | None:
    """Each duty with the agency that a step speaks to, and the plan's coordinator."""
    audience = asking.step.audience
    if audience is Audience.COOPERATING:
        return _cooperating(found, asking.step).cte("asked")
    agency: dict[Audience, Any] = {
        Audience.LEAD: found.c.agency_id,
        Audience.HEAD: found.c.agency_id,
        Audience.COORDINATOR: _PLAN.c.coordinator_id,
        Audience.COORDINATOR_HEAD: _PLAN.c.coordinator_id,
        Audience.WATCHER: func.coalesce(_TRIGGER.c.watcher_id, _PLAN.c.coordinator_id),
        Audience.LEADERSHIP: select(_AGENCY.c.id).where(_AGENCY.c.code == asking.leadership).scalar_subquery(),
    }
    if audience is Audience.LEADERSHIP and asking.leadership is None:
        return None
    query = (
        select(found.c.id, found.c.due, agency[audience].label("agency_id"), _PLAN.c.coordinator_id)
        .join(_OCCURRENCE, _OCCURRENCE.c.id == found.c.occurrence_id)
        .join(_TASK, _TASK.c.id == _OCCURRENCE.c.task_id)
        .join(_PLAN, _PLAN.c.id == _TASK.c.plan_id)
    )
    if audience is Audience.WATCHER:
        awaited = func.coalesce(_OCCURRENCE.c.trigger_id, _OCCURRENCE.c.alternative_id)
        query = query.outerjoin(_TRIGGER, _TRIGGER.c.id == awaited)
    return query.cte("asked")


def _cooperating(found: FromClause, step: LadderStep) -> Select[Any]:
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
    ours = select(_OCCURRENCE.c.task_id).join(found, found.c.occurrence_id == _OCCURRENCE.c.id)
    named = (
        select(_TASK_AGENCY.c.task_id, _TASK_AGENCY.c.agency_id)
        .where(_TASK_AGENCY.c.role == TaskRole.COOPERATING, _TASK_AGENCY.c.task_id.in_(ours))
        .cte("helper", recursive=True)
    )
    # A group may hold groups.
    helper = named.union(
        select(named.c.task_id, _MEMBER.c.member_id)
        .join(_MEMBER, _MEMBER.c.group_id == named.c.agency_id)
        .where(_MEMBER.c.left_on.is_(None))
    )
    leads = exists().where(
        _LEADING.c.occurrence_id == found.c.occurrence_id, _LEADING.c.agency_id == helper.c.agency_id
    )
    return (
        select(
            func.min(found.c.id).label("id"),
            found.c.due,
            helper.c.agency_id.label("agency_id"),
            func.min(_PLAN.c.coordinator_id).label("coordinator_id"),
        )
        .join(_OCCURRENCE, _OCCURRENCE.c.id == found.c.occurrence_id)
        .join(_TASK, _TASK.c.id == _OCCURRENCE.c.task_id)
        .join(_PLAN, _PLAN.c.id == _TASK.c.plan_id)
        .join(helper, helper.c.task_id == _TASK.c.id)
        .join(_AGENCY, and_(_AGENCY.c.id == helper.c.agency_id, ~_AGENCY.c.is_group))
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
            # Whose own agency cooperates hears of that, and for others beside it.
            literal(_INSTEAD if always and asking.step.audience is Audience.COOPERATING else "").label("aside"),
        )
        .select_from(asked)
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
    reached = or_(person.c.channel.in_(channels), _on_his_own_channel(person, channels))
    return and_(person.c.agency_id == agency_id, person.c.role == role, reached)


def _on_his_own_channel(person: FromClause, channels: Sequence[str]) -> ColumnElement[bool]:
    """Whether somebody has no address on a step's channels, and this is the first other one that the house sends by.

    A person is a name at an agency in a role, as for falling back; a group is none.
    """
    other = _BESIDE.c
    same = and_(other.agency_id == person.c.agency_id, other.role == person.c.role, other.name == person.c.name)
    nearer = and_(_personal(_BESIDE), _rank(other.channel) < _rank(person.c.channel))
    better = exists().where(same, or_(other.channel.in_(channels), nearer))
    return and_(person.c.channel.not_in(channels), _personal(person), ~better)


def _personal(person: FromClause) -> ColumnElement[bool]:
    """Whether an address is one person's, on a channel that the house sends by."""
    sent_by = exists().where(_CHANNEL.c.name == person.c.channel)
    return and_(~person.c.address.startswith(ZALO_GROUP), or_(person.c.channel == Channel.EMAIL.value, sent_by))


def _rank(channel: Any) -> ColumnElement[int]:
    return case({one.value: place for place, one in enumerate(Channel)}, value=channel, else_=len(Channel))


def _stands_in(stand_in: FromClause, person: FromClause, asking: Asking) -> ColumnElement[bool]:
    replaced = and_(stand_in.c.id == person.c.stand_in_id, ~_is_there(person, asking))
    return and_(replaced, _is_there(stand_in, asking))


def _is_there(person: FromClause, asking: Asking) -> ColumnElement[bool]:
    away_from, away_until = person.c.away_from, person.c.away_until
    today = asking.today or bindparam("today", type_=away_from.type)
    return or_(away_from.is_(None), away_from > today, away_until < today)


def _unheard(asked: CTE, asking: Asking) -> CTE:
    """The agencies nobody can be told for, each with what the coordinator hears instead; who cooperates is one of all.

    Columns: id, due, coordinator_id, agency_id, note.
    """
    nobody = without_people(asked.c.agency_id, asking)
    named = has_contacts(asked.c.agency_id, asking)
    alone = select(asked.c.id, asked.c.due, asked.c.coordinator_id, asked.c.agency_id, named.label("named"))
    each = alone.where(nobody).cte("alone")
    name = select(_AGENCY.c.name).where(_AGENCY.c.id == each.c.agency_id).scalar_subquery()
    if asking.step.audience is not Audience.COOPERATING:
        note = _of_one(name, each.c.named == true(), _part(asking))
        own = each.c.agency_id == each.c.coordinator_id
        note = case((own, literal(backed_up(_part(asking)))), else_=note)
        return select(each.c.id, each.c.due, each.c.coordinator_id, each.c.agency_id, note.label("note")).cte("unheard")
    return _unheard_together(each)


def _of_one(name: Any, named: ColumnElement[bool], part: Meant) -> ColumnElement[str]:
    """What a coordinator is told of one agency: that it has no contact, or that nobody of it can be reached."""
    lacking, absent = nobody_named(part), nobody_there(part)
    return case(
        (named, literal(absent[0]) + name + literal(absent[1])), else_=literal(lacking[0]) + name + literal(lacking[1])
    )


def _unheard_together(each: CTE) -> CTE:
    """The same for all agencies that help with a duty: one row, which counts them where they are several."""
    several = (
        select(
            each.c.id,
            each.c.due,
            each.c.coordinator_id,
            func.min(each.c.agency_id).label("agency_id"),
            func.count().label("count"),
            func.max(case((each.c.named, 1), else_=0)).label("some_named"),
            func.min(_AGENCY.c.kind).label("first_kind"),
            func.max(_AGENCY.c.kind).label("last_kind"),
            func.min(_AGENCY.c.name).label("name"),
        )
        .join(_AGENCY, _AGENCY.c.id == each.c.agency_id)
        .group_by(each.c.id, each.c.due, each.c.coordinator_id)
        .cte("several")
    )
    communes = and_(several.c.first_kind == AgencyKind.COMMUNE, several.c.last_kind == AgencyKind.COMMUNE)
    counted = cast(several.c.count, String) + case((communes, " xã, phường"), else_=" cơ quan phối hợp")
    who = case((several.c.count == 1, several.c.name), else_=counted)
    note = _of_one(who, several.c.some_named == 1, Meant.CLERK)
    return select(several.c.id, several.c.due, several.c.coordinator_id, several.c.agency_id, note.label("note")).cte(
        "unheard"
    )
