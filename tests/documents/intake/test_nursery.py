"""Processes that open strangers' files: one for each, none of which brings down another or learns our secrets."""

import json
import os
import signal
import sys
import threading
from collections.abc import Mapping
from tempfile import TemporaryFile
from typing import Any

import pytest

from documents.intake.nursery import child, close_nursery

GREETING = {"word": "xin chào"}


def tell(orders: Mapping[str, Any]) -> None:
    """What a child knows: its orders, its file, whose child it is, our environment."""
    known = {
        "orders": orders,
        "file": sys.stdin.read(),
        "process": os.getpid(),
        "nursery": os.getppid(),
        "environment": sorted(os.environ),
    }
    sys.stdout.write(json.dumps(known))
    sys.stdout.flush()


def fall(orders: Mapping[str, Any]) -> None:
    os.kill(os.getpid(), orders["signal"])


def hang(_orders: Mapping[str, Any]) -> None:
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    threading.Event().wait()


def told(content: bytes = b"mot") -> dict[str, Any]:
    with TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        with child(f"{__name__}.{tell.__name__}", GREETING, file) as born:
            known: dict[str, Any] = json.loads(born.answer.read())
            assert born.ends_well()
    return known


def test_each_file_has_a_process_of_its_own_and_all_have_one_mother() -> None:
    first, second = told(b"mot"), told(b"hai")
    assert [(known["orders"], known["file"]) for known in (first, second)] == [(GREETING, "mot"), (GREETING, "hai")]
    assert first["nursery"] == second["nursery"]
    assert len({first["process"], second["process"], first["nursery"], os.getpid()}) == 4


def test_no_secret_of_the_environment_is_known_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_SECRET_KEY", "k" * 43)
    assert not [name for name in told()["environment"] if name.startswith("DONDOC")]


def test_what_programs_need_is_known_as_it_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    before = told()
    monkeypatch.setenv("TESSDATA_PREFIX", "/chu/viet")
    after = told()
    assert "TESSDATA_PREFIX" in after["environment"]
    assert before["nursery"] != after["nursery"]


def test_a_child_that_falls_takes_nobody_with_it() -> None:
    mother = told()["nursery"]
    with TemporaryFile() as file:
        for sign in (signal.SIGKILL, signal.SIGTERM):
            with child(f"{__name__}.{fall.__name__}", {"signal": sign}, file) as born:
                assert born.answer.read() == b""
                assert not born.ends_well()
    assert told()["nursery"] == mother


def test_a_child_that_hangs_is_ended_while_others_work() -> None:
    with TemporaryFile() as file, child(f"{__name__}.{hang.__name__}", {}, file) as born:
        assert born.answer.readline() == b"begun\n"
        assert told()["file"] == "mot"
        born.kill()
        assert not born.ends_well()


def test_a_child_ends_with_the_block_that_asked_for_it() -> None:
    with TemporaryFile() as file, child(f"{__name__}.{hang.__name__}", {}, file) as born:
        assert born.answer.readline() == b"begun\n"
    assert told()["file"] == "mot"


def test_a_nursery_that_is_gone_is_followed_by_another() -> None:
    mother = told()["nursery"]
    os.kill(mother, signal.SIGKILL)
    os.waitid(os.P_PID, mother, os.WEXITED | os.WNOWAIT)
    assert told()["nursery"] != mother


def test_a_nursery_that_is_closed_takes_its_children_with_it() -> None:
    with TemporaryFile() as file, child(f"{__name__}.{hang.__name__}", {}, file) as born:
        assert born.answer.readline() == b"begun\n"
        close_nursery()
        assert not born.ends_well()
