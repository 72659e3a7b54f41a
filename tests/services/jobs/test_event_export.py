"""Passing the log on as events: only news, each line once, and not a hundred thousand at a time."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from base.clock import VIETNAM
from services.day.steps import Day, sweep_stage
from services.installation import Installation
from services.jobs.event_export import MOST_SINGLE, ExportedEvent, relay
from tests.plans import a_head, a_row, registered
from tests.services.houses import a_house
from workflow.by import By
from workflow.lifecycle import Event, Role, Transition
from workflow.store.duties.transitions import apply

NOW = datetime(2026, 3, 5, 6, 0, tzinfo=VIETNAM)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with a_house(tmp_path) as installation:
        registered(installation.database, a_row("Tháng 01/2026", "Sở Nội vụ"))
        yield installation


class Listener:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.heard: list[ExportedEvent] = []

    def __call__(self, events: Iterable[ExportedEvent]) -> None:
        self.heard += events


def test_history_is_no_news_and_a_sweep_is_told_once(installation: Installation) -> None:
    listener = Listener()
    assert relay(installation, listener, now=NOW) == 0
    sweep_stage(installation, Day.at(NOW))
    assert relay(installation, listener, now=NOW) == 1
    assert relay(installation, listener, now=NOW) == 0
    [told] = listener.heard
    assert (told.event, told.resource) == ("dondoc.assignment.overdue", "dondoc.assignment.1")
    assert told.payload["plan"] == "50/KH-UBND"
    assert told.payload["due"] == "2026-01-31"


def test_what_people_do_is_told_in_the_past_tense(installation: Installation) -> None:
    listener = Listener()
    relay(installation, listener, now=NOW)
    with installation.database.writing() as session:
        act = Transition(event=Event.ACCEPT, role=Role.STAFF, by=By(actor="Anh Bình", now=NOW))
        apply(session, 1, act)
    relay(installation, listener, now=NOW)
    assert [told.event for told in listener.heard] == ["dondoc.assignment.accepted"]


def test_an_event_that_was_passed_on_twice_bears_the_same_number(installation: Installation) -> None:
    def fall_silent(events: Iterable[ExportedEvent]) -> None:
        listener(events)
        raise ConnectionError

    listener = Listener()
    relay(installation, listener, now=NOW)
    sweep_stage(installation, Day.at(NOW))
    with pytest.raises(ConnectionError):
        relay(installation, fall_silent, now=NOW)
    relay(installation, listener, now=NOW)
    first, again = listener.heard
    assert first.id == again.id


def test_after_very_many_changes_the_rest_is_counted_in_one_event(installation: Installation) -> None:
    listener = Listener()
    relay(installation, listener, now=NOW)
    many = [a_row("Tháng 6", "UBND các xã, phường")] * 6
    registered(installation.database, *many, head=a_head(number="51/KH-UBND"))
    lines = relay(installation, listener, now=NOW)
    assert len(listener.heard) == MOST_SINGLE + 1
    assert listener.heard[-1].payload["lines"] == lines - MOST_SINGLE
