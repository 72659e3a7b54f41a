"""The chain of seals: fixed bytes, and whatever is done to a line or a seal is found and named."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.plans import at
from workflow.log.audit import (
    Breach,
    Fault,
    LogEntry,
    LogLine,
    Seal,
    canonical,
    line_digest,
    line_mark,
    make_seal,
    verify_chain,
)

MOMENT = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)


def a_line(number: int, **changes: object) -> LogLine:
    known: dict[str, object] = {"at": MOMENT, "actor": "Chị Lan", "action": "accept", "assignment_id": 3}
    return LogLine(number, LogEntry(**(known | changes)))  # type: ignore[arg-type]


def chain(*blocks: list[LogLine]) -> list[Seal]:
    """Seals over the blocks, an hour apart."""
    seals: list[Seal] = []
    for hours, block in enumerate(blocks):
        seals.append(make_seal(block, after=seals[-1] if seals else None, at=MOMENT + timedelta(hours=hours)))
    return seals


# Ids have holes: transactions that were given up.
BLOCKS = [[a_line(1), a_line(2), a_line(5)], [a_line(6), a_line(9)], [a_line(10)]]
LINES = [line for block in BLOCKS for line in block]
SEALS = chain(*BLOCKS)


def breach(seals: list[Seal], lines: list[LogLine], head: str = "") -> Breach | None:
    return verify_chain(seals, lines, heads=[head] if head else []).breach


def test_a_lines_bytes_are_fixed_for_ever() -> None:
    line = a_line(7, at=at(MOMENT.date(), hour=8), before="assigned", after="in_progress", details={"progress": 5})
    assert canonical(line).decode() == (
        '{"action":"accept","actor":"Chị Lan","after":"in_progress","assignment":3,'
        '"at":"2026-03-05T01:00:00.000000+00:00","before":"assigned","details":{"progress":5},"document":"",'
        '"id":7,"plan":null,"reason":"","trigger":null}'
    )


def test_a_seals_digest_is_fixed_for_ever() -> None:
    by_hand = (
        '{"at":"2026-03-05T01:00:00.000000+00:00","count":1,"first":1,"format":"dondoc-seal-1","last":7,'
        f'"marks":"{hashlib.sha256(line_mark(a_line(7))).hexdigest()}","number":1,"previous":""}}'
    )
    assert make_seal([a_line(7)], after=None, at=MOMENT).digest == hashlib.sha256(by_hand.encode()).hexdigest()


def test_a_whole_chain_covers_its_lines_and_says_which_wait_for_a_seal() -> None:
    verdict = verify_chain(SEALS, [*LINES, a_line(11), a_line(12)])
    assert verdict.whole
    assert (verdict.seals, verdict.lines, verdict.unsealed, verdict.head) == (3, 6, 2, SEALS[-1].digest)


def test_an_empty_log_is_whole() -> None:
    assert verify_chain([], []).whole


@pytest.mark.parametrize("field", ["at", "actor", "action", "assignment_id", "before", "reason", "document", "details"])
def test_a_changed_line_is_named_whatever_was_changed(field: str) -> None:
    other = {"at": MOMENT + timedelta(microseconds=1), "assignment_id": 4, "details": {"due": "2026-07-14"}}
    changed = a_line(6, **{field: other.get(field, "khác")})
    assert breach(SEALS, [*LINES[:3], changed, *LINES[4:]]) == Breach(fault=Fault.LINE_CHANGED, seal=2, line=6)


@given(st.sampled_from(LINES))
def test_a_missing_line_is_named(gone: LogLine) -> None:
    found = breach(SEALS, [line for line in LINES if line is not gone])
    assert found is not None
    assert (found.fault, found.line) == (Fault.LINE_MISSING, gone.id)


@given(st.sampled_from([-3, 0, 3, 4, 7, 8]))
def test_a_line_slipped_in_among_sealed_ones_is_named(number: int) -> None:
    found = breach(SEALS, sorted([*LINES, a_line(number)], key=lambda line: line.id))
    assert found is not None
    assert (found.fault, found.line) == (Fault.LINE_INSERTED, number)


@pytest.mark.parametrize(
    "changes",
    [{"count": 3}, {"first": 5}, {"last": 8}, {"at": MOMENT}, {"marks": b""}, {"previous": ""}, {"number": 4}],
)
def test_a_changed_seal_is_named(changes: dict[str, object]) -> None:
    seals = [SEALS[0], replace(SEALS[1], **changes), SEALS[2]]  # type: ignore[arg-type]
    found = breach(seals, LINES)
    assert found == Breach(fault=Fault.SEAL_CHANGED, seal=seals[1].number)


def test_a_seal_made_anew_over_a_changed_line_is_told_by_the_next_one() -> None:
    forged_line = a_line(6, actor="kẻ gian")
    forged = make_seal([forged_line, LINES[4]], after=SEALS[0], at=SEALS[1].at)
    assert line_digest(forged) == forged.digest
    found = breach([SEALS[0], forged, SEALS[2]], [*LINES[:3], forged_line, *LINES[4:]])
    assert found == Breach(fault=Fault.SEAL_CHANGED, seal=2)


@pytest.mark.parametrize(("kept", "missing"), [([1, 2], 1), ([0, 2], 2)])
def test_a_gap_in_the_chain_is_named(kept: list[int], missing: int) -> None:
    assert breach([SEALS[n] for n in kept], LINES) == Breach(fault=Fault.SEAL_MISSING, seal=missing)


def test_an_end_that_was_cut_off_shows_against_a_head_kept_outside() -> None:
    cut = (SEALS[:2], LINES[:5])
    assert breach(*cut) is None
    assert breach(*cut, head=SEALS[1].digest) is None
    assert breach(*cut, head=SEALS[2].digest) == Breach(fault=Fault.HEAD_UNKNOWN, seal=0)


def test_a_chain_made_anew_from_its_first_line_shows_against_a_head_kept_outside() -> None:
    forged = [a_line(line.id, actor="kẻ gian") for line in LINES]
    assert breach(chain(forged), forged, head=SEALS[0].digest) == Breach(fault=Fault.HEAD_UNKNOWN, seal=0)


def test_a_breach_is_told_in_words() -> None:
    line = Breach(fault=Fault.LINE_CHANGED, seal=3, line=17)
    assert line.words == "dòng nhật ký 17 (lần khóa sổ thứ 3) bị sửa sau khi khóa sổ"
    assert Breach(fault=Fault.SEAL_MISSING, seal=3).words == "lần khóa sổ thứ 3 bị thiếu"
    assert Breach(fault=Fault.HEAD_UNKNOWN, seal=0).words.startswith("mã khóa sổ đã lưu không còn trong chuỗi")
