"""Frozen reports in either database: one row for the same figures, found by its seal, changed by nobody."""

from datetime import date

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from tests.plans import at
from workflow.by import By
from workflow.log.actions import LogAction
from workflow.store.database.guards import altered_structure
from workflow.store.database.opening import Database
from workflow.store.figures.frozen_reports import UnknownFrozenReport, freeze_figures, frozen_report
from workflow.store.tables import EventRow, FrozenReportRow

FIGURES = '{"about":"Kế hoạch số 50/KH-UBND","total":7}'
LAN = By(actor="Chị Lan", now=at(date(2026, 3, 5)))
NAM = By(actor="Anh Nam", now=at(date(2026, 3, 6)))
DEEDS = [
    "UPDATE frozen_report SET figures = '{}'",
    "DELETE FROM frozen_report",
]
# What only one of the databases knows, by its name.
OWN_DEEDS = {
    "sqlite": "INSERT OR REPLACE INTO frozen_report SELECT digest, '{}', frozen_at, frozen_by FROM frozen_report",
    "postgresql": "TRUNCATE frozen_report",
}


@pytest.fixture
def frozen(database: Database) -> Database:
    """A database with one frozen report."""
    with database.writing() as session:
        freeze_figures(session, FIGURES, LAN)
    return database


def test_what_is_frozen_is_found_by_its_seal_as_it_was_written(frozen: Database) -> None:
    with frozen.reading() as session:
        digest = session.scalars(select(FrozenReportRow.digest)).one()
        found = frozen_report(session, digest[:16])
    assert (found.figures, found.frozen_by, found.frozen_at) == (FIGURES, "Chị Lan", LAN.now)
    assert (found.seal, found.is_intact) == (digest[:16], True)


def test_the_same_figures_frozen_again_stay_those_of_the_first_time(frozen: Database) -> None:
    with frozen.writing() as session:
        again = freeze_figures(session, FIGURES, NAM)
        other = freeze_figures(session, FIGURES.replace("7", "8"), NAM)
    assert (again.frozen_by, other.frozen_by) == ("Chị Lan", "Anh Nam")
    with frozen.reading() as session:
        rows = session.scalar(select(func.count()).select_from(FrozenReportRow))
        lines = session.scalars(select(EventRow).where(EventRow.action == LogAction.FREEZE_REPORT)).all()
        assert rows == 2
        assert [line.details["report"] for line in lines] == [again.digest, other.digest]


@pytest.mark.parametrize("seal", ["0" * 16, "", "0", "G" * 16, "%" * 16, "0" * 64, "０" * 16])
def test_a_seal_that_nothing_was_frozen_under_opens_nothing(frozen: Database, seal: str) -> None:
    with frozen.reading() as session, pytest.raises(UnknownFrozenReport, match="không có bản chốt nào"):
        frozen_report(session, seal)


def test_the_database_refuses_to_change_what_is_frozen(frozen: Database) -> None:
    for deed in [*DEEDS, OWN_DEEDS[frozen.engine.dialect.name]]:
        with pytest.raises(DBAPIError, match="append-only"), frozen.writing() as session:
            session.execute(text(deed))
    with frozen.reading() as session:
        assert session.scalars(select(FrozenReportRow.figures)).all() == [FIGURES]
    assert altered_structure(frozen) == []
