"""Stored events are always those that would be rendered anew, and no event changes under an old SEQUENCE.

Clients keep what they have under an unchanged revision (FACTS 2.0), so whatever an event tells has to move it when it
changes: the duty, but also the task's words, and the names of all agencies in it.
"""

import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from calendars.entries.events import EventOptions
from calendars.entries.groups import in_groups
from calendars.feeds.window import FeedWindow, calendar_entry, group_entry
from tests.builders import a_transition
from tests.plans import a_head, a_row, house_policies, planned, registered
from tests.ready import make_ready
from tests.web.subscribing import Subscription
from workflow.agencies import Directory
from workflow.by import By
from workflow.feeds import FeedScope
from workflow.lifecycle import Event, Role
from workflow.store.database.opening import Database
from workflow.store.duties.extensions import grant_extension, request_extension, reschedule_duty
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import apply
from workflow.store.people.directory import keep_directory
from workflow.store.plans.amend_dates import Amender
from workflow.store.plans.amend_plan import amend, amendment
from workflow.store.plans.registering import PlanSource
from workflow.store.plans.successions import succeed_agency

pytestmark = pytest.mark.sqlite_alone

POLICIES = house_policies()
ROWS = (
    a_row("Trước 15/7/2026", "Sở Nội vụ, Sở Y tế", title="Đề án", cooperating="Sở Tài chính"),
    a_row("Tháng 6", "Sở Tài chính", title="Dự toán", cooperating="Sở Nội vụ"),
)
Step = Callable[[Subscription], object]


def moved(event: Event, role: Role, **needs: Any) -> Step:
    def step(house: Subscription) -> None:
        with house.database.writing() as session:
            number = assignments(session)[0].id
            act = a_transition(event, role, "Anh", house.now, **needs)
            apply(session, number, act)

    return step


def extended(house: Subscription) -> None:
    by = By(actor="Anh", now=house.now, reason="chờ", document="8/UBND")
    with house.database.writing() as session:
        duty = assignments(session)[0]
        assert duty.due
        request_extension(session, duty.id, duty.due + timedelta(days=20), by)
        grant_extension(session, duty.id, by, POLICIES)


def rescheduled(house: Subscription) -> None:
    by = By(actor="Anh", now=house.now, reason="chỉ đạo")
    with house.database.writing() as session:
        reschedule_duty(session, assignments(session)[0].id, house.now.date() + timedelta(days=3), by, POLICIES)


def succeeded(house: Subscription) -> None:
    change = By(actor="Anh", now=house.now, document="15/NQ")
    with house.database.writing() as session:
        succeed_agency(session, "so-y-te", "so-xay-dung", change)


def renamed(code: str) -> Step:
    def step(house: Subscription) -> None:
        known = POLICIES.directory
        named = Directory(tuple(replace(a, name="Sở Mới") if a.code == code else a for a in known.agencies))
        with house.database.writing() as session:
            keep_directory(session, named)

    return step


def amended(**changes: Any) -> Step:
    """Import the document again, in which the first task says something else."""

    def step(house: Subscription) -> None:
        tasks = planned(replace(ROWS[0], **changes), ROWS[1])
        source = PlanSource(name="moi.docx", sha256="1" * 64)
        by = By(actor="Anh", now=house.now)
        amender = Amender(by=by, source=source, policies=POLICIES)
        with house.database.writing() as session:
            shown = amendment(session, a_head(), tasks, source)
            assert shown
            amend(session, a_head(), tasks, shown, amender)

    return step


STEPS: dict[str, list[Step]] = {
    "noted": [
        moved(Event.ACCEPT, Role.STAFF),
        moved(Event.NOTE_PROGRESS, Role.STAFF, text="đang làm", percent=30),
    ],
    "accepted": [moved(Event.ACCEPT, Role.STAFF)],
    "confirmed": [
        moved(Event.REPORT, Role.STAFF, result="1/BC", on=None),
        moved(Event.CONFIRM, Role.COORDINATOR),
        amended(title="Đề án khác"),
    ],
    "reassigned": [moved(Event.REASSIGN, Role.COORDINATOR, agency="so-xay-dung")],
    "withdrawn": [moved(Event.WITHDRAW, Role.COORDINATOR, reason="thôi"), renamed("so-noi-vu")],
    "extended": [extended],
    "rescheduled": [rescheduled],
    "succeeded": [succeeded],
    "a lead renamed": [renamed("so-noi-vu")],
    "a cooperating agency renamed": [renamed("so-tai-chinh")],
    "another title": [amended(title="Đề án khác")],
    "another product": [amended(product="Nghị quyết")],
    "other helpers": [amended(cooperating="Sở Xây dựng")],
    "another deadline": [amended(deadline="Tháng 9")],
}


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
def test_every_change_of_what_an_event_tells_is_served_under_a_higher_revision_and_a_later_stamp(
    subscription: Subscription, steps: list[Step]
) -> None:
    serves_every_change(subscription, steps, passing=timedelta(0))


@pytest.mark.parametrize("passing", [timedelta(hours=1), timedelta(hours=-1)], ids=str)
@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
def test_so_it_is_when_time_passes_and_when_a_change_is_dated_back(
    file_database: Database, steps: list[Step], passing: timedelta
) -> None:
    with closing(Subscription(file_database)) as subscription:
        serves_every_change(subscription, steps, passing=passing)


def serves_every_change(subscription: Subscription, steps: list[Step], *, passing: timedelta) -> None:
    """Also when several happen within one second, and when one is dated back: ICSx5 goes by LAST-MODIFIED alone."""
    database = subscription.database
    make_ready(database, f"{__name__}.ROWS", lambda: registered(database, *ROWS))
    token = subscription.opened("50/KH-UBND", FeedScope.PLAN)
    before = served(subscription, token)
    assert before == rendered_anew(subscription)

    for step in steps:
        subscription.now += passing
        step(subscription)
        after = served(subscription, token)

        assert after == rendered_anew(subscription)
        assert after != before
        for uid in before.keys() & after.keys():
            assert after[uid] == before[uid] or is_later(after[uid], before[uid])
        before = after


def served(house: Subscription, token: str) -> dict[str, str]:
    return by_uid(house.get(token).text)


def rendered_anew(house: Subscription) -> dict[str, str]:
    options = EventOptions(base_url="https://dondoc.tinh.example")
    with house.database.reading() as session:
        alone, groups = in_groups(assignments(session))
    entries = [calendar_entry(duty, options) for duty in alone] + [group_entry(group, options) for group in groups]
    shown = FeedWindow(today=house.now.date()).shown(entries)
    return by_uid(b"".join(entry.content for entry in shown).decode())


def by_uid(calendar: str) -> dict[str, str]:
    events = re.findall(r"BEGIN:VEVENT\r\nUID:(\S+)\r\n(.*?)END:VEVENT", calendar, re.DOTALL)
    return dict(events)


def is_later(event: str, former: str) -> bool:
    names = ("SEQUENCE", "DTSTAMP", "LAST-MODIFIED")
    return all(marked(event, name) > marked(former, name) for name in names)


def marked(event: str, name: str) -> int:
    """Return a property's figures as one number; moments are written from the year down."""
    found = re.search(rf"^{name}:(\w+)", event, re.MULTILINE)
    assert found
    return int("".join(filter(str.isdigit, found[1])))
