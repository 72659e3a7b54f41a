"""The log's lines, their canonical bytes, and the seals that chain them: what `docs/audit.md` fixes, as code.

A seal covers all lines up to one id. It keeps each line's id and SHA-256 (its marks), so that a later look can name
the line that was changed, taken out or slipped in; and it names the seal before it by that one's digest, so that no
seal can be changed or taken out without all later ones telling. The format never changes: another gets another name.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from workflow.by import By
from workflow.evidence.files import details_of_files
from workflow.lifecycle import Event
from workflow.log.actions import LogAction

_FORMAT = "dondoc-seal-1"
ID_BYTES = 8
MARK_BYTES = ID_BYTES + hashlib.sha256().digest_size
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
# Under which names the details of a line hold the accounts behind it.
PERSON = "person"
LENT_BY = "lent_by"


@dataclass(frozen=True, kw_only=True)
class LogEntry:
    """One line of the log. `actor` is a person's name, or a machine's, as in "máy: rà soát hằng ngày".

    `before` and `after` are states or timeliness; `details` holds what else is needed to replay the change.
    """

    at: datetime
    actor: str
    action: str
    plan_id: int | None = None
    trigger_id: int | None = None
    assignment_id: int | None = None
    before: str = ""
    after: str = ""
    reason: str = ""
    document: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        by: By,
        action: Event | LogAction,
        *,
        plan: int | None = None,
        trigger: int | None = None,
        assignment: int | None = None,
        before: str = "",
        after: str = "",
        details: Mapping[str, Any] | None = None,
    ) -> "LogEntry":
        """Return the line of what somebody did."""
        return cls(
            at=by.now,
            actor=by.actor,
            action=action,
            plan_id=plan,
            trigger_id=trigger,
            assignment_id=assignment,
            before=before,
            after=after,
            reason=by.reason,
            document=by.document,
            details={**(details or {}), **_persons(by), **details_of_files(by.files)},
        )


def _persons(by: By) -> Mapping[str, int]:
    """The accounts behind a line, by their numbers; a machine's line has none."""
    named = {PERSON: by.person, LENT_BY: by.lent_by}
    return {key: number for key, number in named.items() if number is not None}


@dataclass(frozen=True)
class LogLine:
    """An entry as the log keeps it, under its number; `entry` is None where it can't be read any more."""

    id: int
    entry: LogEntry | None


@dataclass(frozen=True, kw_only=True)
class Seal:
    """One link of the chain: the lines from `first` to `last` (ids, inclusive), as they were at that moment.

    Not every id in the range need exist: a transaction that was given up leaves a hole, and `marks` knows it.
    """

    number: int
    first: int
    last: int
    count: int
    marks: bytes
    previous: str
    at: datetime
    digest: str = ""


class Fault(StrEnum):
    """What is wrong with a link."""

    LINE_CHANGED = "line_changed"
    LINE_MISSING = "line_missing"
    LINE_INSERTED = "line_inserted"
    LINE_UNREADABLE = "line_unreadable"
    SEAL_CHANGED = "seal_changed"
    SEAL_MISSING = "seal_missing"
    HEAD_UNKNOWN = "head_unknown"


FAULT_LABELS = {
    Fault.LINE_CHANGED: "bị sửa sau khi khóa sổ",
    Fault.LINE_MISSING: "bị xóa sau khi khóa sổ",
    Fault.LINE_INSERTED: "bị chèn vào sau khi khóa sổ",
    Fault.LINE_UNREADABLE: "không đọc được",
    Fault.SEAL_CHANGED: "bị sửa hoặc làm lại",
    Fault.SEAL_MISSING: "bị thiếu",
    Fault.HEAD_UNKNOWN: "không còn trong chuỗi: phần cuối đã bị xóa hoặc cả chuỗi đã bị làm lại",
}


@dataclass(frozen=True, kw_only=True)
class Breach:
    """The first broken link: which seal (0: none, the chain doesn't hold the head asked for), and which line."""

    fault: Fault
    seal: int
    line: int | None = None

    @property
    def words(self) -> str:
        """The breach in words, as in "dòng nhật ký 17 (lần khóa sổ thứ 3) bị sửa sau khi khóa sổ"."""
        if self.fault is Fault.HEAD_UNKNOWN:
            return f"mã khóa sổ đã lưu {FAULT_LABELS[self.fault]}"
        seal = f"lần khóa sổ thứ {self.seal}"
        if self.line is None:
            return f"{seal} {FAULT_LABELS[self.fault]}"
        place = f"dòng nhật ký {self.line} ({seal if self.seal else 'chưa khóa sổ'})"
        return f"{place} {FAULT_LABELS[self.fault]}"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a look at the chain found: whole seals and the lines they cover, lines not sealed yet, the last digest."""

    seals: int
    lines: int
    unsealed: int
    head: str
    breach: Breach | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing was tampered with, as far as the seals can tell."""
        return self.breach is None


def canonical(line: LogLine) -> bytes:
    """Return a line's bytes: JSON in UTF-8, keys in order, no spaces, the moment in UTC to the microsecond.

    Raises `ValueError` or `TypeError` for a line that can't be read or says what no line of ours says.

    >>> line = LogLine(7, LogEntry(at=datetime(2026, 3, 5, 1, tzinfo=UTC), actor="Chị Lan", action="accept"))
    >>> canonical(line).decode()[:45]
    '{"action":"accept","actor":"Chị Lan","after":'
    """
    entry = line.entry
    if entry is None:
        raise ValueError(f"line {line.id} can't be read")
    return _json(
        {
            "id": line.id,
            "at": _moment(entry.at),
            "actor": entry.actor,
            "action": entry.action,
            "plan": entry.plan_id,
            "trigger": entry.trigger_id,
            "assignment": entry.assignment_id,
            "before": entry.before,
            "after": entry.after,
            "reason": entry.reason,
            "document": entry.document,
            "details": entry.details,
        }
    )


def line_mark(line: LogLine) -> bytes:
    """Return a line's mark: its id in 8 bytes, big-endian and signed, and the SHA-256 of its canonical bytes."""
    return line.id.to_bytes(ID_BYTES, "big", signed=True) + hashlib.sha256(canonical(line)).digest()


def make_seal(lines: Sequence[LogLine], *, after: Seal | None, at: datetime) -> Seal:
    """Return the seal over the lines, which are all there are after the previous one, by ascending id, at least one."""
    open_seal = Seal(
        number=after.number + 1 if after else 1,
        first=after.last + 1 if after else min(1, lines[0].id),
        last=lines[-1].id,
        count=len(lines),
        marks=b"".join(line_mark(line) for line in lines),
        previous=after.digest if after else "",
        at=at,
    )
    return replace(open_seal, digest=line_digest(open_seal))


def line_digest(seal: Seal) -> str:
    """Return the SHA-256 over everything that a seal says, in hexadecimal."""
    told = {
        "format": _FORMAT,
        "number": seal.number,
        "first": seal.first,
        "last": seal.last,
        "count": seal.count,
        "marks": hashlib.sha256(seal.marks).hexdigest(),
        "previous": seal.previous,
        "at": _moment(seal.at),
    }
    return hashlib.sha256(_json(told)).hexdigest()


def verify_chain(seals: Iterable[Seal], lines: Iterable[LogLine], *, heads: Collection[str] = ()) -> Verdict:
    """Hold the lines to the seals, both by ascending number, and stop at the first broken link.

    `heads` are digests that were kept outside the chain: it must still hold them all. Reads both as streams.
    """
    stream = _Stream(lines)
    last: Seal | None = None
    covered = 0
    missing = set(heads)
    for seal in seals:
        breach = _broken_link(seal, last) or _broken_line(seal, stream.up_to(seal.last))
        if breach is not None:
            return _verdict(last, covered, 0, breach)
        last, covered = seal, covered + seal.count
        missing.discard(seal.digest)
    unsealed, unreadable = stream.rest()
    breach = Breach(fault=Fault.LINE_UNREADABLE, seal=0, line=unreadable) if unreadable else None
    return _verdict(last, covered, unsealed, Breach(fault=Fault.HEAD_UNKNOWN, seal=0) if missing else breach)


class _Stream:
    """Lines by ascending id, taken off piece by piece."""

    def __init__(self, lines: Iterable[LogLine]) -> None:
        self._lines = iter(lines)
        self._next = next(self._lines, None)

    def up_to(self, last: int) -> Iterator[LogLine]:
        while self._next is not None and self._next.id <= last:
            yield self._next
            self._next = next(self._lines, None)

    def rest(self) -> tuple[int, int | None]:
        """Count what is left, and name the first line of it that can't be read."""
        count, unreadable = 0, None
        while self._next is not None:
            if unreadable is None and _mark(self._next) is None:
                unreadable = self._next.id
            count += 1
            self._next = next(self._lines, None)
        return count, unreadable


def _broken_link(seal: Seal, before: Seal | None) -> Breach | None:
    if line_digest(seal) != seal.digest:
        return Breach(fault=Fault.SEAL_CHANGED, seal=seal.number)
    expected = before.number + 1 if before else 1
    if seal.number != expected:
        return Breach(fault=Fault.SEAL_MISSING, seal=expected)
    if before is None:
        return Breach(fault=Fault.SEAL_CHANGED, seal=seal.number) if seal.previous else None
    if seal.previous != before.digest:
        # Both are whole in themselves, so the earlier one was made anew after the later one had named it.
        return Breach(fault=Fault.SEAL_CHANGED, seal=before.number)
    return None


def _broken_line(seal: Seal, lines: Iterable[LogLine]) -> Breach | None:
    kept = dict(_split(seal.marks))
    found = {line.id: _mark(line) for line in lines}
    for number in sorted(kept.keys() | found.keys()):
        if kept.get(number) != found.get(number):
            return Breach(fault=_fault_of(number, kept, found), seal=seal.number, line=number)
    return None


def _fault_of(number: int, kept: Mapping[int, bytes], found: Mapping[int, bytes | None]) -> Fault:
    if number not in found:
        return Fault.LINE_MISSING
    if found[number] is None:
        return Fault.LINE_UNREADABLE
    return Fault.LINE_CHANGED if number in kept else Fault.LINE_INSERTED


def _mark(line: LogLine) -> bytes | None:
    """The line's SHA-256; None where there is nothing to take it of."""
    try:
        return line_mark(line)[ID_BYTES:]
    except (ValueError, TypeError):
        return None


def _split(marks: bytes) -> Iterator[tuple[int, bytes]]:
    for start in range(0, len(marks), MARK_BYTES):
        mark = marks[start : start + MARK_BYTES]
        yield int.from_bytes(mark[:ID_BYTES], "big", signed=True), mark[ID_BYTES:]


def _verdict(last: Seal | None, covered: int, unsealed: int, breach: Breach | None) -> Verdict:
    return Verdict(
        seals=last.number if last else 0,
        lines=covered,
        unsealed=unsealed,
        head=last.digest if last else "",
        breach=breach,
    )


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _json(told: Mapping[str, Any]) -> bytes:
    return _ENCODER.encode(told).encode()
