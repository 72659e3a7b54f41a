"""What every bench prints: one JSON object with claims, values against targets, and the machine."""

import json
import os
import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import process_time


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A measured ratio, count or size; `at_least` or `at_most` is its target."""

    name: str
    value: float
    at_least: float | None = None
    at_most: float | None = None

    @property
    def ok(self) -> bool:
        enough = self.at_least is None or self.value >= self.at_least
        return enough and (self.at_most is None or self.value <= self.at_most)

    @property
    def target(self) -> str:
        return f">= {self.at_least:g}" if self.at_least is not None else f"<= {self.at_most:g}"


def finish(bench: str, claims: Sequence[Claim], figures: Mapping[str, object] | None = None) -> None:
    """Print the bench's JSON object and end the program: 0 when all claims hold, else 1."""
    told = [
        {"name": claim.name, "value": round(claim.value, 3), "target": claim.target, "ok": claim.ok} for claim in claims
    ]
    machine = {"python": platform.python_version(), "system": platform.platform(), "cpus": os.cpu_count()}
    result = {"bench": bench, "claims": told, "figures": dict(figures or {}), "machine": machine}
    print(json.dumps(result, ensure_ascii=False, indent=2))
    sys.exit(0 if all(claim.ok for claim in claims) else 1)


@dataclass(frozen=True)
class Pace:
    """How long the sides of a comparison took: the least CPU seconds over rounds in which they took turns.

    Whatever else the machine does only adds, and more to one side than to the other.
    """

    seconds: Mapping[str, float]

    def times_faster(self, side: str, than: str) -> float:
        return self.seconds[than] / self.seconds[side]

    def per_second(self, count: int) -> dict[str, int]:
        """Return each side's rate for the reader; absolute rates mean nothing on shared machines."""
        return {name: round(count / seconds) for name, seconds in self.seconds.items()}


def race(sides: Mapping[str, Callable[[], object]], *, rounds: int, repeat: int = 1) -> Pace:
    """Run the sides by turns, so that whatever else the machine does falls on all of them alike.

    `repeat` is how often a side runs in its turn, for sides too short to be measured once.
    """
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, run in sides.items():
            start = process_time()
            for _ in range(repeat):
                run()
            taken[name].append((process_time() - start) / repeat)
    return Pace({name: min(times) for name, times in taken.items()})
