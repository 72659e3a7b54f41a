"""A newer program over a running office's database: nothing it held is lost, and what was under way goes on.

Walked from the tables of every version that was ever released (`tests.store.database.old_office.RELEASED`).
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table, inspect, text

from tests.plans import at, house_policies
from tests.store.database.old_office import ADDRESS, DUE, RELEASED, THEN, an_old_office, content, make_tables, reflected
from workflow.store.database.opening import Database
from workflow.store.database.schema import (
    SchemaMismatch,
    SchemaStanding,
    bring_up_to_date,
    made_ready,
    migrate_schema,
    schema_standing,
    versions,
)
from workflow.store.duties.reading import assignments
from workflow.store.duties.sweep import sweep
from workflow.store.log.sealing import verify
from workflow.store.notices.doubts import release_expired
from workflow.store.notices.listing import notices
from workflow.store.notices.outbox import claim
from workflow.store.notices.queueing import Moment, queue_notices
from workflow.store.tables import NoticeState

every_release = pytest.mark.parametrize("revision", RELEASED)
every_older_release = pytest.mark.parametrize("revision", [old for old in RELEASED if old != versions()[-1]])
PLAN_NEWS = {"report_cycle", "weekly"}
# A continuous duty's next report day, which is its due day since 0013.
GONE = frozenset({"check_in_on"})
LATER = THEN + timedelta(days=4)


def upgraded(database: Database, revision: str) -> Database:
    an_old_office(database, revision)
    bring_up_to_date(database)
    return database


def described(database: Database) -> Mapping[str, Mapping[str, Any]]:
    """Tables, columns in their order, keys, indexes and triggers, as the database tells them."""
    asked = inspect(database.engine)
    triggers = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
        "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname",
    }
    with database.reading() as session:
        found = [tuple(row) for row in session.execute(text(triggers[database.engine.dialect.name]))]
    tables: dict[str, Mapping[str, Any]] = {
        name: {
            "columns": [dict(column) | {"type": str(column["type"])} for column in asked.get_columns(name)],
            "primary": asked.get_pk_constraint(name),
            "foreign": by_name(asked.get_foreign_keys(name)),
            "unique": by_name(asked.get_unique_constraints(name)),
            "indexes": [{**index, **shown_options(index)} for index in by_name(asked.get_indexes(name))],
        }
        for name in asked.get_table_names()
    }
    return {**tables, "triggers": {"all": found}}


def shown_options(index: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"dialect_options": {name: str(value) for name, value in index.get("dialect_options", {}).items()}}


def by_name(things: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return sorted(things, key=lambda thing: str(thing["name"]))


def columns_of(rows: Iterable[Mapping[str, Any]], like: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with those columns that other rows have, but for the ones that an upgrade works out anew."""
    names = set(like[0]) - GONE if like else set()
    return [{name: row[name] for name in names} for row in rows]


def without(rows: Iterable[Mapping[str, Any]], names: Collection[str]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name not in names} for row in rows]


def notice_states(database: Database) -> Counter[NoticeState]:
    with database.reading() as session:
        return Counter(line.state for line in notices(session))


def test_the_first_migration_makes_the_tables_that_offices_have(
    bare_database: Database, new_bare_database: Callable[[], Database]
) -> None:
    make_tables(bare_database, "0007")
    anew = new_bare_database()
    migrate_schema(anew, to="0007")
    assert described(anew) == described(bare_database)


@every_release
def test_every_row_is_there_after_the_upgrade(bare_database: Database, revision: str) -> None:
    before = an_old_office(bare_database, revision)
    tables = reflected(bare_database)
    bring_up_to_date(bare_database)
    assert schema_standing(bare_database) is SchemaStanding.CURRENT
    kept = {name: table for name, table in reflected(bare_database).items() if name in tables.keys() - {"notice"}}
    after_upgrade = content(bare_database, kept)
    for name, rows in before.items():
        if name in kept:
            assert columns_of(after_upgrade[name], rows) == without(rows, GONE)
    after = [before_today(row, tables["notice"]) for row in rows_of(bare_database, "notice")]
    assert [row for row in after if row["step"] not in PLAN_NEWS] == before["notice"]


@every_release
def test_letters_become_notices_of_the_same_outbox(bare_database: Database, revision: str) -> None:
    letters = an_old_office(bare_database, revision)["letter"]
    bring_up_to_date(bare_database)
    found = {row["recipient"]: row for row in rows_of(bare_database, "notice") if row["step"] in PLAN_NEWS}
    assert len(found) == len(letters)
    for letter in letters:
        notice = found[letter["recipient"]]
        assert {name: letter[name] for name in letter.keys() & notice.keys() - {"id"}} == {
            name: notice[name] for name in letter.keys() & notice.keys() - {"id"}
        }
        assert (notice["step"], notice["due"], notice["plan_id"]) == (letter["kind"], letter["day"], 1)


def rows_of(database: Database, name: str) -> list[Mapping[str, Any]]:
    return content(database, {name: reflected(database)[name]})[name]


def before_today(row: Mapping[str, Any], table: Table) -> Mapping[str, Any]:
    """The columns of a row that the table had."""
    return {name: row[name] for name in table.columns.keys()}  # noqa: SIM118 - a collection of columns yields columns


@every_older_release
def test_the_new_program_waits_for_the_upgrade(bare_database: Database, revision: str) -> None:
    before = an_old_office(bare_database, revision)
    with pytest.raises(SchemaMismatch, match="Sao lưu rồi chạy `dondoc migrate`"):
        made_ready(bare_database)
    assert content(bare_database, reflected(bare_database)) == before


@every_release
def test_notices_under_way_go_on_and_none_is_sent_twice(bare_database: Database, revision: str) -> None:
    database = upgraded(bare_database, revision)
    with database.writing() as session:
        release_expired(session, now=LATER)
    # Two of the ladder and one letter; the others are a letter's each as well.
    waiting = {NoticeState.QUEUED: 3, NoticeState.UNKNOWN: 2, NoticeState.SENT: 2, NoticeState.DEAD: 2}
    assert notice_states(database) == waiting
    with database.writing() as session:
        [_, parcel] = claim(session, "email", now=LATER)
    assert (parcel.recipient, len(parcel.notices), parcel.attempts) == (ADDRESS, 2, 2)


@every_release
def test_the_days_work_catches_up_from_the_last_run_of_the_old_program(bare_database: Database, revision: str) -> None:
    database, policies = upgraded(bare_database, revision), house_policies()
    with database.writing() as session:
        swept = sweep(session, today=DUE + timedelta(days=1), now=at(DUE))
    moment = Moment(today=DUE + timedelta(days=1), now=at(DUE), not_before=at(DUE))
    with database.writing() as session:
        queued = queue_notices(
            session, policies.ladders, moment=moment, working_days=policies.working_days, leadership="ubnd-tinh"
        )
    assert swept.arrived == {"overdue": 1}
    assert queued > 0


@every_release
def test_the_seals_of_the_old_program_hold(bare_database: Database, revision: str) -> None:
    database = upgraded(bare_database, revision)
    with database.reading() as session:
        verdict = verify(session)
    assert (verdict.whole, verdict.seals, verdict.unsealed) == (True, 1, 1)


@every_older_release
def test_events_keep_the_stamp_under_which_subscribers_have_them(bare_database: Database, revision: str) -> None:
    upgraded(bare_database, revision)

    with bare_database.reading() as session:
        duties = assignments(session)

    assert duties
    assert all(duty.event_stamp == duty.changed_at.replace(microsecond=0) for duty in duties)
