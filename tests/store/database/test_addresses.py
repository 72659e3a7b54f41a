"""The addresses that offices write, and what they are told when there is nothing behind one."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from urllib.parse import quote

import pytest
from sqlalchemy import make_url, text

from tests.databases import administer, named
from workflow.store.database.opening import FRESH, Database, DatabaseBusy, DatabaseUnavailable
from workflow.store.database.refusals import mask_password, unsuitable
from workflow.store.database.schema import SchemaStanding, made_ready, schema_standing

PASSWORD = "mật khẩu@1"


@dataclass(frozen=True)
class Office:
    """A database on a server, and the folder of the server's socket."""

    server: str
    name: str
    folder: str

    def address(self, user: str = "postgres") -> str:
        return f"postgresql://{user}@/{self.name}?host={self.folder}"


@pytest.fixture
def office(postgres_server: str) -> Iterator[Office]:
    """An empty database that one user, who needs a password, owns."""
    name = f"office_{uuid.uuid4().hex[:8]}"
    administer(postgres_server, f"CREATE ROLE \"{name}\" LOGIN PASSWORD '{PASSWORD}'")
    administer(postgres_server, f'CREATE DATABASE "{name}" OWNER "{name}"')
    folder = make_url(postgres_server).query["host"]
    assert isinstance(folder, str)
    yield Office(postgres_server, name, folder)
    administer(postgres_server, f'DROP DATABASE "{name}"')
    administer(postgres_server, f'DROP ROLE "{name}"')


@pytest.fixture
def asking(office: Office) -> Iterator[Office]:
    """The same, on a server that asks this user for the password; others are trusted as before."""
    rules = Path(office.folder) / "pg_hba.conf"
    before = rules.read_text(encoding="utf-8")
    rules.write_text(f"local all {office.name} scram-sha-256\n{before}", encoding="utf-8")
    administer(office.server, "SELECT pg_reload_conf()")
    yield office
    rules.write_text(before, encoding="utf-8")
    administer(office.server, "SELECT pg_reload_conf()")


def opened(url: str) -> SchemaStanding:
    database = Database(url)
    try:
        return schema_standing(made_ready(database))
    finally:
        database.close()


def refused(url: str) -> DatabaseUnavailable:
    database = Database(url)
    with pytest.raises(DatabaseUnavailable) as refusal:
        made_ready(database)
    database.close()
    return refusal.value


@pytest.mark.postgres
@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg", "postgresql+psycopg2"])
def test_every_spelling_of_postgresql_opens_it(office: Office, scheme: str) -> None:
    assert opened(f"{scheme}://postgres@/{office.name}?host={office.folder}") is SchemaStanding.CURRENT


@pytest.mark.postgres
@pytest.mark.parametrize(
    "form", ["postgresql:///{name}?host={folder}&user=postgres", "postgres://postgres@{host}/{name}"]
)
def test_a_socket_may_be_written_in_both_ways_that_libpq_knows(office: Office, form: str) -> None:
    url = form.format(name=office.name, folder=office.folder, host=quote(office.folder, safe=""))
    assert opened(url) is SchemaStanding.CURRENT


@pytest.mark.postgres
def test_a_password_with_special_characters_opens_the_database(asking: Office) -> None:
    assert opened(asking.address(f"{asking.name}:{quote(PASSWORD)}")) is SchemaStanding.CURRENT


@pytest.mark.postgres
@pytest.mark.parametrize("given", [":sai", ""], ids=["wrong", "none"])
def test_a_wrong_or_missing_password_is_told_without_showing_it(asking: Office, given: str) -> None:
    refusal = refused(asking.address(f"{asking.name}{given}"))
    assert "tên đăng nhập hoặc mật khẩu" in refusal.reason
    assert "%40" in refusal.remedy
    assert "sai" not in str(refusal.given)


@pytest.mark.postgres
def test_an_unknown_user_is_told_as_such(office: Office) -> None:
    assert "tên đăng nhập" in refused(office.address("khong_ai")).reason


@pytest.mark.postgres
def test_a_database_that_is_not_there_is_told_with_how_to_make_it(office: Office) -> None:
    refusal = refused(named(office.server, "chua_co"))
    assert "chưa có trên máy chủ" in refusal.reason
    assert "createdb" in refusal.remedy


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("postgresql://a:mat-khau@127.0.0.1:1/dondoc", "không trả lời"),
        ("postgresql://a@/dondoc?host=/khong/co", "không trả lời"),
        ("postgresql://a@may-chu.invalid/dondoc", "không tìm thấy tên"),
    ],
)
def test_a_server_that_does_not_answer_is_told(url: str, reason: str) -> None:
    refusal = refused(url)
    assert reason in refusal.reason
    assert "mat-khau" not in str(refusal)
    assert refusal.exit_code == 1


@pytest.mark.postgres
def test_a_user_who_may_make_no_tables_is_told_what_to_ask_for(office: Office, postgres_server: str) -> None:
    administer(postgres_server, f'ALTER DATABASE "{office.name}" OWNER TO postgres')
    refusal = refused(office.address(office.name))
    assert "không cho người dùng này tạo bảng" in refusal.reason
    assert "OWNER" in refusal.remedy


@pytest.mark.postgres
def test_a_user_without_rights_on_the_tables_is_told(office: Office) -> None:
    opened(office.address())
    stranger = Database(office.address(office.name))
    with pytest.raises(DatabaseUnavailable, match="không cho người dùng này"), stranger.reading() as session:
        session.execute(text("SELECT * FROM event"))
    stranger.close()


@pytest.mark.postgres
def test_a_database_whose_encoding_holds_no_vietnamese_is_refused(postgres_server: str) -> None:
    administer(
        postgres_server, "CREATE DATABASE ascii ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
    )
    assert "SQL_ASCII" in refused(named(postgres_server, "ascii")).reason
    administer(postgres_server, "DROP DATABASE ascii")


def test_a_postgresql_older_than_15_is_refused_and_a_newer_one_is_not() -> None:
    refusal = unsuitable("postgresql://máy-chủ/dondoc", version=140_012, encoding="UTF8")
    assert refusal is not None
    assert "PostgreSQL 14" in refusal.reason
    assert unsuitable("postgresql://máy-chủ/dondoc", version=150_000, encoding="UTF8") is None


@pytest.mark.postgres
def test_a_connection_that_the_server_ends_is_told_and_the_next_one_is_new(office: Office) -> None:
    database = made_ready(Database(office.address()))
    with pytest.raises(DatabaseUnavailable, match="mất kết nối giữa chừng"), database.writing() as session:
        mine = session.scalar(text("SELECT pg_backend_pid()"))
        administer(office.server, f"SELECT pg_terminate_backend({mine})")
        session.execute(text("SELECT 1"))
    assert schema_standing(database) is SchemaStanding.CURRENT
    database.close()


@pytest.mark.postgres
def test_a_server_restarted_between_two_questions_is_not_noticed(office: Office) -> None:
    database = made_ready(Database(office.address()))
    with database.reading() as session:
        mine = session.scalar(text("SELECT pg_backend_pid()"))
    administer(office.server, f"SELECT pg_terminate_backend({mine})")
    # No server restarts in less.
    sleep(2 * FRESH)
    with database.reading() as session:
        assert session.scalar(text("SELECT pg_backend_pid()")) != mine
    database.close()


@pytest.mark.postgres
def test_a_row_that_another_program_holds_too_long_is_told(office: Office) -> None:
    holder, waiter = made_ready(Database(office.address())), Database(office.address(), busy_timeout=100)
    with holder.writing() as session:
        session.execute(text("LOCK TABLE assignment"))
        with pytest.raises(DatabaseBusy, match="đang bị một chương trình khác"), waiter.writing() as other:
            other.execute(text("SELECT * FROM assignment"))
    holder.close()
    waiter.close()


@pytest.mark.parametrize(
    "url", ["", "dondoc.sqlite", "cassandra://localhost/x", "postgresql:/x", "postgresql://a:b@h:cổng/x"]
)
def test_an_address_that_means_nothing_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="không đúng dạng") as refusal:
        Database(url)
    assert ":b@" not in str(refusal.value)


def test_a_file_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    made_ready(Database(f"sqlite:///{tmp_path}/dondoc.sqlite")).close()
    database = Database(f"sqlite:///file:{tmp_path}/dondoc.sqlite?mode=ro&uri=true")
    with pytest.raises(DatabaseUnavailable, match="không cho ghi"), database.writing() as session:
        session.execute(text("DELETE FROM daily_run"))
    database.close()


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://lan:p@SECRET@may.example/dondoc",
        "postgresql://lan:SECRET/p@may.example/dondoc",
        "postgresql://lan:SECRET@may.example:khong-phai-so/dondoc",
        "postgresql://lan@may.example/dondoc?password=SECRET",
        "postgresql://lan@/dondoc?host=/khong/co&password=SECRET@x",
        "postgresql://127.0.0.1:1/x?user=lan&password=p@SECRET",
        "sqlite://lan:SECRET@h/x",
        "sqlite+pysqlcipher://:SECRET@/x",
        "sqlite+pysqlcipher:////x?key=SECRET",
        "postgresql:lan:SECRET@may.example",
        "lan:SECRET@may.example",
        "oracle://lan:SECRET@may.example/dondoc",
    ],
)
def test_m11_a_password_is_in_no_error_however_wrong_the_address_is(address: str) -> None:
    assert "SECRET" not in mask_password(address)
    with pytest.raises(DatabaseUnavailable) as refusal:
        schema_standing(Database(address))
    assert "SECRET" not in str(refusal.value)
