"""PostgreSQL dumps that say more than rows: nothing of them is run, and a restore is all or nothing."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import text

from config.settings import Settings
from services.maintenance.backup import back_up
from services.maintenance.restoring import restore_backup
from tests.databases import Used
from tests.plans import a_row, at, registered
from tests.services.installations import an_installation, content, with_tools
from tests.store.database.old_office import an_old_office
from workflow.by import By
from workflow.store.database.guards import altered_structure
from workflow.store.database.opening import Database
from workflow.store.database.postgresql_load import CopyAltered
from workflow.store.database.postgresql_rows import NextNumber, TableRows, read_dump
from workflow.store.database.schema import migrate_schema
from workflow.store.log.writing import LogEntry, record

NOW = at(date(2026, 3, 5))
BY = By(actor="Chị Lan", now=NOW)
INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
DEFAULTS = "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef ORDER BY 1"
FUNCTIONS = "SELECT prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
KEYS = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1"


@pytest.fixture
def server(server_databases: Used) -> Iterator[Database]:
    with server_databases.one() as database:
        registered(database, a_row(), a_row("Tháng 3", "UBND các xã, phường"))
        yield database


@pytest.fixture
def office(server: Database, tmp_path: Path) -> Settings:
    return an_installation(tmp_path, database_url=server.url)


def structure(database: Database) -> list[str]:
    with database.reading() as session:
        return [row for query in (INDEXES, DEFAULTS, FUNCTIONS, KEYS) for row in session.scalars(text(query))]


def backed_up(settings: Settings, target: Path) -> Path:
    back_up(settings, target, now=NOW, environment=with_tools())
    return target


def put_back(settings: Settings, backup: Path) -> None:
    restore_backup(settings, backup, by=BY, environment=with_tools(), force=True)


def rewritten(backup: Path, target: Path, before: bytes, after: str) -> Path:
    """The backup with a statement of its dump's table of contents replaced by another, made as long at its "…"."""
    with zipfile.ZipFile(backup) as archive:
        manifest, dump = json.loads(archive.read("manifest.json")), archive.read("database")
    begin = dump.index(before)
    end = dump.index(b";\n", begin)
    long = after.replace("…", "x" * (end - begin - len(after) + 1)).encode().ljust(end - begin)
    assert len(long) == end - begin
    dump = dump[:begin] + long + dump[end:]
    manifest["files"]["database"] = sha256(dump).hexdigest()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("database", dump)
        archive.writestr("manifest.json", json.dumps(manifest))
    return target


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    [
        "COMMIT;DROP TABLE public.contact CASCADE;",
        "ROLLBACK",
        "COPY public.agency TO PROGRAM 'cat>{mark}'",
        "SELECT 1;\n\\! touch {mark}\n",
        "DROP SCHEMA public CASCADE",
        "rác",
    ],
)
def test_no_statement_of_a_dump_is_run(server: Database, office: Settings, tmp_path: Path, statement: str) -> None:
    rows, made, mark = content(server), structure(server), Path("dau-vet")
    evil = rewritten(
        backed_up(office, tmp_path / "b.zip"), tmp_path / "x.zip", b"CREATE INDEX", statement.format(mark=mark)
    )
    registered(server, a_row("Tháng 9"), a_row("Tháng 10"))
    put_back(office, evil)
    assert (content(server), structure(server)) == (rows, made)
    assert altered_structure(server) == []
    assert not mark.exists()


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("COPY public.agency TO PROGRAM 'cat>dau-vet'", "thiếu bảng agency"),
        ("COPY public.agency (id, x…) FROM stdin", "bảng agency khác ở cột"),
        ("COPY public.la (x…) FROM stdin", "có bảng lạ la"),
        ("COPY pg_catalog.pg_authid (oid, x…) FROM stdin", "thiếu bảng agency"),
        ("INSERT INTO public.agency VALUES (1)", "thiếu bảng agency"),
    ],
)
def test_a_dump_without_the_rows_of_each_table_is_refused_whole(
    server: Database, office: Settings, tmp_path: Path, statement: str, words: str
) -> None:
    evil = rewritten(backed_up(office, tmp_path / "b.zip"), tmp_path / "x.zip", b"COPY public.agency ", statement)
    registered(server, a_row("Tháng 9"))
    rows, made = content(server), structure(server)
    with pytest.raises(CopyAltered, match=words):
        put_back(office, evil)
    assert (content(server), structure(server)) == (rows, made)


@pytest.mark.postgres
@pytest.mark.parametrize(
    "altered",
    [
        "ALTER TABLE contact ALTER name SET DEFAULT query_to_xml('create table pwned()', true, true, '')",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE INDEX ix_la ON contact (name) WHERE length(name) > 3",
        "ALTER TABLE event DISABLE TRIGGER event_no_change",
    ],
)
def test_a_database_that_was_altered_comes_back_as_this_program_makes_it(
    server: Database, office: Settings, tmp_path: Path, altered: str
) -> None:
    rows, made = content(server), structure(server)
    with server.engine.begin() as connection:
        connection.exec_driver_sql(altered)
    put_back(office, backed_up(office, tmp_path / "b.zip"))
    assert (content(server), structure(server)) == (rows, made)
    assert altered_structure(server) == []


@pytest.mark.postgres
def test_rows_that_lead_to_none_are_refused_whole(server: Database, office: Settings, tmp_path: Path) -> None:
    with server.engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql("DELETE FROM plan")
    rows = content(server)
    evil = backed_up(office, tmp_path / "b.zip")
    registered(server, a_row("Tháng 9"))
    assert len(content(server)["task"]) > len(rows["task"])
    now = content(server)
    with pytest.raises(CopyAltered, match="trỏ tới dòng không có"):
        put_back(office, evil)
    assert content(server) == now


@pytest.mark.postgres
def test_rows_come_back_whatever_signs_they_have_and_numbers_are_given_once(
    server: Database, office: Settings, tmp_path: Path
) -> None:
    odd = ["\\.", "\n\\.\n", "a\tb\\N\r\n", "COPY public.agency (id) FROM stdin;\n", "x" * 200_000, ""]
    with server.writing() as session:
        record(session, [LogEntry(at=NOW, actor="thử", action="thử", details={"words": words}) for words in odd])
        following = session.scalar(text("SELECT nextval('plan_id_seq') + 1"))
    rows = content(server)
    put_back(office, backed_up(office, tmp_path / "b.zip"))
    assert content(server) == rows
    with server.reading() as session:
        assert session.scalar(text("SELECT nextval('plan_id_seq')")) == following


def test_a_backup_of_every_released_version_comes_back_with_its_rows(bare_database: Database, tmp_path: Path) -> None:
    an_old_office(bare_database, "0007")
    settings = an_installation(tmp_path, database_url=bare_database.url)
    old = backed_up(settings, tmp_path / "b.zip")
    migrate_schema(bare_database)
    rows = content(bare_database)
    put_back(settings, old)
    migrate_schema(bare_database)
    assert content(bare_database) == rows
    assert altered_structure(bare_database) == []


def test_a_script_is_read_for_its_rows_and_numbers_alone() -> None:
    script = b"""\\restrict x
COMMIT;
COPY public."order" (id, "end") FROM stdin;
1\tCOPY public.b (id) FROM stdin;
\\! touch x
\\.
 COPY public.b (id) FROM stdin;
COPY public.b (id) FROM PROGRAM 'x';
SELECT pg_catalog.setval('public.a_id_seq', 5, true);
SELECT pg_catalog.setval('public.b_id_seq', 1, false); DROP TABLE a;
"""
    found: list[object] = [
        (one.table, one.columns, b"".join(one.pieces)) if isinstance(one, TableRows) else one
        for one in read_dump(io.BytesIO(script))
    ]
    rows = b"1\tCOPY public.b (id) FROM stdin;\n\\! touch x\n"
    assert found == [("order", ("id", "end"), rows), NextNumber("a_id_seq", 6)]
