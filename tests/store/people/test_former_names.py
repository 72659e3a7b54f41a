"""A renamed agency is still printed under its old name for years. Issue K."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from config.agencies import merge_records
from tests.plans import a_row, house_policies, registered
from workflow.agencies import Directory
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.people.directory import former_names, keep_directory
from workflow.store.tables import FormerNameRow

NEW = "Sở Nội vụ và Lao động"


@pytest.fixture
def renamed() -> Directory:
    """The directory in which Sở Nội vụ bears another name, and nothing tells of the old one."""
    directory = house_policies().directory
    agencies = [replace(a, name=NEW, aliases=()) if a.code == "so-noi-vu" else a for a in directory]
    return Directory.of(agencies, directory.vocabulary)


def test_k14_the_old_name_is_kept_with_its_days_and_lists_show_the_new_one(
    database: Database, renamed: Directory
) -> None:
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    with database.writing() as session:
        keep_directory(session, renamed, on=date(2026, 3, 2))
        (former,) = session.scalars(select(FormerNameRow))
        assert (former.name, former.since, former.until) == ("Sở Nội vụ", None, date(2026, 3, 1))
        assert [duty.agency_name for duty in assignments(session)] == [NEW]


def test_k14_the_next_import_knows_the_old_name(database: Database, renamed: Directory) -> None:
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    with database.writing() as session:
        keep_directory(session, renamed, on=date(2026, 3, 2))
        known = renamed.with_former_names(former_names(session))
    found = known.find("Sở Nội vụ").agency
    assert found is not None
    assert found.code == "so-noi-vu"


def test_k14_a_record_that_renames_an_agency_keeps_the_name_it_had_as_a_spelling() -> None:
    (record,) = merge_records([{"code": "so-noi-vu", "name": "Sở Nội vụ"}, {"code": "so-noi-vu", "name": NEW}])
    assert (record["name"], record["aliases"]) == (NEW, ["Sở Nội vụ"])
