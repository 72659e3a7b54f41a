"""The escalation ladder as an installation writes it: `escalation.toml`, checked whole, every fault with its line.

The packaged file is read unless an installation's folder holds a file of the same name.
"""

import json
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import time
from functools import lru_cache, partial
from pathlib import Path

from config.channel_policies import CHANNELS, ChannelEntry, channel_faults, channel_policies
from config.policy_files import (
    KeyCheck,
    Places,
    PolicyFault,
    PolicyFileRefused,
    TomlTable,
    are_tables,
    are_texts,
    is_switch,
    is_text,
    key_faults,
    one_of_words,
    policy_path,
    policy_table,
    policy_text,
)

FILE_NAME = "escalation.toml"

COUNTINGS = ("calendar", "working")
AUDIENCES = ("lead", "cooperating", "watcher", "coordinator", "coordinator_head", "head", "leadership")
STOPS = ("accept", "report")
WEEKDAY_KEYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FURTHEST = 730


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


def escalation(folder: Path | None = None) -> Escalation:
    """The ladder of the installation's folder, or of the package. Raises `PolicyFileRefused` with every fault."""
    path = policy_path(folder, FILE_NAME)
    return read_escalation(path, policy_text(path))


@lru_cache(maxsize=8)
def read_escalation(path: Path, text: str) -> Escalation:
    """Return what a text means, be it in the file already or not. Raises `PolicyFileRefused` with every fault."""
    table = policy_table(path, text)
    if faults := [*_faults(table, Places(text))]:
        raise PolicyFileRefused(path, faults)
    return _escalation(table)


def escalation_text(folder: Path | None = None) -> str:
    """Return the text that is in force: the installation's file, or the packaged one."""
    return policy_text(policy_path(folder, FILE_NAME))


def with_steps(text: str, steps: Sequence[StepEntry]) -> str:
    """Return the text of a file with other common steps; everything else in it stays as it was written.

    Comments between the steps go with them.
    """
    kept: list[str] = []
    above: list[str] = []
    ours, seen = False, False
    new = "\n\n".join("\n".join(_written(step)) for step in steps).splitlines()
    for line in text.splitlines():
        bare = line.split("#")[0].strip()
        if not bare:
            above.append(line)
            continue
        begins = bare == "[[step]]"
        # What stands above the first step tells of the file, above a later one of that step.
        if not begins or not seen:
            kept += above if not ours or bare.startswith("[") else []
        above = []
        ours = begins or (ours and not bare.startswith("["))
        if begins and not seen:
            kept, seen = [*kept, *new], True
        if not ours:
            kept.append(line)
    return "\n".join([*kept, *above]) + "\n"


def with_words(text: str, wording: Mapping[str, str], quiet: QuietEntry) -> str:
    """Return the text of a file with these sentences and quiet hours; everything else in it stays as it was written.

    Comments within the two tables go with their lines.
    """
    sentences = [f"{key} = {_value(words)}" for key, words in wording.items()]
    hours = [
        f"from = {quiet.starts:%H:%M:%S}",
        f"until = {quiet.ends:%H:%M:%S}",
        f"days_off = {_value(quiet.days_off)}",
    ]
    return _with_table(_with_table(text, "[wording]", sentences), "[quiet]", hours)


def _with_table(text: str, header: str, written: Sequence[str]) -> str:
    """The text with other keys in one table; what stands above the next table stays, a missing table comes last."""
    lines = text.splitlines()
    heads = [at for at, line in enumerate(lines) if line.split("#")[0].strip().startswith("[")]
    begins = next((at for at in heads if lines[at].split("#")[0].strip() == header), None)
    if begins is None:
        return "\n".join([*lines, "", header, *written]) + "\n"
    end = next((at for at in heads if at > begins), len(lines))
    last = max(at for at in range(begins, end) if lines[at].split("#")[0].strip())
    return "\n".join([*lines[: begins + 1], *written, *lines[last + 1 :]]) + "\n"


def with_plan_steps(path: Path, text: str, number: str, steps: Sequence[StepEntry]) -> str:
    """Return the text of a file in which the plan of a number has these steps, written as what they change.

    Steps that are the common ones leave the plan none of its own. Raises `PolicyFileRefused` for a faulty text.
    """
    common = {step.id: step for step in read_escalation(path, text).steps}
    own = [step for step in steps if common.get(step.id) != step]
    drop = tuple(sorted(common.keys() - {step.id for step in steps}))
    kept = _without_plan(text.splitlines(), number)
    if not own and not drop:
        return "\n".join(kept) + "\n"
    head = ["", "[[plan]]", f"number = {_value(number)}", *([f"drop = {_value(drop)}"] if drop else [])]
    return "\n".join([*kept, *head, *(line for step in own for line in ("", *_written(step, "[[plan.step]]")))]) + "\n"


def _without_plan(lines: Sequence[str], number: str) -> list[str]:
    """The lines without the table of one plan and its steps; comments above the next table stay."""
    kept: list[str] = []
    heads = [at for at, line in enumerate(lines) if line.lstrip().startswith("[")]
    ours = False
    kept += lines[: heads[0]] if heads else lines
    for at, end in zip(heads, [*heads[1:], len(lines)], strict=True):
        table, bare = lines[at:end], lines[at].split("#")[0].strip()
        if bare == "[[plan]]":
            ours = tomllib.loads("\n".join(table))["plan"][0].get("number") == number
        elif not bare.startswith("[[plan."):
            ours = False
        if ours:
            said = [place for place, line in enumerate(table) if line.split("#")[0].strip()]
            table = [line for line in table[said[-1] + 1 :] if line.strip()]
        kept += table
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def _written(step: StepEntry, header: str = "[[step]]") -> Iterator[str]:
    yield header
    for key in fields(StepEntry):
        value = getattr(step, key.name)
        if value is not None:
            yield f"{key.name} = {_value(value)}"


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    # JSON's strings are TOML's.
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False)


def _escalation(table: TomlTable) -> Escalation:
    common = _in_order(_entry(step) for step in table["step"])
    return Escalation(
        steps=common,
        wording=dict(table["wording"]),
        plans={plan["number"]: _merged(common, plan) for plan in table.get("plan", ())},
        quiet=_quiet(table.get("quiet", {})),
        channels=channel_policies(table.get("channel", {})),
    )


def _entry(step: TomlTable) -> StepEntry:
    return StepEntry(**{**step, "channels": tuple(step["channels"])})


def _quiet(table: TomlTable) -> QuietEntry:
    usual = QuietEntry()
    return QuietEntry(
        starts=table.get("from", usual.starts),
        ends=table.get("until", usual.ends),
        days_off=table.get("days_off", usual.days_off),
    )


def _merged(common: Sequence[StepEntry], plan: TomlTable) -> tuple[StepEntry, ...]:
    own = {step["id"]: _entry(step) for step in plan.get("step", ())}
    gone = {*plan.get("drop", ()), *own}
    return _in_order([*(step for step in common if step.id not in gone), *own.values()])


def _in_order(steps: Iterator[StepEntry] | Sequence[StepEntry]) -> tuple[StepEntry, ...]:
    return tuple(sorted(steps, key=lambda step: step.offset))


def _faults(table: TomlTable, places: Places) -> Iterator[PolicyFault]:
    unknown = sorted(table.keys() - {"step", "wording", "quiet", "channel", "plan"})
    yield from (PolicyFault(name, "là mục không ai đọc", "Xóa hoặc sửa tên mục.") for name in unknown)
    if not are_tables(table.get("step")) or not isinstance(table.get("wording"), dict):
        yield PolicyFault("cả tệp", "thiếu mục [[step]] hoặc [wording]", "Chép từ tệp mẫu rồi sửa.")
        return
    if not are_tables(table.get("plan", [])):
        yield PolicyFault(places.of_key("plan"), "phải là các mục", "Viết mỗi văn bản một mục [[plan]].")
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


def _wording_faults(wording: TomlTable, places: Places) -> Iterator[PolicyFault]:
    for key, words in wording.items():
        if not isinstance(words, str) or not words.strip():
            yield PolicyFault(places.of("[wording]", key=key), "phải là một câu", "Viết câu trong dấu ngoặc kép.")


def _quiet_faults(quiet: object, places: Places) -> Iterator[PolicyFault]:
    if not isinstance(quiet, dict):
        yield PolicyFault(places.of_key("quiet"), "phải là một mục", "Viết [quiet] rồi các khóa ở dòng dưới.")
        return
    hour = (lambda v: type(v) is time, "Viết giờ không có dấu ngoặc, mẫu: 17:30:00.")
    checks: Mapping[str, KeyCheck] = {"from": hour, "until": hour, "days_off": (is_switch, "Viết true hoặc false.")}
    yield from key_faults(quiet, checks, partial(places.of, "[quiet]", 0))


def _channel_faults(channels: object, places: Places) -> Iterator[PolicyFault]:
    if not isinstance(channels, dict):
        yield PolicyFault("channel", "phải là các mục", "Viết mỗi kênh một mục, như [channel.email].")
        return
    for name, entry in channels.items():
        yield from channel_faults(name, entry, partial(places.of, f"[channel.{name}]", 0))


def _are_channels(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(channel in CHANNELS for channel in value)


def _checks(wording: Sequence[str]) -> Mapping[str, KeyCheck]:
    return {
        "id": (is_text, "Viết một tên ngắn, như lead-7."),
        "offset": (lambda v: type(v) is int and abs(v) <= FURTHEST, f"Viết số ngày từ -{FURTHEST} đến {FURTHEST}."),
        "counting": one_of_words(COUNTINGS),
        "audience": one_of_words(AUDIENCES),
        "channels": (_are_channels, f"Viết danh sách từ: {', '.join(CHANNELS)}."),
        "wording": (one_of_words(wording)[0], f"Chọn một khóa của [wording]: {', '.join(wording)}."),
        "urgent": (is_switch, "Viết true hoặc false."),
        "until": one_of_words(STOPS),
        "every": one_of_words(WEEKDAY_KEYS),
    }


def _steps_faults(
    steps: Sequence[TomlTable], header: str, start: int, wording: Sequence[str], places: Places
) -> Iterator[PolicyFault]:
    checks = _checks(wording)
    needed = {f.name for f in fields(StepEntry)} - {"every"}
    for index, step in enumerate(steps, start):
        yield from key_faults(step, checks, partial(places.of, header, index), needed)


def _order_faults(steps: Sequence[StepEntry], place: str) -> Iterator[PolicyFault]:
    """Say how the steps of one ladder disturb each other: two of a name, two at once, a later one that stops first."""
    ids: set[str] = set()
    at: dict[tuple[str, int], str] = {}
    reporting: dict[str, str] = {}
    for step in _in_order(steps):
        if step.id in ids:
            yield PolicyFault(place, f"có hai lần đôn đốc cùng id “{step.id}”", "Đổi tên một lần.")
        if other := at.get((step.audience, step.offset)):
            yield PolicyFault(
                place, f"“{other}” và “{step.id}” nhắc cùng một người cùng một ngày", "Bỏ hoặc dời một lần."
            )
        # Missed steps collapse into the latest, so the latest must stop no earlier than those it stands for.
        if step.until == "accept" and (other := reporting.get(step.audience)):
            reason = f"“{step.id}” (dừng khi nhận nhiệm vụ) đứng sau “{other}” (dừng khi báo cáo)"
            yield PolicyFault(place, reason, "Đặt các lần accept trước các lần report của cùng người nhận.")
        ids.add(step.id)
        at.setdefault((step.audience, step.offset), step.id)
        if step.until == "report":
            reporting.setdefault(step.audience, step.id)


def _plan_faults(table: TomlTable, wording: Sequence[str], places: Places) -> Iterator[PolicyFault]:
    common = _in_order(_entry(step) for step in table["step"])
    seen = 0
    for index, plan in enumerate(table.get("plan", ())):
        steps = plan.get("step", [])
        place = partial(places.of, "[[plan]]", index)
        found = [*_plan_head_faults(plan, {step.id for step in common}, place)]
        if are_tables(steps):
            found += _steps_faults(steps, "[[plan.step]]", seen, wording, places)
            seen += len(steps)
        yield from found
        if not found:
            yield from _order_faults(_merged(common, plan), place())


def _plan_head_faults(plan: TomlTable, ids: set[str], place: Callable[[str], str]) -> Iterator[PolicyFault]:
    checks: Mapping[str, KeyCheck] = {
        "number": (is_text, "Viết số văn bản, như 50/KH-UBND."),
        "drop": (are_texts, f"Viết danh sách từ: {', '.join(sorted(ids))}."),
        "step": (are_tables, "Viết mỗi lần đôn đốc một mục [[plan.step]]."),
    }
    found = [*key_faults(plan, checks, place, ("number",))]
    yield from found
    for step in () if found else plan.get("drop", ()):
        if step not in ids:
            yield PolicyFault(place(""), f"bỏ lần đôn đốc “{step}” không có trong thang chung", checks["drop"][1])
