"""The house opened: settings, policies and the database, as the flows and commands need them."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from base.clock import now
from base.errors import DondocError
from base.private_files import make_private
from config.policy_files import data_files
from config.settings import Settings
from services.house_database import open_database
from workflow.notices.ladder import UnconfirmedTerms
from workflow.policies import Policies, policies_of
from workflow.store.database.opening import Database
from workflow.store.people.directory import former_names
from workflow.store.people.province import chosen_province

log = logging.getLogger(__name__)
_Stamp = tuple[tuple[str, int, int], ...]


@dataclass(kw_only=True)
class Installation:
    """Everything a job needs, opened once. `clock` is asked for when a run really began and ended, whatever its day.

    A run keeps the policies that it began with; the pages, which live for weeks, `look_again`.
    """

    settings: Settings
    policies: Policies
    database: Database
    clock: Callable[[], datetime] = now
    _stamp: _Stamp = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._stamp = _stamp_of(self.settings.policies_dir)

    def look_again(self) -> None:
        """Read the policies anew where one of the installation's files was changed; what can't be read changes nothing.

        The fault is told by `dondoc doctor` and by the page that would have written it; here it goes to the log.
        """
        found = _stamp_of(self.settings.policies_dir)
        if found == self._stamp:
            return
        self._stamp = found
        try:
            self.policies = _policies_now(self.settings, self.database)
        except DondocError as error:
            log.warning("the policies stay as they were: %s", error)


@contextmanager
def open_installation(settings: Settings | None = None) -> Iterator[Installation]:
    """Open the installation while the block lasts. Nothing is made: a missing or empty database may be the wrong one.

    Raises `DatabaseMissing`, `SchemaMismatch`, `DatabaseUnavailable`, `PolicyFileRefused`.
    """
    settings = settings or Settings()
    with open_database(settings) as database:
        # A database on a server may have a home without a folder yet, for its logs and calendars.
        make_private(settings.home)
        yield Installation(settings=settings, policies=_policies_now(settings, database), database=database)


def _stamp_of(folder: Path) -> _Stamp:
    """What tells a folder's data files apart from what they were: their names, times and sizes."""
    known = [(file.name, file.stat()) for file in data_files(folder)]
    return tuple((name, found.st_mtime_ns, found.st_size) for name, found in known)


def _policies_now(settings: Settings, database: Database) -> Policies:
    """The policies with the province that was chosen, and with what agencies were called before."""
    with database.reading() as session:
        province, former = chosen_province(session), former_names(session)
    known = policies(settings, province)
    return replace(known, directory=known.directory.with_former_names(former)) if former else known


def policies(settings: Settings, province: str = "") -> Policies:
    """Return the installation's policies without opening a database.

    `province` is the one whose template of agencies was chosen, "" for none. Raises `PolicyFileRefused` for a data file
    that can't be used, `ProvinceUnknown`, `BrokenDirectory`.
    """
    return policies_of(
        settings.policies_dir,
        province=province,
        soon_days=settings.soon_days,
        usual_term=settings.usual_term,
        leadership=settings.leadership,
        unconfirmed=UnconfirmedTerms(again=settings.unconfirmed_days, head=settings.unconfirmed_head_days),
    )
