"""Random histories of all that can happen to duties: no illegal state is reachable, and the log is enough."""

from contextlib import ExitStack
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from tests.databases import Used
from tests.examples import examples
from tests.plans import a_head, a_row, house_policies, registered
from tests.store.model import (
    CLOSED_UNDONE,
    COMING_BACK,
    NEEDY,
    OPEN,
    TABLE,
    Duty,
    Model,
    replayed_by_number,
    rows_by_number,
)
from tests.store.standing import standing_on
from workflow.by import By
from workflow.lifecycle import WORKING, Event, Role, Transition
from workflow.store.database.opening import Database
from workflow.store.duties.extensions import deny_extension, grant_extension, request_extension, reschedule_duty
from workflow.store.duties.sweep import sweep
from workflow.store.duties.transitions import apply
from workflow.store.duties.triggers import correct, fire
from workflow.store.firings.affected import Firing
from workflow.store.firings.taking_back import unfire
from workflow.store.log.sealing import seal, verify
from workflow.store.plans.next_occurrences import extend
from workflow.store.plans.successions import restore_plan, succeed_agency, supersede_plan
from workflow.store.tables import TriggerRow
from workflow.timeliness import Dates, Timeliness, timeliness

ON_REQUEST = 1  # the event that may happen again: "theo yêu cầu của BCĐ"
PLANNED = date(2026, 1, 16)
AGENCIES = {"so-noi-vu": "Sở Nội vụ", "so-y-te": "Sở Y tế", "so-tai-chinh": "Sở Tài chính"}
POLICIES = house_policies()
which_duty = st.integers(0, 9)
which_event = st.integers(0, 1)
an_agency = st.sampled_from([*AGENCIES])
days = st.integers(-20, 60)


class Histories(Model):
    """A plan with a dated task of two agencies, a recurring one, a waiting one, and one that a request may move."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.plan = 0
        self.newer = 0
        self.triggers: list[int] = []
        # Duties whose day was set for them alone: taking the event's firing back leaves them.
        self.alone: set[int] = set()
        # How often each event fired; by which of its firings a duty has its day.
        self.firings: dict[int, int] = {}
        self.given: dict[int, int] = {}
        # When each event fired last, and each duty was replaced, in which state.
        self.fired_at: dict[int, datetime] = {}
        self.replaced: dict[int, tuple[str, datetime]] = {}
        self.replaced_on = date.max

    @initialize()
    def a_plan_is_registered(self) -> None:
        self.plan = registered(
            self.database,
            a_row("Trước 15/4/2026", "Sở Nội vụ, Sở Y tế"),
            a_row("Trước ngày 01/3 và 01/6 hằng năm", "Sở Tài chính", title="Báo cáo định kỳ"),
            a_row("Trong vòng 10 ngày sau khi Bộ Nội vụ ban hành Đề án", "Sở Nội vụ, Sở Tài chính", title="Kế hoạch"),
            a_row("Trước 26/02/2026 (hoặc theo yêu cầu của BCĐ)", "Sở Y tế", title="Báo cáo nhanh"),
            head=a_head(years=(2026, 2030)),
        ).plan_id
        self.adopt()
        with self.database.reading() as session:
            self.triggers = list(session.scalars(select(TriggerRow.id).order_by(TriggerRow.id)))
        assert len(self.triggers) == 2
        assert set(self.states.values()) == {"waiting", "assigned"}

    # What people do to one duty.

    @rule(which=which_duty, event=st.sampled_from(sorted(TABLE)), role=st.sampled_from(list(Role)), agency=an_agency)
    def somebody_acts(self, which: int, event: str, role: Role, agency: str) -> None:
        duty = self.pick(which)
        sources, target, roles = TABLE[event]
        allowed = self.states[duty.id] in sources.split() and role in roles.split()
        # Nobody gives a duty to an agency that was merged: the service refuses it.
        agency = self.heir(agency)
        own = self.own_duty(duty, agency) if event == "reassign" else None
        if own is not None:
            # Who had the same before and lost it takes it up again; nobody owes the same twice.
            allowed = allowed and self.states[own] == "withdrawn"
        if event == "reopen" and duty.facts.agency in self.merged:
            # It goes to the successor, unless that has the same itself.
            allowed = allowed and self.own_duty(duty, self.heir(duty.facts.agency)) is None
        act = Transition(
            event=Event(event),
            role=role,
            by=By(actor="Anh Minh", now=self.now(), reason="lý do"),
            result="12/BC",
            text="đã xong một phần",
            percent=40,
            agency=agency,
            plan="99/KH-UBND",
        )
        if self.tried(lambda session: apply(session, duty.id, act), allowed):
            follows = event in {"return", "recall_report"} and self.is_replaced and duty.plan == self.plan
            waits = event in COMING_BACK and duty.trigger is not None and self.has_no_day(duty, duty.trigger, event)
            if follows or event == "supersede":
                self.replaced[duty.id] = ("in_progress" if follows else self.states[duty.id], act.by.now)
            target = "superseded" if follows else "waiting" if waits else target
            passed = {duty.id: target} if follows else self.goes_on(duty, event, target)
            for heirs_own in passed.keys() - {duty.id}:
                self.takes_the_day_of(duty.id, heirs_own)
            self.states |= passed
            if own is not None:
                self.states |= {duty.id: "withdrawn", own: "waiting" if waits else "in_progress"}
                self.takes_the_day_of(duty.id, own)

    def takes_the_day_of(self, old: int, own: int) -> None:
        """A duty goes on where another one stood, on the day that it had."""
        self.alone = self.alone | {own} if old in self.alone else self.alone - {own}
        self.given.pop(own, None)
        self.given |= {own: self.given[old]} if old in self.given else {}

    def has_no_day(self, duty: Duty, trigger: int, event: str) -> bool:
        """Whether nothing but its event gives the duty a day, which it hasn't done or which was taken back."""
        if event != "reopen":
            return duty.facts.due is None and not self.has_fired(trigger)
        return duty.facts.due is None or self.has_lost_its_day(duty.id, trigger)

    def has_lost_its_day(self, number: int, trigger: int) -> bool:
        """Whether the firing that gave a closed duty its day was taken back."""
        by_it = number in self.given and number not in self.alone
        return by_it and (not self.has_fired(trigger) or self.given[number] != self.firings[trigger])

    @property
    def is_replaced(self) -> bool:
        return self.replaced_on <= self.today

    @rule(which=which_duty, event=st.sampled_from(NEEDY))
    def somebody_forgets_what_the_event_needs(self, which: int, event: str) -> None:
        duty, role = self.pick(which), Role(TABLE[event][2].split()[0])
        act = Transition(event=Event(event), role=role, by=By(actor="Anh Minh", now=self.now()))
        self.tried(lambda session: apply(session, duty.id, act), allowed=False)

    @rule(which=which_duty, later=days, reason=st.sampled_from(["", "chờ hướng dẫn"]))
    def an_extension_is_asked_for(self, which: int, later: int, reason: str) -> None:
        duty = self.pick(which)
        due, by = duty.facts.due, self.decision(reason=reason)
        working = self.states[duty.id] in {"assigned", "in_progress"}
        wished = (due or self.today) + timedelta(days=later)
        allowed = working and due is not None and later > 0 and wished >= self.today and reason != ""
        self.tried(lambda session: request_extension(session, duty.id, wished, by), allowed)

    @rule(which=which_duty, document=st.sampled_from(["", "88/UBND-KGVX"]))
    def an_extension_is_granted(self, which: int, document: str) -> None:
        duty, by = self.pick(which), self.decision(document=document)
        still_counts = self.states[duty.id] in {"assigned", "in_progress", "reported"}
        wished, due = duty.facts.wished_due, duty.facts.due
        # The day that was asked for may have passed, or the duty may have got a later one, before anybody answered.
        can_be = wished is not None and wished >= self.today and (due is None or wished > due)
        allowed = can_be and still_counts and duty.facts.extensions < 2 and document != ""
        self.tried(lambda session: grant_extension(session, duty.id, by, POLICIES), allowed)

    @rule(which=which_duty)
    def an_extension_is_denied(self, which: int) -> None:
        duty, by = self.pick(which), self.decision(reason="không đủ căn cứ")
        self.tried(lambda session: deny_extension(session, duty.id, by), allowed=duty.facts.wished_due is not None)

    @rule(which=which_duty, ahead=days)
    def a_day_is_set_anew(self, which: int, ahead: int) -> None:
        duty, by = self.pick(which), self.decision(reason="chỉ đạo mới")
        allowed = self.states[duty.id] in {"assigned", "in_progress", "refused", "waiting"}
        due = self.today + timedelta(days=ahead)
        if self.tried(lambda session: reschedule_duty(session, duty.id, due, by, POLICIES), allowed):
            # Who waits for a ministry's own day gets it alone.
            of_event = self.states[duty.id] == "waiting" or (duty.trigger is not None and duty.facts.due is None)
            self.alone |= {duty.id} if of_event else set()
            self.shift([duty.id], ["waiting"], "assigned")

    # What happens to many at once.

    @rule(which=which_event, ago=st.integers(0, 20), ahead=st.none() | days)
    def an_event_fires(self, which: int, ago: int, ahead: int | None) -> None:
        trigger = self.triggers[which]
        if which == ON_REQUEST and self.has_fired(trigger):
            return  # a request that comes again opens an occurrence of its own: test_events_again
        waiting = [duty.id for duty in self.duties() if duty.trigger == trigger and self.gets_a_day(duty)]
        if waiting and self.has_fired(trigger):
            return  # who was opened again without asking gets his day by the same firing: test_events_again
        if not waiting:
            ahead = None  # a day that nobody gets is asked of nobody
        firing = Firing(
            trigger_id=trigger,
            on=self.today - timedelta(days=ago),
            by=By(actor="quản trị", now=self.now(), reason="ấn định", document="12/QĐ-BNV"),
            due=None if ahead is None else self.today + timedelta(days=ahead),
        )
        # A day that a person sets is not past; an event before its plan has to be said twice.
        sensible = (ahead is None or ahead >= 0) and firing.on >= PLANNED
        if self.tried(
            lambda session: fire(session, firing, POLICIES), allowed=sensible and not self.has_fired(trigger)
        ):
            self.adopt()
            # What a request opens once more has its day by it, too.
            waiting += [number for number in self.hanging_on(trigger) if self.states[number] == "waiting"]
            self.alone -= set(waiting)
            self.firings[trigger] = self.firings.get(trigger, 0) + 1
            self.fired_at[trigger] = firing.by.now
            self.given |= dict.fromkeys(waiting, self.firings[trigger])
            self.shift(waiting, ["waiting"], "assigned")

    def gets_a_day(self, duty: Duty) -> bool:
        """Whether a firing gives a duty its day: it waits, or was reported, refused or done when another was undone."""
        state = self.states[duty.id]
        return state == "waiting" or (state in {"reported", "refused", "completed"} and duty.facts.due is None)

    @rule(which=which_event, ago=st.integers(0, 20))
    def an_event_is_corrected(self, which: int, ago: int) -> None:
        trigger, on = self.triggers[which], self.today - timedelta(days=ago)
        by = By(actor="quản trị", now=self.now(), reason="ghi nhầm", document=f"{self._ticks}/QĐ-BNV")
        allowed = self.has_fired(trigger) and on >= PLANNED
        firing = Firing(trigger_id=trigger, on=on, by=by)
        self.tried(lambda session: correct(session, firing, POLICIES), allowed)

    @rule(which=which_event)
    def a_firing_is_taken_back(self, which: int) -> None:
        trigger, at = self.triggers[which], self.now()
        done = self.tried(
            lambda session: unfire(session, trigger, By(actor="quản trị", now=at, reason="nhầm"), POLICIES),
            allowed=self.has_fired(trigger),
        )
        if done:
            theirs = set(self.hanging_on(trigger)) - self.alone
            self.shift(theirs, ["assigned", "in_progress"], "waiting")

    @rule(old=an_agency, new=an_agency)
    def an_agency_takes_over_from_another(self, old: str, new: str) -> None:
        owed = [duty for duty in self.duties() if duty.facts.agency == old and self.states[duty.id] in OPEN]
        both = [(duty.id, own) for duty in owed if (own := self.own_duty(duty, new)) is not None]
        change = By(actor="quản trị", now=self.now(), document="15/NQ-HĐND")
        for number, own in both:
            if old != new and self.states[own] == "withdrawn":
                self.takes_the_day_of(number, own)
        if self.tried(lambda session: succeed_agency(session, old, new, change), allowed=old != new):
            self.merge(old, new)
            self.pass_on(both)

    @precondition(lambda self: self.today > date(2026, 3, 15) and not self.newer)
    @rule()
    def a_newer_plan_takes_over(self) -> None:
        older = [duty.id for duty in self.duties()]
        head = a_head(number="99/KH-UBND", issued_on=self.today)
        # As the house's directory has it, whose work a merged agency's is.
        lead = AGENCIES[self.heir("so-noi-vu")]
        self.newer = registered(self.database, a_row("Tháng 12", lead), head=head, on=self.today).plan_id
        self.adopt()
        change = By(actor="quản trị", now=self.now(), document="99/KH-UBND")
        self.tried(lambda session: supersede_plan(session, self.plan, self.newer, change), allowed=True)
        going = [number for number in older if self.states[number] in OPEN and self.states[number] != "reported"]
        self.replaced |= {number: (self.states[number], change.now) for number in going}
        self.replaced_on = self.today
        self.shift(going, OPEN, "superseded")

    @precondition(lambda self: self.is_replaced)
    @rule()
    def the_replacement_is_taken_back(self) -> None:
        by, plan = self.decision(reason="chọn nhầm văn bản"), self.plan
        superseded = [duty for duty in self.duties() if duty.plan == plan and self.states[duty.id] == "superseded"]
        in_time = self.today - self.replaced_on <= timedelta(days=30)
        if self.tried(lambda session: restore_plan(session, plan, by, POLICIES), allowed=in_time):
            self.replaced_on = date.max
            for duty in superseded:
                self.comes_back(duty)
            for duty in superseded:
                self.passes_to_its_heir(duty)

    def passes_to_its_heir(self, duty: Duty) -> None:
        """Whose agency was merged meanwhile goes on with the successor, beside what that has of its own."""
        own = self.own_duty(duty, self.heir(duty.facts.agency)) if duty.facts.agency in self.merged else None
        if own is not None and self.states[duty.id] in OPEN:
            if self.states[own] == "withdrawn":
                self.takes_the_day_of(duty.id, own)
            self.pass_on([(duty.id, own)])

    def comes_back(self, duty: Duty) -> None:
        """A duty that was replaced is where it was before, and hears of its event what it missed."""
        former, replaced_at = self.replaced[duty.id]
        self.states[duty.id] = former
        if (trigger := duty.trigger) is None:
            return
        lost = former != "waiting" and self.has_lost_its_day(duty.id, trigger)
        if lost and former in WORKING:
            self.states[duty.id] = "waiting"
        happened = lost or (former == "waiting" and self.fired_at.get(trigger, replaced_at) > replaced_at)
        if happened and self.has_fired(trigger):
            self.shift([duty.id], ["waiting"], "assigned")
            self.given[duty.id] = self.firings[trigger]

    # What time and the machines do.

    @rule(passing=st.integers(1, 40))
    def days_pass(self, passing: int) -> None:
        self.today += timedelta(days=passing)

    @rule()
    def a_sweep_runs(self) -> None:
        with self.database.writing() as session:
            sweep(session, today=self.today, now=self.now())
            assert sweep(session, today=self.today, now=self.now()).changes == 0
        for facts in (duty.facts for duty in self.duties()):
            dates = Dates(due=facts.due, soon_on=facts.soon_on, reported_on=facts.reported_on)
            assert facts.timeliness is timeliness(facts.state, dates, today=self.today)

    @rule()
    def next_occurrences_are_laid_out(self) -> None:
        with self.database.writing() as session:
            extend(session, POLICIES, now=self.now())
        self.adopt()

    @rule()
    def the_log_is_sealed(self) -> None:
        with self.database.writing() as session:
            seal(session, now=self.now())
            verdict = verify(session)
        assert (verdict.breach, verdict.unsealed) == (None, 0)

    @rule(ago=st.integers(0, 90))
    def somebody_asks_how_a_past_day_looked(self, ago: int) -> None:
        day = self.today - timedelta(days=ago)
        with self.database.reading() as session:
            answered = standing_on(session, day)
        assert answered == self.recount(day)

    # What holds after every step.

    @invariant()
    def every_duty_is_in_the_state_that_the_model_says(self) -> None:
        assert {duty.id: duty.facts.state.value for duty in self.duties()} == self.states

    @invariant()
    def replaying_the_log_gives_every_row(self) -> None:
        assert replayed_by_number(self.database) == rows_by_number(self.database)

    @invariant()
    def what_is_open_is_nobodys_who_was_merged_but_for_a_report_that_waits(self) -> None:
        owing = {duty.facts.agency for duty in self.duties() if duty.facts.state in {*OPEN} - {"reported"}}
        assert not owing & self.merged.keys()

    @invariant()
    def what_a_duty_has_fits_its_state(self) -> None:
        for facts in (duty.facts for duty in self.duties()):
            assert facts.state != "waiting" or facts.due is None
            assert facts.state in {"reported", "completed"} or facts.state in CLOSED_UNDONE or not facts.reported_on
            assert facts.state not in {"reported", "completed"} or facts.reported_on
            assert facts.state not in CLOSED_UNDONE or facts.timeliness is Timeliness.UNDATED

    def teardown(self) -> None:
        with self.database.reading() as session:
            assert verify(session).whole


def test_no_history_leads_to_an_illegal_state_and_replaying_the_log_gives_every_row(databases: Used) -> None:
    class Anew(Histories):
        """Each history in a database of its own."""

        def __init__(self) -> None:
            self._own = ExitStack()
            super().__init__(self._own.enter_context(databases.one()))

        def teardown(self) -> None:
            with self._own:
                super().teardown()

    run_state_machine_as_test(
        Anew,
        settings=settings(
            max_examples=examples(0.3 if databases.backend == "sqlite" else 0.1),
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
