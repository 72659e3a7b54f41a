"""Workers that are killed: what arrives twice, what not at all, and who knows of it.

`python -m bench.exactly_once [--quick]`. Four worker processes send 10,000 notices, each to another recipient, to a
mail server on loopback; every second a random one of them gets `kill -9` and another takes its place. After 30 seconds
the killing ends and, an hour later by the clock of the notices, workers finish what is left. On both databases, once
with the policy of paid channels (`park`) and once with that of mail (`resend`).
"""

import os
import random
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic, sleep

from sqlalchemy import select

from bench.databases import BACKENDS, Bench, bench_databases
from bench.letters import NOW, house, queue, rest
from bench.outbox_workers import send_in_danger, start
from bench.report import Claim, finish
from bench.smtp_sink import sink
from workflow.store.database.opening import Database
from workflow.store.tables import NoticeRow, NoticeState

WORKERS = 4
LATER = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Run:
    """What one run came to. `accepted` counts each pair of recipient and Message-ID that the server took."""

    kills: int
    accepted: Counter[tuple[str, str]]
    states: Mapping[str, NoticeState]
    doubts: Mapping[str, int]

    @property
    def twice(self) -> list[str]:
        """Recipients of more than one mail."""
        times = Counter(recipient for recipient, _ in self.accepted.elements())
        return [recipient for recipient, count in times.items() if count > 1]

    def in_state(self, state: NoticeState) -> set[str]:
        return {recipient for recipient, known in self.states.items() if known is state}

    @property
    def arrived(self) -> set[str]:
        return {recipient for recipient, _ in self.accepted}


def main(*, quick: bool) -> None:
    """Run, print, and end with 1 when a claim fails."""
    notices, seconds = (400, 6) if quick else (10_000, 30)
    claims: list[Claim] = []
    figures: dict[str, object] = {}
    with bench_databases() as bench, tempfile.TemporaryDirectory() as folder:
        for backend in BACKENDS:
            for policy in ("park", "resend"):
                run = killing(bench, backend, policy, Path(folder), notices, seconds)
                claims += claims_of(f"{backend}_{policy}", policy, run, notices)
                figures[f"{backend}_{policy}"] = figures_of(run)
    finish("exactly_once", claims, figures)


def claims_of(name: str, policy: str, run: Run, notices: int) -> list[Claim]:
    unsent = run.states.keys() - run.arrived
    if policy == "park":
        return [
            Claim(name=f"{name}_sent_or_unknown", value=_settled(run), at_least=notices),
            Claim(name=f"{name}_duplicates", value=len(run.twice), at_most=0),
            Claim(
                name=f"{name}_unsent_but_not_unknown",
                value=len(unsent - run.in_state(NoticeState.UNKNOWN)),
                at_most=0,
            ),
            Claim(name=f"{name}_unknown_a_kill", value=len(run.in_state(NoticeState.UNKNOWN)) / run.kills, at_most=1),
        ]
    without_doubt = [recipient for recipient in run.twice if not run.doubts[recipient]]
    under_another = len(run.accepted) - len(run.arrived)
    return [
        Claim(name=f"{name}_sent", value=len(run.in_state(NoticeState.SENT)), at_least=notices),
        Claim(name=f"{name}_lost", value=len(unsent), at_most=0),
        Claim(name=f"{name}_duplicates_whose_worker_lived", value=len(without_doubt), at_most=0),
        Claim(name=f"{name}_duplicates_under_another_message_id", value=under_another, at_most=0),
    ]


def _settled(run: Run) -> int:
    return len(run.in_state(NoticeState.SENT) | run.in_state(NoticeState.UNKNOWN))


def figures_of(run: Run) -> dict[str, int]:
    unknown = run.in_state(NoticeState.UNKNOWN)
    return {
        "kills": run.kills,
        "accepted": run.accepted.total(),
        "duplicates": len(run.twice),
        "unknown": len(unknown),
        "unknown_that_had_arrived": len(unknown & run.arrived),
        "doubtful": sum(1 for times in run.doubts.values() if times),
    }


def killing(bench: Bench, backend: str, policy: str, folder: Path, notices: int, seconds: int) -> Run:
    """Let workers send, and kill; then let them finish."""
    path = folder / f"{backend}_{policy}.txt"
    with bench.database(backend, f"once_{policy}") as database, sink(path) as port:
        house(database)
        queue(database, notices=notices, recipients=notices)
        rest(database)
        kills = _kill_for(seconds, database.url, port, policy, path)
        _finish(database.url, port, policy, NOW + LATER)
        lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
        states, doubts = outcome(database)
        return Run(
            kills=kills,
            accepted=Counter((recipient, message_id) for recipient, message_id in lines),
            states=states,
            doubts=doubts,
        )


def outcome(database: Database) -> tuple[dict[str, NoticeState], dict[str, int]]:
    with database.reading() as session:
        rows = session.execute(
            select(NoticeRow.recipient, NoticeRow.state, NoticeRow.doubts).where(NoticeRow.key.startswith("q-"))
        ).all()
    return {row.recipient: row.state for row in rows}, {row.recipient: row.doubts for row in rows}


def _kill_for(seconds: int, url: str, port: int, policy: str, path: Path) -> int:
    """Start workers and kill one every second from the first mail on, until all is sent."""
    workers = [start(send_in_danger, url, port, policy, NOW) for _ in range(WORKERS)]
    while not (path.exists() and path.stat().st_size):
        sleep(0.05)
    begun, kills = monotonic(), 0
    while monotonic() - begun < seconds:
        sleep(1)
        alive = [worker for worker in workers if worker.is_alive()]
        if not alive:
            break
        victim = random.choice(alive)
        assert victim.pid is not None
        os.kill(victim.pid, signal.SIGKILL)
        victim.join()
        kills += 1
        workers = [*(worker for worker in alive if worker is not victim), start(send_in_danger, url, port, policy, NOW)]
    for worker in workers:
        worker.join()
    return max(1, kills)


def _finish(url: str, port: int, policy: str, now: datetime) -> None:
    workers = [start(send_in_danger, url, port, policy, now) for _ in range(WORKERS)]
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main(quick="--quick" in sys.argv[1:])
