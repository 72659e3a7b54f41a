"""Lines of the log: with their offset, and for their owner alone."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from config.log_lines import write_log_lines


@pytest.fixture
def log_as_it_was() -> Iterator[None]:
    """The program's logger is one for the process: it is given back as it was found."""
    ours = logging.getLogger("dondoc")
    before = list(ours.handlers), ours.level, ours.propagate
    yield
    for handler in ours.handlers:
        if handler not in before[0]:
            handler.close()
    ours.handlers, ours.level, ours.propagate = before


@pytest.mark.usefixtures("log_as_it_was")
def test_m12_a_line_says_when_in_rfc_3339_with_vietnams_offset(tmp_path: Path) -> None:
    file = write_log_lines(tmp_path)
    structlog.get_logger("dondoc.thu").info("bắt đầu")
    (line,) = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    assert line["timestamp"].endswith("+07:00")
    assert line["timestamp"][10] == "T"
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
