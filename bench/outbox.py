"""The outbox: mails through it against bare smtplib, claims of four workers, and the cost with a million stored.

`python -m bench.outbox [--quick]`. 50,000 notices for 5,000 recipients go as 5,000 digests of ten duties, each with its
calendar, to a mail server on loopback. The peer hands the same number of mails, those bytes ready made, over one
connection of smtplib: it composes nothing and writes nothing down. Both sides take turns, by wall time, since they
share the machine with the server's process and with PostgreSQL. What counts is the median of each turn's rate over that
of the peer's turn just before it; the best of each is shown beside it, which one process alone, meeting an idle core
more often than four do, has the better of. Workers are processes that live through all turns and have sent before the
first that counts. What one of them does alone is shown beside what four do.
"""

import smtplib
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from email.headerregistry import Address
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.databases import BACKENDS, Bench, bench_databases, execute
from bench.letters import NOW, house, queue, rest, store
from bench.outbox_workers import BATCH, Crew, at_once, office, work_off, work_off_alone
from bench.report import Claim, finish
from bench.smtp_sink import sink
from bench.stock import TODAY
from notifications.channels.mime import as_bytes
from notifications.delivery.composing import Subjects, compose_parcel
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments_by_id
from workflow.store.notices.outbox import claim, give_back

WORKERS = 4
A_RECIPIENT = 10
SENDER = Address(display_name="Đôn đốc", username="dondoc", domain="tinh.example")


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much is measured: recipients of four workers' mails, notices stored, recipients for each store."""

    recipients: int
    stored: tuple[int, ...]
    claimed: int


FULL = Size(recipients=5_000, stored=(1_000, 100_000, 1_000_000), claimed=1_000)
QUICK = Size(recipients=400, stored=(1_000, 50_000), claimed=100)


def main(*, quick: bool) -> None:
    """Measure, print, and end with 1 when a claim fails."""
    size = QUICK if quick else FULL
    claims: list[Claim] = []
    figures: dict[str, object] = {}
    with bench_databases() as bench, tempfile.TemporaryDirectory() as folder:
        for backend in BACKENDS:
            for part in (mails, shared_claims, flatness):
                found, told = part(bench, backend, size, Path(folder))
                claims += found
                figures |= told
    finish("outbox", claims, figures)


Found = tuple[list[Claim], dict[str, object]]


def mails(bench: Bench, backend: str, size: Size, folder: Path) -> Found:
    """Send everything with four workers, turn by turn with the peer and with one worker."""
    shares = {"bare_smtplib": WORKERS * BATCH, "four_workers": WORKERS * BATCH, "one_worker": BATCH}
    rates: dict[str, list[float]] = {"four_workers": [], "one_worker": [], "bare_smtplib": []}

    def against_bare(name: str) -> float:
        return median(ours / bare for ours, bare in zip(rates[name], rates["bare_smtplib"], strict=True))

    with bench.database(backend, "mails") as database, sink(folder / f"{backend}.txt") as port:
        house(database)
        ready = letters(database)
        crews = {"four_workers": Crew(WORKERS, database.url, port), "one_worker": Crew(1, database.url, port)}
        for turn in range(size.recipients // shares["four_workers"] + 1):
            spent = {"bare_smtplib": timed(lambda: hand_over(port, ready, shares["bare_smtplib"]))}
            for name, crew in crews.items():
                recipients = shares[name]
                queue(database, notices=recipients * A_RECIPIENT, recipients=recipients, name=f"{name}{turn}")
                rest(database)
                spent[name] = crew.send()
            if turn:
                # The first turn made everybody ready.
                for name, seconds in spent.items():
                    rates[name].append(shares[name] / seconds)
        for crew in crews.values():
            crew.dismiss()
        with database.reading() as session:
            assert not claim(session, "email", now=NOW), "something was left unsent"
    claims = [Claim(name=f"{backend}_mails_vs_bare_smtplib", value=against_bare("four_workers"), at_least=0.5)]
    best = {name: max(turns) for name, turns in rates.items()}
    return claims, {
        f"{backend}_mails_a_second": {name: [round(rate, 1) for rate in turns] for name, turns in rates.items()},
        f"{backend}_one_worker_vs_bare_smtplib": round(against_bare("one_worker"), 3),
        f"{backend}_best_turn_vs_best_of_bare_smtplib": round(best["four_workers"] / best["bare_smtplib"], 3),
        f"{backend}_bytes_a_mail": round(sum(map(len, ready)) / len(ready)),
    }


def letters(database: Database) -> Sequence[bytes]:
    """Some of the mails that the outbox would send, as bytes."""
    queue(database, notices=20 * A_RECIPIENT, recipients=20, name="sample")
    with database.writing() as session:
        parcels = claim(session, "email", now=NOW)
        duties = assignments_by_id(
            session, {n.assignment_id for parcel in parcels for n in parcel.notices if n.assignment_id}
        )
        give_back(session, parcels)
    execute(database, "DELETE FROM notice WHERE key LIKE 'sample-%'")
    options, subjects = office(database, 25).compose_options(TODAY), Subjects(duties=duties)
    written = [compose_parcel(options, parcel, subjects, now=NOW).message for parcel in parcels]
    to = Address(username="vanthu", domain="xa.example")
    return [as_bytes(message, sender=SENDER, to=to, reply_to=None) for message in written if message]


def hand_over(port: int, ready: Sequence[bytes], count: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        for number in range(count):
            smtp.sendmail(SENDER.addr_spec, [f"vanthu{number}@xa.example"], ready[number % len(ready)])


def shared_claims(bench: Bench, backend: str, size: Size, folder: Path) -> Found:
    """Four workers claim, begin and settle everything at once: each notice must be one worker's."""
    notices = size.recipients * A_RECIPIENT
    told = [folder / f"{backend}_claims_{number}.txt" for number in range(WORKERS)]
    with bench.database(backend, "claims") as database:
        house(database)
        queue(database, notices=notices, recipients=size.recipients)
        rest(database)
        taken = at_once([(work_off, (database.url, path)) for path in told])
        with database.reading() as session:
            left = len(claim(session, "email", now=NOW))
    lines = [path.read_text(encoding="ascii").splitlines() for path in told]
    ids = [line.split()[1] for of_worker in lines for line in of_worker]
    owners: dict[str, set[int]] = {}
    for worker, of_worker in enumerate(lines):
        for line in of_worker:
            owners.setdefault(line.split()[0], set()).add(worker)
    claims = [
        Claim(name=f"{backend}_settled", value=len(set(ids)), at_least=notices),
        Claim(name=f"{backend}_settled_twice", value=len(ids) - len(set(ids)), at_most=0),
        Claim(name=f"{backend}_left", value=left, at_most=0),
        Claim(
            name=f"{backend}_recipients_of_two_workers",
            value=sum(len(workers) > 1 for workers in owners.values()),
            at_most=0,
        ),
    ]
    return claims, {f"{backend}_notices_claimed_and_settled_a_second": round(notices / taken)}


@dataclass
class Store:
    """A database with so many notices stored, and the seconds that its turns took."""

    database: Database
    stored: int
    seconds: list[float] = field(default_factory=list)


def flatness(bench: Bench, backend: str, size: Size, _folder: Path) -> Found:
    """Claim, begin and settle the same number of notices beside ever more that were sent long ago."""
    with ExitStack() as stack:
        stores = []
        for stored in size.stored:
            database = stack.enter_context(bench.database(backend, f"stored_{stored}"))
            house(database)
            store(database, stored)
            stores.append(Store(database, stored))
        for turn in range(5):
            for one in stores:
                queue(one.database, notices=size.claimed * A_RECIPIENT, recipients=size.claimed, name=f"turn{turn}")
                rest(one.database)
                one.seconds.append(timed(lambda: work_off_alone(one.database)))  # noqa: B023
    best = {one.stored: min(one.seconds) for one in stores}
    grown = best[max(best)] / best[min(best)]
    figures = {
        f"{backend}_milliseconds_a_notice_with_stored": {
            stored: round(1000 * seconds / size.claimed / A_RECIPIENT, 3) for stored, seconds in best.items()
        }
    }
    return [Claim(name=f"{backend}_cost_a_notice_largest_vs_smallest", value=grown, at_most=1.5)], {**figures}


def timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


if __name__ == "__main__":
    main(quick="--quick" in sys.argv[1:])
