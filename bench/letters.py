"""A queue of notices to send, on a house of duties: what the benches of the outbox work on."""

from datetime import UTC, datetime

from sqlalchemy import text

from base.clock import VIETNAM
from bench.databases import settle
from bench.stock import TODAY, fill
from workflow.store.database.opening import Database

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 9, 0, tzinfo=VIETNAM)
DUTIES = 5_000
STEP = "lead-7"
MOMENT = f"{NOW.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
COLUMNS = """key, assignment_id, step, due, channel, recipient, recipient_name, agency_id, state, queued_at, not_before,
    attempts, message_id, outcome"""


def house(database: Database) -> None:
    """Fill an empty database with duties that notices may speak of."""
    fill(database, DUTIES)


def queue(database: Database, *, notices: int, recipients: int, channel: str = "email", name: str = "q") -> None:
    """Queue that many notices, evenly for so many recipients, ready to be sent at `NOW`."""
    _add(database, notices, f"'{name}'", channel, f"'vanthu' || (n % {recipients}) || '@xa.example'", "queued")


def store(database: Database, notices: int, *, name: str = "old") -> None:
    """Add notices that were sent long ago."""
    _add(database, notices, f"'{name}'", "email", "'vanthu' || (n % 5000) || '@xa.example'", "sent")


def rest(database: Database) -> None:
    """Bring the tables to rest, as between two days."""
    settle(database, "notice", "assignment", "channel")


def _add(database: Database, count: int, name: str, channel: str, recipient: str, state: str) -> None:
    numbers = (
        f"SELECT n FROM generate_series(0, {count - 1}) AS n"
        if database.engine.dialect.name == "postgresql"
        else f"WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < {count - 1}) SELECT n FROM s"
    )
    statement = f"""
        INSERT INTO notice ({COLUMNS})
        SELECT {name} || '-' || n, a.id, '{STEP}', a.due, '{channel}', {recipient}, 'Văn thư', a.agency_id, '{state}',
            '{MOMENT}', '{MOMENT}', {0 if state == "queued" else 1}, '', ''
        FROM ({numbers}) AS numbers JOIN assignment a ON a.id = 1 + (n / 10 + n * 7) % {DUTIES}
    """
    with database.writing() as session:
        session.execute(text(statement))
