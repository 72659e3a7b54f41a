"""The program under test, driven as an office drives it, and looked at from outside: its rows, mails and calendars."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func, select

from base.clock import VIETNAM
from base.vietnamese import slug
from bench.office.bodies import PROPOSER, Person
from bench.office.letters import Letter, LetterBox, receiving_letters
from bench.office.printed_plans import BODY, PrintedPlan
from config.settings import Settings
from config.sign_in import SignInPolicy
from services.accounts.opening import account_desk
from services.accounts.people import invite_person
from services.day.steps import Day, extend_stage, queue_stage, sweep_stage
from services.duties import acting, endings, events
from services.installation import Installation, open_installation
from services.intake.announcing import announce_plan
from services.intake.contacts import import_contacts
from services.intake.plans import Corrections, commit_amendment, commit_import, pending_amendment, prepare_import
from services.jobs.catalogue import run_job
from services.maintenance.setup import install
from workflow.assignment import Assignment
from workflow.by import By
from workflow.lifecycle import Event, NotAllowed
from workflow.people.grants import Actor, Grant, GrantedRole, GrantScope, ScopeKind
from workflow.registry.past_days import PastDays
from workflow.report_card import Group, Scope
from workflow.store.duties.transitions import OwesTheSame
from workflow.store.figures.report_card import read_report_card
from workflow.store.people.contacts import contacts, set_away
from workflow.store.tables import AgencyRow, AssignmentRow, NoticeRow, OccurrenceRow, PlanRow, TaskRow, TriggerRow

_ADMIN = (Grant(role=GrantedRole.ADMIN),)
OFFICE = Actor(name="Chị Lan", grants=_ADMIN, by_place=_ADMIN)


class Seen(NamedTuple):
    """A duty as the program holds it, in plain words; `row` is the number of its row in the plan."""

    number: int
    plan: str
    row: str
    owner: str
    state: str
    due: date | None
    act_by: date | None
    reported_on: date | None
    wished: date | None
    timeliness: str
    uid: str

    @property
    def facts(self) -> tuple[object, ...]:
        return self.owner, self.state, self.due, self.act_by, self.reported_on


@dataclass(frozen=True)
class Noted:
    """A notice in the outbox, in plain words; `of` is the agency whose duties a plan's notice tells of."""

    number: int
    duty: int | None
    plan: str
    of: str
    step: str
    due: date
    recipient: str
    state: str
    letter: str


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day in Vietnam."""
    return datetime.combine(day, time(hour, minute), VIETNAM)


class Program:
    """One installation, its day set by hand."""

    def __init__(self, house: Installation, letters: LetterBox, folder: Path) -> None:
        self.house = house
        self.letters = letters
        self._folder = folder
        self.now = house.clock()
        self._account = 0

    def at(self, now: datetime) -> None:
        """Set the clock."""
        self.now = now
        self.house = replace(self.house, clock=partial(_said, now))

    # What an office does.

    def take_in_people(self, people: tuple[Person, ...]) -> None:
        """Import the contacts."""
        path = self._folder / "contacts.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = [(each.agency, f"{each.role} {each.agency}", each.role, each.address) for each in people]
            csv.writer(file).writerows([("agency", "name", "role", "email"), *rows])
        import_contacts(self.house, path)

    def take_in(self, plan: PrintedPlan, coordinator: str) -> None:
        """Import a plan for the first time, or its next wording, and tell the agencies."""
        path = self._folder / f"{plan.number.replace('/', '-')}.html"
        path.write_text(plan.page(), encoding="utf-8")
        prepared = prepare_import(self.house, path, Corrections(coordinator=coordinator))
        change = pending_amendment(self.house, prepared)
        if change is not None:
            commit_amendment(self.house, prepared, change, self._by())
            return
        registered = commit_import(self.house, prepared, self._by())
        announce_plan(self.house, registered.plan_id, PastDays.ESCALATE, self._by())

    def cause(self, duty: int, event: str, *, reason: str = "", **brought: object) -> Assignment:
        """Let an event of the lifecycle happen to a duty."""
        given = acting.Brought(**brought)  # type: ignore[arg-type]
        return acting.cause(self.house, Event(event), self._doing(duty, reason), given)

    def recall_confirmation(self, duty: int) -> bool:
        """Take a confirmation back; return whether that was allowed."""
        try:
            self.cause(duty, "recall_confirmation")
        except NotAllowed:
            return False
        return True

    def reopen(self, duty: int) -> bool:
        """Open a duty again; return whether its agency, or who that was merged into, may owe it."""
        try:
            self.cause(duty, "reopen", reason="lý do nêu ở đây")
        except OwesTheSame:
            return False
        return True

    def direct(self, duty: int, words: str) -> None:
        """Let a leader of the province say something about a duty."""
        acting.give_direction(
            self.house, replace(self._doing(duty), actor=_somebody(Grant(role=GrantedRole.LEADER))), words
        )

    def comment(self, duty: int, agency: str, words: str) -> None:
        """Let an agency that cooperates say something about a duty."""
        grant = Grant(role=GrantedRole.STAFF, scope=GrantScope(kind=ScopeKind.AGENCY, agency=agency))
        acting.give_comment(self.house, replace(self._doing(duty), actor=_somebody(grant)), words)

    def propose(self, plan: str, wording: str, on: date) -> int:
        """Let somebody with an account say that an event happened; return the number of his word."""
        return events.propose_event(self.house, replace(self._event(plan, wording), actor=self._proposer()), on)

    def accept_word(self, number: int) -> None:
        events.accept_event_proposal(self.house, number, OFFICE, now=self.now)

    def refuse_word(self, number: int) -> None:
        events.refuse_event_proposal(self.house, number, OFFICE, now=self.now, reason="chưa ban hành")

    def ask_extension(self, duty: int, due: date) -> None:
        acting.ask_extension(self.house, self._doing(duty, "chờ hướng dẫn"), due)

    def grant_extension(self, duty: int, due: date | None) -> None:
        acting.allow_extension(self.house, self._doing(duty, document="Công văn số 88/UBND-KGVX"), due=due)

    def deny_extension(self, duty: int) -> None:
        acting.refuse_extension(self.house, self._doing(duty, "không đủ căn cứ"))

    def reschedule(self, duty: int, due: date) -> None:
        acting.set_due_day(self.house, self._doing(duty, "chỉ đạo mới"), due)

    def fire(self, plan: str, wording: str, on: date) -> None:
        events.fire_event(self.house, self._event(plan, wording), events.SaidDays(on=on, sure=True))

    def correct(self, plan: str, wording: str, on: date, document: str) -> None:
        doing = replace(self._event(plan, wording), document=document)
        events.correct_event(self.house, doing, events.SaidDays(on=on, sure=True))

    def unfire(self, plan: str, wording: str) -> None:
        events.unfire_event(self.house, self._event(plan, wording))

    def succeed(self, old: str, new: str) -> None:
        endings.succeed(self.house, old, new, self._deciding())

    def replace_plan(self, old: str, new: str) -> None:
        endings.replace_plan(self.house, old, new, self._deciding())

    def close_plan(self, number: str) -> None:
        endings.close_ended_plan(self.house, number, self._deciding())

    def set_away(self, address: str, first: date, last: date, stand_in: str) -> None:
        """Note that somebody is away from one day to another, and who stands in for him; "" for nobody."""
        with self.house.database.writing() as session:
            number = {contact.address: contact.id for contact in contacts(session)}
            set_away(session, number[address], first=first, last=last, stand_in=number.get(stand_in))

    def withdraw_task(self, duty: int) -> None:
        endings.withdraw_whole_task(self.house, duty, self._deciding())

    # What the machine does.

    def work(self) -> None:
        """Do the day's work."""
        run_job(self.house, "daily", Day.at(self.now))

    def work_ahead(self, day: date) -> None:
        """Do the first half of a day's work for a day that hasn't come, as a wrong date on a command would."""
        wrong = Day.at(moment(day, self.now.hour))
        extend_stage(self.house, wrong)
        sweep_stage(self.house, wrong)
        queue_stage(self.house, wrong)

    def die_halfway(self) -> None:
        """Sweep and queue, and be killed before anything is sent."""
        sweep_stage(self.house, Day.at(self.now))
        queue_stage(self.house, Day.at(self.now))

    # What it looks like.

    def duties(self) -> list[Seen]:
        """Every duty there is."""
        rows = select(
            AssignmentRow.id,
            PlanRow.number,
            TaskRow.number,
            AgencyRow.code,
            AssignmentRow.state,
            AssignmentRow.due,
            AssignmentRow.act_by,
            AssignmentRow.reported_on,
            AssignmentRow.wished_due,
            AssignmentRow.timeliness,
            AssignmentRow.uid,
            TaskRow.title,
        )
        joined = (
            rows.join(OccurrenceRow, OccurrenceRow.id == AssignmentRow.occurrence_id)
            .join(TaskRow, TaskRow.id == OccurrenceRow.task_id)
            .join(PlanRow, PlanRow.id == TaskRow.plan_id)
            .join(AgencyRow, AgencyRow.id == AssignmentRow.agency_id)
        )
        with self.house.database.reading() as session:
            found = session.execute(joined).all()
        return [Seen(id_, plan, _row(row, title), *facts) for id_, plan, row, *facts, title in found]

    def notices(self, after: int) -> list[Noted]:
        """The notices written since one, by number."""
        query = (
            select(
                NoticeRow.id,
                NoticeRow.assignment_id,
                func.coalesce(PlanRow.number, ""),
                func.coalesce(AgencyRow.code, ""),
                NoticeRow.step,
                NoticeRow.due,
                NoticeRow.recipient,
                NoticeRow.state,
                NoticeRow.message_id,
            )
            .outerjoin(PlanRow, PlanRow.id == NoticeRow.plan_id)
            .outerjoin(AgencyRow, AgencyRow.id == NoticeRow.about_agency_id)
            .where(NoticeRow.id > after, ~NoticeRow.key.contains(":ahead:"))
            .order_by(NoticeRow.id)
        )
        with self.house.database.reading() as session:
            return [Noted(*row) for row in session.execute(query)]

    def take_letters(self) -> list[Letter]:
        """The letters that came since the last time."""
        return self.letters.take()

    def report_card(self, as_of: date) -> dict[str, dict[str, int]]:
        """By agency how many duties stood in each group at the end of a day."""
        with self.house.database.reading() as session:
            card = read_report_card(session, Scope(as_of=as_of))
        return {
            line.heading.key: {group.value: count for group in Group if (count := line.tally[group])}
            for line in card.agencies
        }

    def calendar(self, code: str) -> bytes:
        """An agency's calendar as it is published; nothing where another's name leads to the same file's."""
        names = {agency.code: slug(agency.name) for agency in self.house.policies.directory}
        path = self.house.settings.calendars_dir / f"co-quan-{names[code]}.ics"
        alone = list(names.values()).count(names[code]) == 1
        return path.read_bytes() if alone and path.exists() else b""

    def _proposer(self) -> Actor:
        """Whoever has the account that says that events have happened; made at its first word."""
        known = Grant(role=GrantedRole.COORDINATOR, since=date(2025, 1, 1))
        if not self._account:
            desk = account_desk(self.house, SignInPolicy())
            invited = invite_person(desk, OFFICE, name="Anh Ba", mail=PROPOSER, grants=(known,), now=self.now)
            self._account = invited.account.id
        return Actor(name="Anh Ba", person=self._account, grants=(known,))

    def _by(self) -> By:
        return By(actor=OFFICE.name, now=self.now)

    def _doing(self, duty: int, reason: str = "", document: str = "") -> acting.Doing:
        return acting.Doing(duty=duty, actor=OFFICE, now=self.now, reason=reason, document=document)

    def _deciding(self) -> endings.Deciding:
        return endings.Deciding(actor=OFFICE, now=self.now, reason="sắp xếp lại", document="15/NQ-HĐND")

    def _event(self, plan: str, wording: str) -> events.EventDoing:
        with self.house.database.reading() as session:
            rows = session.scalars(select(TriggerRow)).all()
        found = [row for row in rows if row.wording == wording and self._plan_of(row.plan_id) == plan]
        return events.EventDoing(
            event=found[0].id, actor=OFFICE, now=self.now, reason="ghi nhầm", document="12/QĐ-BNV ngày 02/02/2026"
        )

    def _plan_of(self, number: int) -> str:
        return self._plans()[number]

    def _plans(self) -> dict[int, str]:
        with self.house.database.reading() as session:
            return dict(session.execute(select(PlanRow.id, PlanRow.number)).tuples().all())


def _row(number: str, title: str) -> str:
    """The number of a duty's row; the periodic report stands in the body."""
    return BODY if title.startswith("Báo cáo kết quả thực hiện") else number


def _somebody(grant: Grant) -> Actor:
    """Somebody without an account who has one right."""
    return Actor(name="Chị Hoa", grants=(grant,), by_place=(grant,))


def _said(now: datetime) -> datetime:
    return now


@contextmanager
def a_program(folder: Path, database_url: str, first: date) -> Iterator[Program]:
    """Give an installation of its own in a folder, with a mail server beside it."""
    with receiving_letters() as letters:
        settings = Settings(
            home=folder / "home",
            database_url=database_url,
            mail_url=f"emailics://127.0.0.1:{letters.port}/?from=dondoc@tinh.example&tls=none",
            base_url="https://dondoc.tinh.example",
            admin_mail="",
            config_dir=None,
        )
        install(settings, "Đồng Tháp", By(actor=OFFICE.name, now=moment(first, 7)))
        with open_installation(settings) as house:
            yield Program(house, letters, folder)
