"""What a restore leaves behind in the log, and what of the restored database is not as this program makes it."""

from workflow.by import By
from workflow.store.database.guards import altered_log, altered_structure
from workflow.store.database.opening import Database
from workflow.store.database.schema import SchemaStanding
from workflow.store.log.restoring import LogEnd, record_restoring


def tell_in_the_log(
    database: Database, before: LogEnd | None, found: SchemaStanding, *, backup: str, made_at: str, by: By
) -> tuple[str, ...]:
    """Write the restoring's line, of an older version's backup too; return what isn't as this program makes it.

    Of an older version the log's own tables and triggers are compared: the rest is brought up to date first.
    """
    altered = tuple(altered_structure(database) if found is SchemaStanding.CURRENT else altered_log(database))
    with database.writing() as session:
        record_restoring(session, before, backup=backup, made_at=made_at, by=by, altered=altered)
    return altered
