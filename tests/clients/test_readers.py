"""The clients that pip installs beside us see what was meant, over HTTP, through every change."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import pytest

from calendars.checking.validator import validate
from tests.clients import stories
from tests.clients.readers import home_assistant_reader, icalendar_reader
from tests.clients.run_all import OK, exit_code
from tests.clients.serving import Address, served
from tests.clients.stories import Scene, as_seen

Reader = Callable[[str], list[dict[str, Any]]]
READERS = [
    pytest.param(icalendar_reader.read, id="icalendar and recurring-ical-events"),
    pytest.param(home_assistant_reader.read, id="Home Assistant's ical"),
]
SCENES = [*stories.feeds(), *stories.changes()]


@pytest.fixture(scope="module")
def address() -> Iterator[Address]:
    with served() as one:
        yield one


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_every_scene_passes_our_own_check(scene: Scene) -> None:
    assert validate(scene.content) == ()


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_client_sees_what_was_meant(address: Address, read: Reader, scene: Scene) -> None:
    address.content = scene.content

    assert as_seen(read(address.url)) == scene.seen


def test_each_change_is_one_that_the_slowest_client_notices() -> None:
    """Evolution keeps the old event unless SEQUENCE, DTSTAMP or LAST-MODIFIED moves along."""
    scenes = list(stories.changes())
    for before, after in itertools.pairwise(scenes):
        told = {seen.uid: seen for seen in before.seen}
        for seen in after.seen:
            if seen.uid in told and asdict(seen) != asdict(told[seen.uid]):
                assert stamps(before, seen.uid) < stamps(after, seen.uid)


def stamps(scene: Scene, uid: str) -> tuple[int, str]:
    (event,) = [part for part in scene.content.decode().split("BEGIN:VEVENT\r\n") if f"UID:{uid}\r\n" in part]
    values = dict(line.split(":", 1) for line in event.split("\r\n") if ":" in line)
    return int(values["SEQUENCE"]), values["DTSTAMP"]


@pytest.mark.parametrize(
    ("result", "code"), [(OK, 0), ("not measured: libical-dev is not installed", 0), ("2 of 3 events", 1)]
)
def test_a_client_that_is_not_there_is_neither_passed_nor_failed(result: str, code: int) -> None:
    assert exit_code({("a scene", "khal"): OK, ("a scene", "libical"): result}) == code
