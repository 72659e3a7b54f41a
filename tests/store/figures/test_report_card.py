"""The report card against a naive recount in Python, over random histories, today and on days gone by."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tests.builders import a_transition
from tests.examples import examples
from tests.plans import a_head, a_row, at, house_policies, registered
from workflow.assignment import Assignment
from workflow.by import By
from workflow.lifecycle import Event, Role, State, Transition, possible_events
from workflow.plan import PrintedRow
from workflow.report_card import Group, ReportCard, Scope
from workflow.store.database.opening import Database
from workflow.store.duties.extensions import grant_extension, request_extension, reschedule_duty
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import Rescheduling, apply
from workflow.store.figures.as_of import end_of
from workflow.store.figures.report_card import listed_duties, read_report_card
from workflow.store.plans.successions import UnknownPlan, succeed_agency

FIRST_DAY = date(2026, 2, 2)
NEW_OWNERS = ("so-y-te", "so-giao-duc-va-dao-tao", "so-xay-dung")
POLICIES = house_policies()
Key = tuple[str, str, Group]


class Undone(Exception):
    """Thrown to take an example's changes back."""


@dataclass(frozen=True)
class Step:
    """Something done to one duty after some days. The numbers choose from what is possible then."""

    duty: int
    choice: int
    days: int


steps = st.builds(Step, st.integers(0, 6), st.integers(0, 50), st.integers(0, 40))


@pytest.fixture
def plans(database: Database) -> Database:
    """Two plans: dated, awaited and continuous tasks, one led by two agencies."""
    registered(
        database,
        a_row("Trước 15/7/2026", appendix="I", section_number="I", section_title="Hạ tầng số"),
        a_row("Tháng 3", "Công an tỉnh, Sở Khoa học và Công nghệ", appendix="I", section_number="II"),
        a_row("Sau khi Bộ Nội vụ ban hành Đề án", "Sở Nội vụ", appendix="II"),
    )
    registered(
        database,
        a_row("Quý I/2026", "Sở Tài chính"),
        a_row("Thường xuyên", "Sở Nội vụ"),
        head=a_head(number="51/KH-UBND", issued_on=date(2026, 1, 20), title="Cải cách hành chính năm 2026"),
    )
    return database


def naive_group(duty: Assignment, day: date) -> Group | None:
    """The recount: the rules said once more, without the code under test."""
    if duty.state in {State.WITHDRAWN, State.SUPERSEDED}:
        return None
    if duty.state is State.COMPLETED:
        if duty.due is None:
            return Group.DONE_UNDATED
        return Group.DONE_ON_TIME if duty.reported_on and duty.reported_on <= duty.due else Group.DONE_LATE
    if duty.due is None or duty.state is State.WAITING:
        return Group.UNDONE_UNDATED
    judged = duty.reported_on if duty.state is State.REPORTED and duty.reported_on else day
    return Group.UNDONE_OVERDUE if min(judged, day) > duty.due else Group.UNDONE_IN_TIME


def recount(duties: Sequence[Assignment], day: date) -> Counter[Key]:
    counted: Counter[Key] = Counter()
    for duty in duties:
        if group := naive_group(duty, day):
            counted[duty.agency_name, duty.task.plan_number, group] += 1
    return counted


def in_period(duty: Assignment, first: date, last: date) -> bool:
    if duty.due is None and duty.state is State.COMPLETED:
        return duty.reported_on is not None and first <= duty.reported_on <= last
    return duty.due is None or first <= duty.due <= last


def act(event: Event, role: Role, day: date, **brought: Any) -> Transition:
    return a_transition(event, role, "thử", at(day), **brought)


def moved(session: Session, duty: Assignment, event: Event, step: Step, day: date) -> None:
    """Cause the event with all that it may need."""
    role = Role.STAFF if event in {Event.ACCEPT, Event.NOTE_PROGRESS, Event.REPORT, Event.RECALL_REPORT} else Role.ADMIN
    role = Role.STAFF if event is Event.REFUSE else role
    dates = None
    if event is Event.FIRE:
        dates = Rescheduling(due=day + timedelta(days=step.choice), act_by=day, soon_on=day)
    elif event is Event.UNFIRE:
        dates = Rescheduling()
    reported = day - timedelta(days=step.choice % 4)
    brought: dict[str, Any] = {
        "reason": "lý do",
        "document": "1/CV",
        "result": "2/BC",
        "text": "đã làm",
        "plan": "3",
    }
    owner = NEW_OWNERS[step.choice % 3]
    if event is Event.REASSIGN and owner in {d.agency for d in assignments(session, task_id=duty.task.id)}:
        return
    apply(session, duty.id, act(event, role, day, **brought, on=reported, agency=owner), dates)


def redated(session: Session, duty: Assignment, step: Step, day: date) -> None:
    """Set the duty's day anew, or extend it."""
    by = By(actor="thử", now=at(day), reason="lý do", document="1/CV")
    later = max(duty.due or day, day) + timedelta(days=1 + step.choice)
    if step.choice % 2 or duty.due is None or duty.state is State.REFUSED:
        reschedule_duty(session, duty.id, later - timedelta(days=30), by, POLICIES)
    else:
        request_extension(session, duty.id, later, by)
        grant_extension(session, duty.id, by, replace(POLICIES, most_grants=99))


def take(session: Session, step: Step, day: date) -> None:
    duties = sorted(assignments(session), key=lambda duty: duty.id)
    duty = duties[step.duty % len(duties)]
    possible: list[Event | None] = [*possible_events(duty.state)]
    if duty.state in {State.ASSIGNED, State.IN_PROGRESS, State.REFUSED}:
        possible.append(None)
    if not possible:
        return
    if (event := possible[step.choice % len(possible)]) is None:
        redated(session, duty, step, day)
    else:
        moved(session, duty, event, step, day)


def undoing(database: Database, act: Callable[[Session], None]) -> None:
    """Do something in a transaction of its own and take it back."""
    with pytest.raises(Undone), database.writing() as session:
        act(session)
        raise Undone


def figures(card: ReportCard) -> Counter[tuple[str, Group]]:
    return Counter({(line.heading.name, group): line.tally[group] for line in card.agencies for group in Group})


def assert_card(session: Session, duties: Sequence[Assignment], scope: Scope) -> None:
    """The card, its tables and its list say what a naive recount says."""
    expected = recount(duties, scope.as_of)
    card = read_report_card(session, scope)
    listed = list(listed_duties(session, scope))
    total = Counter({group: card.total[group] for group in Group})
    assert +total == +Counter(group for *_, group in expected.elements())
    assert +figures(card) == +Counter((agency, group) for agency, _, group in expected.elements())
    assert Counter((duty.agency, duty.plan.split(" ")[0], duty.group) for duty in listed) == expected
    for table in (card.agencies, card.plans, card.sections):
        assert sum(line.tally.total for line in table) == card.total.total == len(listed)
    assert card.closed == sum(naive_group(duty, scope.as_of) is None for duty in duties)


random_histories = settings(
    max_examples=examples(0.2), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@random_histories
@given(taken=st.lists(steps, max_size=14))
def test_the_card_of_any_day_says_what_a_recount_on_that_day_said(plans: Database, taken: list[Step]) -> None:
    def live_through(session: Session) -> None:
        day, seen = FIRST_DAY, {FIRST_DAY: assignments(session)}
        for step in taken:
            day += timedelta(days=step.days)
            take(session, step, day)
            seen[day] = assignments(session)
        for past, duties in seen.items():
            assert_card(session, duties, Scope(as_of=past))

    undoing(plans, live_through)


@random_histories
@given(taken=st.lists(steps, max_size=10), start=st.integers(0, 200), length=st.integers(0, 120))
def test_a_period_takes_in_what_falls_due_in_it(plans: Database, taken: list[Step], start: int, length: int) -> None:
    first = FIRST_DAY + timedelta(days=start)
    last = first + timedelta(days=length)
    judged = FIRST_DAY + timedelta(days=150)

    def count(session: Session) -> None:
        for step in taken:
            take(session, step, FIRST_DAY + timedelta(days=step.days))
        duties = assignments(session)
        chosen = [duty for duty in duties if in_period(duty, first, last)]
        carried = [d for d in duties if naive_group(d, judged) is Group.UNDONE_OVERDUE and d.due and d.due < first]
        scope = Scope(as_of=judged, first=first, last=last)
        assert_card(session, chosen, scope)
        assert read_report_card(session, scope).carried_over == len(carried)

    undoing(plans, count)


def test_a_card_of_one_plan_counts_nothing_else(plans: Database) -> None:
    with plans.reading() as session:
        duties = [duty for duty in assignments(session) if duty.task.plan_number == "51/KH-UBND"]
        assert_card(session, duties, Scope(as_of=FIRST_DAY, plan="51/KH-UBND"))
        assert_card(session, duties, Scope(as_of=FIRST_DAY, plan="51/KH-UBND", year=2026))


def test_a_card_of_some_agencies_counts_nothing_else(plans: Database) -> None:
    codes = ("cong-an-tinh", "so-noi-vu")
    with plans.reading() as session:
        duties = [duty for duty in assignments(session) if duty.agency in codes]
        assert len(duties) == 4
        assert_card(session, duties, Scope(as_of=FIRST_DAY, agencies=codes))


def test_a_plan_that_was_never_imported_is_named(plans: Database) -> None:
    with plans.reading() as session, pytest.raises(UnknownPlan, match="51/KH-UBND năm 2025"):
        read_report_card(session, Scope(as_of=FIRST_DAY, plan="51/KH-UBND", year=2025))


def test_before_anything_was_given_out_there_is_nothing_to_count(plans: Database) -> None:
    with plans.reading() as session:
        assert read_report_card(session, Scope(as_of=date(2026, 1, 18))).total.total == 0


def test_a_card_of_a_day_gone_by_counts_duties_where_they_were_then(plans: Database) -> None:
    taken_over = By(actor="thử", now=at(date(2026, 5, 4)), document="12/NQ")
    with plans.writing() as session:
        before = assignments(session)
        succeed_agency(session, "so-tai-chinh", "so-y-te", taken_over)
        assert_card(session, before, Scope(as_of=date(2026, 5, 3)))
        assert_card(session, assignments(session), Scope(as_of=date(2026, 5, 4)))


def test_k17_a_card_of_a_day_gone_by_judges_by_the_report_of_then(plans: Database) -> None:
    first, returned, again = date(2026, 7, 14), date(2026, 7, 20), date(2026, 8, 3)
    with plans.writing() as session:
        duty = next(duty for duty in assignments(session) if duty.due == first)
        apply(session, duty.id, act(Event.REPORT, Role.STAFF, first, result="1/BC"))
        apply(session, duty.id, act(Event.RETURN, Role.COORDINATOR, returned, reason="thiếu phụ lục"))
        apply(session, duty.id, act(Event.REPORT, Role.STAFF, again, result="2/BC"))
        listed = {
            day: next(d for d in listed_duties(session, Scope(as_of=day)) if d.id == duty.id)
            for day in (date(2026, 7, 19), returned, again)
        }
    # K17: a card of a past day lists the result that was handed in by then.
    assert [d.result for d in listed.values()] == ["1/BC", "", "2/BC"]
    assert [(d.group, d.reported_on, d.days_late) for d in listed.values()] == [
        (Group.UNDONE_IN_TIME, first, 0),
        (Group.UNDONE_OVERDUE, None, 6),
        (Group.UNDONE_OVERDUE, again, 20),
    ]


def test_sections_and_plans_are_named_as_officials_cite_them(plans: Database) -> None:
    with plans.reading() as session:
        card = read_report_card(session, Scope(as_of=FIRST_DAY))
    assert [line.heading.name for line in card.plans] == [
        "51/KH-UBND ngày 20/01/2026",
        "50/KH-UBND ngày 16/01/2026",
    ]
    assert [line.heading.name for line in card.sections] == [
        "51/KH-UBND, bảng nhiệm vụ",
        "50/KH-UBND, Phụ lục I, mục I. Hạ tầng số",
        "50/KH-UBND, Phụ lục I, mục II",
        "50/KH-UBND, Phụ lục II",
    ]


def test_the_list_goes_group_by_group_longest_overdue_first(database: Database) -> None:
    rows: tuple[PrintedRow, ...] = (a_row("Tháng 3"), a_row("Thường xuyên"), a_row("Tháng 2"), a_row("Tháng 12"))
    registered(database, *rows)
    with database.reading() as session:
        listed = list(listed_duties(session, Scope(as_of=date(2026, 5, 4))))
        overdue = list(listed_duties(session, Scope(as_of=date(2026, 5, 4)), [Group.UNDONE_OVERDUE]))
    assert [(duty.expression, duty.days_late) for duty in listed] == [
        ("Tháng 12", 0),
        ("Tháng 2", 65),
        ("Tháng 3", 34),
        ("Thường xuyên", 0),
    ]
    assert overdue == listed[1:3]


def test_a_day_ends_at_midnight_in_vietnam() -> None:
    assert end_of(date(2026, 5, 3)).isoformat() == "2026-05-04T00:00:00+07:00"
