"""The escalation ladder as an installation writes it: `escalation.toml`, checked whole, every fault with its line.

The packaged file is read unless an installation's folder holds a file of the same name.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any

from config.channel_policies import CHANNELS, ChannelEntry, channel_faults, channel_policies

PACKAGED = Path(__file__).parent
FILE_NAME = "escalation.toml"

COUNTINGS = ("calendar", "working")
AUDIENCES = ("lead", "cooperating", "watcher", "coordinator", "coordinator_head", "head", "leadership")
STOPS = ("accept", "report")
WEEKDAY_KEYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FURTHEST = 730

_Table = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class StepEntry:
    """One `[[step]]`, in the words of the file."""

    id: str
    offset: int
    counting: str
    audience: str
    channels: tuple[str, ...]
    wording: str
    urgent: bool
    until: str
    every: str | None = None


@dataclass(frozen=True, kw_only=True)
class QuietEntry:
    """The hours, in Vietnam, between which nothing that can wait is sent; `days_off` holds it on days off as well."""

    starts: time = time(17, 30)
    ends: time = time(7, 30)
    days_off: bool = True


@dataclass(frozen=True, kw_only=True)
class Escalation:
    """The whole file. `plans` maps a plan's number to its own steps, already merged with the common ones.

    `channels` has an entry for every channel there is, by its name.
    """

    steps: tuple[StepEntry, ...]
    wording: Mapping[str, str] = field(hash=False)
    plans: Mapping[str, tuple[StepEntry, ...]] = field(hash=False)
    quiet: QuietEntry
    channels: Mapping[str, ChannelEntry] = field(hash=False)


@dataclass(frozen=True)
class _Fault:
    """One thing wrong in the file, for the person who wrote it."""

    place: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}. {self.remedy}"


class EscalationRefused(ValueError):
    """The file cannot be used; `faults` names all that is wrong with it, not only the first."""

    def __init__(self, path: Path, faults: Sequence[_Fault]) -> None:
        super().__init__("\n".join([f"{path}: thang đôn đốc có {len(faults)} lỗi", *map(str, faults)]))
        self.path = path
        self.faults = tuple(faults)


@cache
def escalation(folder: Path | None = None) -> Escalation:
    """The ladder of the installation's folder, or of the package. Raises `EscalationRefused` with every fault."""
    own = folder / FILE_NAME if folder else None
    path = own if own and own.is_file() else PACKAGED / FILE_NAME
    text = path.read_text(encoding="utf-8")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise EscalationRefused(path, [_Fault("cú pháp TOML", str(error), "Sửa dòng được nêu.")]) from error
    if faults := [*_faults(table, _Places(text))]:
        raise EscalationRefused(path, faults)
    return _escalation(table)


def _escalation(table: _Table) -> Escalation:
    common = _in_order(_entry(step) for step in table["step"])
    return Escalation(
        steps=common,
        wording=dict(table["wording"]),
        plans={plan["number"]: _merged(common, plan) for plan in table.get("plan", ())},
        quiet=_quiet(table.get("quiet", {})),
        channels=channel_policies(table.get("channel", {})),
    )


def _entry(step: _Table) -> StepEntry:
    return StepEntry(**{**step, "channels": tuple(step["channels"])})


def _quiet(table: _Table) -> QuietEntry:
    usual = QuietEntry()
    return QuietEntry(
        starts=table.get("from", usual.starts),
        ends=table.get("until", usual.ends),
        days_off=table.get("days_off", usual.days_off),
    )


def _merged(common: Sequence[StepEntry], plan: _Table) -> tuple[StepEntry, ...]:
    own = {step["id"]: _entry(step) for step in plan.get("step", ())}
    gone = {*plan.get("drop", ()), *own}
    return _in_order([*(step for step in common if step.id not in gone), *own.values()])


def _in_order(steps: Iterator[StepEntry] | Sequence[StepEntry]) -> tuple[StepEntry, ...]:
    return tuple(sorted(steps, key=lambda step: step.offset))


class _Places:
    """Finds the line of a key: the parser tells values, not where they stood."""

    def __init__(self, text: str) -> None:
        self.lines = [line.strip() for line in text.splitlines()]

    def of(self, header: str, index: int = 0, key: str = "") -> str:
        """Name the index-th table with this header (`[[step]]`, `[quiet]`), or a key in it, with its line from 1."""
        starts = [n for n, line in enumerate(self.lines) if line.split("#")[0].strip() == header]
        if index >= len(starts):
            return header
        line = self._line_of(key, starts[index]) if key else starts[index]
        return f"dòng {line + 1}, {header}" + (f", khóa {key}" if key else "")

    def _line_of(self, key: str, start: int) -> int:
        for n in range(start + 1, len(self.lines)):
            if self.lines[n].startswith("["):
                break
            if self.lines[n].split("=")[0].strip() == key:
                return n
        return start


def _faults(table: _Table, places: _Places) -> Iterator[_Fault]:
    unknown = sorted(table.keys() - {"step", "wording", "quiet", "channel", "plan"})
    yield from (_Fault(name, "là mục không ai đọc", "Xóa hoặc sửa tên mục.") for name in unknown)
    if not isinstance(table.get("step"), list) or not isinstance(table.get("wording"), dict):
        yield _Fault("cả tệp", "thiếu mục [[step]] hoặc [wording]", "Chép từ tệp mẫu rồi sửa.")
        return
    yield from _wording_faults(table["wording"], places)
    yield from _quiet_faults(table.get("quiet", {}), places)
    yield from _channel_faults(table.get("channel", {}), places)
    wording = tuple(table["wording"])
    found = [*_steps_faults(table["step"], "[[step]]", 0, wording, places)]
    yield from found
    if not found:
        yield from _order_faults([_entry(step) for step in table["step"]], "[[step]]")
        yield from _plan_faults(table, wording, places)


def _wording_faults(wording: _Table, places: _Places) -> Iterator[_Fault]:
    for key, words in wording.items():
        if not isinstance(words, str) or not words.strip():
            yield _Fault(places.of("[wording]", key=key), "phải là một câu", "Viết câu trong dấu ngoặc kép.")


def _quiet_faults(quiet: _Table, places: _Places) -> Iterator[_Fault]:
    kinds: Mapping[str, type] = {"from": time, "until": time, "days_off": bool}
    for key, value in quiet.items():
        if key not in kinds:
            yield _Fault(places.of("[quiet]", key=key), "là khóa không ai đọc", f"Các khóa: {', '.join(kinds)}.")
        elif type(value) is not kinds[key]:
            yield _Fault(places.of("[quiet]", key=key), f"không nhận giá trị “{value}”", "Mẫu: 17:30:00 hoặc true.")


def _channel_faults(channels: object, places: _Places) -> Iterator[_Fault]:
    if not isinstance(channels, dict):
        yield _Fault("channel", "phải là các mục", "Viết mỗi kênh một mục, như [channel.email].")
        return
    for name, entry in channels.items():
        for key, reason, remedy in channel_faults(name, entry):
            yield _Fault(places.of(f"[channel.{name}]", key=key), reason, remedy)


def _one_of(words: Sequence[str]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and value in words


def _are_channels(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(_one_of(CHANNELS)(channel) for channel in value)


def _checks(wording: Sequence[str]) -> Mapping[str, tuple[Callable[[object], bool], str]]:
    """For each key of a step: what it accepts, and how to say that."""
    return {
        "id": (lambda v: isinstance(v, str) and bool(v.strip()), "Viết một tên ngắn, như lead-7."),
        "offset": (lambda v: type(v) is int and abs(v) <= FURTHEST, f"Viết số ngày từ -{FURTHEST} đến {FURTHEST}."),
        "counting": (_one_of(COUNTINGS), f"Chọn một: {', '.join(COUNTINGS)}."),
        "audience": (_one_of(AUDIENCES), f"Chọn một: {', '.join(AUDIENCES)}."),
        "channels": (_are_channels, f"Viết danh sách từ: {', '.join(CHANNELS)}."),
        "wording": (_one_of(wording), f"Chọn một khóa của [wording]: {', '.join(wording)}."),
        "urgent": (lambda v: type(v) is bool, "Viết true hoặc false."),
        "until": (_one_of(STOPS), f"Chọn một: {', '.join(STOPS)}."),
        "every": (_one_of(WEEKDAY_KEYS), f"Chọn một: {', '.join(WEEKDAY_KEYS)}."),
    }


def _steps_faults(
    steps: Sequence[_Table], header: str, start: int, wording: Sequence[str], places: _Places
) -> Iterator[_Fault]:
    checks = _checks(wording)
    needed = {f.name for f in fields(StepEntry)} - {"every"}
    for index, step in enumerate(steps, start):
        for key in sorted(needed - step.keys()):
            yield _Fault(places.of(header, index), f"thiếu khóa {key}", checks[key][1])
        for key, value in step.items():
            place = places.of(header, index, key)
            if key not in checks:
                yield _Fault(place, "là khóa không ai đọc", f"Các khóa: {', '.join(checks)}.")
            elif not checks[key][0](value):
                yield _Fault(place, f"không nhận giá trị “{value}”", checks[key][1])


def _order_faults(steps: Sequence[StepEntry], place: str) -> Iterator[_Fault]:
    """Say how the steps of one ladder disturb each other: two of a name, two at once, a later one that stops first."""
    ids: set[str] = set()
    at: dict[tuple[str, int], str] = {}
    reporting: dict[str, str] = {}
    for step in _in_order(steps):
        if step.id in ids:
            yield _Fault(place, f"có hai lần đôn đốc cùng id “{step.id}”", "Đổi tên một lần.")
        if other := at.get((step.audience, step.offset)):
            yield _Fault(place, f"“{other}” và “{step.id}” nhắc cùng một người cùng một ngày", "Bỏ hoặc dời một lần.")
        # Missed steps collapse into the latest, so the latest must stop no earlier than those it stands for.
        if step.until == "accept" and (other := reporting.get(step.audience)):
            reason = f"“{step.id}” (dừng khi nhận nhiệm vụ) đứng sau “{other}” (dừng khi báo cáo)"
            yield _Fault(place, reason, "Đặt các lần accept trước các lần report của cùng người nhận.")
        ids.add(step.id)
        at.setdefault((step.audience, step.offset), step.id)
        if step.until == "report":
            reporting.setdefault(step.audience, step.id)


def _plan_faults(table: _Table, wording: Sequence[str], places: _Places) -> Iterator[_Fault]:
    common = _in_order(_entry(step) for step in table["step"])
    seen = 0
    for index, plan in enumerate(table.get("plan", ())):
        steps = plan.get("step", ())
        found = [*_plan_head_faults(plan, {step.id for step in common}, places.of("[[plan]]", index))]
        found += _steps_faults(steps, "[[plan.step]]", seen, wording, places)
        seen += len(steps)
        yield from found
        if not found:
            yield from _order_faults(_merged(common, plan), places.of("[[plan]]", index))


def _plan_head_faults(plan: _Table, ids: set[str], place: str) -> Iterator[_Fault]:
    if not isinstance(plan.get("number"), str):
        yield _Fault(place, "thiếu khóa number", "Viết số văn bản, như 50/KH-UBND.")
    for key in sorted(plan.keys() - {"number", "drop", "step"}):
        yield _Fault(place, f"khóa {key} không ai đọc", "Các khóa: number, drop, step.")
    for step in plan.get("drop", ()):
        if step not in ids:
            yield _Fault(
                place, f"bỏ lần đôn đốc “{step}” không có trong thang chung", f"Các lần: {', '.join(sorted(ids))}."
            )
