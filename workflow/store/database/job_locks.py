"""Taking turns: of two programs that want to do the same whole job, the second waits until the first has committed.

SQLite has one writer at a time anyhow. PostgreSQL gives an advisory lock that the end of the transaction gives back,
so a program that dies in its turn holds nobody up. The pieces of a divided job share one turn among themselves; the
whole job waits for them, and they for it.
"""

import zlib
from enum import StrEnum

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session


class LockedJob(StrEnum):
    """What only one program may do at a time. A transaction takes one turn at most, or two could block each other."""

    SWEEP = "sweep"
    LADDER = "ladder"
    EXTEND = "extend"
    REGISTER = "register"
    SEAL = "seal"
    DIVIDE = "divide"
    RUN = "run"
    GIVE_OUT = "give out"
    MIGRATE = "migrate"


def lock_job(transaction: Session | Connection, job: LockedJob, *, shared: bool = False) -> None:
    """Wait for the turn and keep it to the end of the transaction; asking again in the same transaction is free.

    A `shared` turn is had by several at once, but not beside one that isn't.
    """
    connection = transaction if isinstance(transaction, Connection) else transaction.connection()
    if connection.dialect.name == "postgresql":
        lock = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
        connection.execute(select(lock(_key(job))))


def _key(job: LockedJob) -> int:
    """Return a number that is the same in every program; `hash()` isn't."""
    return zlib.crc32(f"dondoc/{job}".encode())
