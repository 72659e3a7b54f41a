"""Hostile requests to the pages over raw sockets; `bench/hostile` sends ten thousand."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from bench.hostile import attack, heard, statuses
from tests.plans import a_row, at, registered
from tests.web.offices import an_installation
from tests.web.serving import serving
from web.app import create_app, guard
from web.guard.hosts import Names
from web.serving import Patience
from workflow.people.grants import Actor, Grant, GrantedRole
from workflow.store.database.opening import Database

REQUESTS = 150
NOW = at(date(2026, 3, 5))
ADMIN = Actor(name="Lan", grants=(Grant(role=GrantedRole.ADMIN),))
QUICK = Patience(head=1.0, reading=1.0, idle=1)
HEALTHY = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize("stranger", [True, False])
def test_hostile_requests_get_no_5xx_and_tell_a_stranger_nothing(
    tmp_path: Path, migrated_file: Path, stranger: bool
) -> None:
    shutil.copyfile(migrated_file, tmp_path / "dondoc.sqlite")
    file_database = Database(f"sqlite:///{tmp_path / 'dondoc.sqlite'}")
    registered(file_database, a_row(lead="Sở Nội vụ"))
    pages = create_app(
        an_installation(file_database), now=lambda: NOW, actor_of=None if stranger else lambda _request: ADMIN
    )
    with serving(guard(pages, Names()), QUICK, log_level="critical") as port:
        done = attack(port, REQUESTS, seed=7, told=["Sở Nội vụ".encode()] if stranger else [])
        assert (done.failed, done.leaked) == ([], [])
        assert statuses(heard(port, HEALTHY)) == [200]
    file_database.close()
    assert done.seen[400] > 0
