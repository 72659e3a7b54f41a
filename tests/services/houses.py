"""Houses for the tests of jobs: a home of its own, and a mail server that keeps what it is given."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from base.private_files import make_private
from config.settings import Settings
from services.installation import Installation
from tests.databases import migrated_bytes, settle_in
from tests.plans import house_policies
from workflow.store.database.opening import Database


@contextmanager
def a_house(home: Path, database: Database | None = None, **settings: Any) -> Iterator[Installation]:
    """Open a house, with an empty database of its own unless one is given; nothing of the environment counts.

    It has the packaged policies, the usual terms, and the directory of Đồng Tháp.
    """
    known: dict[str, Any] = {"mail_url": "", "base_url": "", "admin_mail": "", "config_dir": None}
    known |= {"database_url": database.url if database else "", **settings}
    opened = Settings(home=home, **known)
    make_private(home)
    if database is not None:
        yield Installation(settings=opened, policies=house_policies(), database=database)
        return
    with_empty_database(home)
    with _opened_file(home / "dondoc.sqlite") as own:
        yield Installation(settings=opened, policies=house_policies(), database=own)


def with_empty_database(home: Path) -> None:
    """Put a database with current tables into the home, unless it has one: migrating takes longer than most tests.

    Its installation has the directory of Đồng Tháp.
    """
    file = home / "dondoc.sqlite"
    if not file.exists():
        home.mkdir(parents=True, exist_ok=True)
        file.write_bytes(_settled_bytes())


@cache
def _settled_bytes() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "settled.sqlite"
        path.write_bytes(migrated_bytes())
        settle_in(path)
        return path.read_bytes()


# Of houses that were left: what they learned of statements serves the next, whose file their address then leads to.
_FREE: list[Database] = []


@cache
def _addresses() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="dondoc-houses-")


@contextmanager
def _opened_file(file: Path) -> Iterator[Database]:
    database = _FREE.pop() if _FREE else Database(f"sqlite:///{_addresses().name}/{uuid.uuid4().hex}.sqlite")
    address = database.file
    assert address is not None
    address.unlink(missing_ok=True)
    address.symlink_to(file.absolute())
    try:
        yield database
    finally:
        database.close()
        _FREE.append(database)
