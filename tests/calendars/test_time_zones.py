"""A calendar is the same wherever the machine thinks it is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import sys
from datetime import date
from calendars.feeds.collect import calendars_of
from calendars.feeds.feed import feed_bytes
from calendars.feeds.window import FeedWindow
from tests.builders import an_assignment

(agency, plan) = calendars_of([an_assignment(id=n) for n in range(3)])
sys.stdout.buffer.write(feed_bytes(agency.header, agency.entries, FeedWindow(today=date(2026, 3, 5))))
sys.stdout.buffer.write(feed_bytes(plan.header, (), FeedWindow(today=date(2026, 3, 5))))
"""


def written_under(zone: str) -> bytes:
    root = Path(__file__).parents[2]
    environment = os.environ | {"TZ": zone, "PYTHONPATH": str(root)}
    return subprocess.run([sys.executable, "-c", SCRIPT], env=environment, check=True, capture_output=True).stdout


@pytest.mark.slow
@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Asia/Ho_Chi_Minh", "Pacific/Kiritimati"])
def test_the_bytes_do_not_depend_on_the_machines_zone(zone: str) -> None:
    assert written_under(zone) == written_under("UTC")
    assert b"DTSTART;VALUE=DATE:20260714" in written_under(zone)
