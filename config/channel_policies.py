"""How each channel is treated: `[channel.email]` and the like in `escalation.toml`, every fault with its line."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from config.policy_files import KeyCheck, PolicyFault, key_faults, one_of_words, whole_number

DOUBTS = ("reconcile", "resend", "park")
NIGHTS = ("never", "urgent", "always")
MOST_A_MINUTE = 100_000
MOST_TRIES = 50
MOST_MINUTES = 24 * 60


@dataclass(frozen=True, kw_only=True)
class ChannelEntry:
    """One channel. Times are in minutes, `rate` in messages a minute over all workers; 0 sets no limit.

    `unknown` says what becomes of a message whose answer was lost: ask the channel by the message's key, send it again
    under the same Message-ID at most `resends` times, or leave it to a person. `quiet` says what goes out in quiet
    hours. `fall_back` are the channels to try, in order, for a person whom this one can't reach.
    """

    unknown: str = "park"
    attempts: int = 6
    resends: int = 2
    pause: int = 5
    rate: int = 0
    failures: int = 5
    rest: int = 2
    quiet: str = "urgent"
    fall_back: tuple[str, ...] = ()


# A second copy of a mail costs nothing and is recognised by its Message-ID; a lost one may cost a deadline.
USUAL: Mapping[str, ChannelEntry] = {
    "email": ChannelEntry(unknown="resend"),
    "zalo": ChannelEntry(fall_back=("zns", "email")),
    "zns": ChannelEntry(fall_back=("email",)),
    "chat": ChannelEntry(fall_back=("email",)),
}
CHANNELS = tuple(USUAL)


def channel_policies(table: Mapping[str, Mapping[str, Any]]) -> Mapping[str, ChannelEntry]:
    """Return every channel's policy: what the checked file says, the usual where it says nothing."""
    return {name: _entry(USUAL[name], table.get(name, {})) for name in CHANNELS}


def channel_faults(name: str, entry: object, place: Callable[[str], str]) -> Iterator[PolicyFault]:
    """Say what is wrong with a section; `place` names a key in it, and the section itself for ""."""
    if name not in CHANNELS:
        yield PolicyFault(place(""), f"không có kênh “{name}”", f"Các kênh: {', '.join(CHANNELS)}.")
    elif not isinstance(entry, dict):
        yield PolicyFault(place(""), "phải là một mục", f"Viết [channel.{name}] rồi các khóa ở dòng dưới.")
    else:
        yield from key_faults(entry, _checks(name), place)


def _entry(usual: ChannelEntry, said: Mapping[str, Any]) -> ChannelEntry:
    values = asdict(usual) | dict(said)
    return ChannelEntry(**(values | {"fall_back": tuple(values["fall_back"])}))


def _checks(name: str) -> Mapping[str, KeyCheck]:
    others = [channel for channel in CHANNELS if channel != name]
    checks: Mapping[str, KeyCheck] = {
        "unknown": one_of_words(DOUBTS),
        "attempts": whole_number(1, MOST_TRIES),
        "resends": whole_number(0, MOST_TRIES),
        "pause": whole_number(1, MOST_MINUTES),
        "rate": whole_number(0, MOST_A_MINUTE),
        "failures": whole_number(1, MOST_TRIES),
        "rest": whole_number(1, MOST_MINUTES),
        "quiet": one_of_words(NIGHTS),
        "fall_back": (lambda v: _are_other(v, others), f"Viết danh sách từ: {', '.join(others)}."),
    }
    assert checks.keys() == {field.name for field in fields(ChannelEntry)}
    return checks


def _are_other(value: object, others: Sequence[str]) -> bool:
    return isinstance(value, list) and all(channel in others for channel in value) and len(set(value)) == len(value)
