"""The house opened: settings, policies and the database, as the flows and commands need them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from base.clock import now
from base.errors import DondocError
from config.keys import Keys, KeyUnusable, keys_of
from config.settings import Settings
from workflow.policies import Policies, policies_of
from workflow.store.database.opening import Database
from workflow.store.database.schema import open_ready
from workflow.store.people.directory import former_names
from workflow.store.people.province import chosen_province


class PoliciesUnreadable(DondocError):
    """A data file of the house says something that can't be read or can't be meant."""


class KeyMissing(DondocError):
    """The installation has no secret key, or one that protects nothing."""


@dataclass(frozen=True, kw_only=True)
class Installation:
    """Everything a job needs, opened once. `clock` is asked for when a run really began and ended, whatever its day."""

    settings: Settings
    policies: Policies
    database: Database
    clock: Callable[[], datetime] = now


@contextmanager
def open_installation(settings: Settings | None = None) -> Iterator[Installation]:
    """Open the installation while the block lasts; an empty database gets its tables.

    Raises `SchemaMismatch`, `DatabaseUnavailable`, `PoliciesUnreadable`.
    """
    settings = settings or Settings()
    if settings.store_url.startswith("sqlite"):
        settings.home.mkdir(parents=True, exist_ok=True)
    database = Database(settings.store_url)
    try:
        open_ready(database)
        with database.reading() as session:
            province, former = chosen_province(session), former_names(session)
        known = policies(settings, province)
        if former:
            known = replace(known, directory=known.directory.with_former_names(former))
        yield Installation(settings=settings, policies=known, database=database)
    finally:
        database.close()


def policies(settings: Settings, province: str = "") -> Policies:
    """Return the installation's policies without opening a database. Raises `PoliciesUnreadable`.

    `province` is the one whose template of agencies was chosen, "" for none.
    """
    try:
        return policies_of(
            settings.policies_dir,
            province=province,
            soon_days=settings.soon_days,
            usual_term=settings.usual_term,
            leadership=settings.leadership,
        )
    except ValueError as error:
        raise PoliciesUnreadable(
            given=str(settings.policies_dir),
            place="Các tệp chính sách",
            reason=f"không đọc được: {error}",
            remedy="Sửa tệp đã nêu rồi chạy lại; chưa có gì thay đổi.",
        ) from error


def keys(settings: Settings) -> Keys:
    """Return the installation's secret keys. Raises `KeyMissing`."""
    try:
        return keys_of(settings)
    except KeyUnusable as error:
        raise KeyMissing(
            given="khóa bí mật", place="Khóa bí mật", reason="không dùng được", remedy=str(error)
        ) from error
