"""The migrations make exactly the tables that the code describes."""

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from workflow.store.database.opening import Database
from workflow.store.database.schema import MIGRATIONS, versions
from workflow.store.tables import TableBase


def test_the_migrations_make_what_the_tables_say(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, TableBase.metadata) == []


def test_the_files_names_tell_the_versions_in_alembics_order() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("recursive_version_locations", "true")
    chain = ScriptDirectory.from_config(config).walk_revisions()
    assert versions() == [revision.revision for revision in chain][::-1]
