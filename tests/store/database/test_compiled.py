"""What one database's statements were compiled to serves the next database of its kind, and no rows come along."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.engine.interfaces import CacheStats

from workflow.store.database.opening import Database
from workflow.store.tables import AgencyRow


def test_a_statement_is_compiled_for_one_database_and_known_to_the_next(
    new_database: Callable[[], Database],
) -> None:
    # No other test asks this.
    asked = select(AgencyRow.name, AgencyRow.kind).where(AgencyRow.code == "so-y-te", AgencyRow.id > 0).limit(17)
    first, second = new_database(), new_database()
    with first.writing() as session:
        session.add(AgencyRow(code="so-y-te", name="Sở Y tế", kind="department"))
    seen: list[CacheStats] = []
    answers = []
    for database in (first, second):
        with noting(database, seen), database.reading() as session:
            answers.append(session.execute(asked).all())
    assert answers == [[("Sở Y tế", "department")], []]
    assert seen == [CacheStats.CACHE_MISS, CacheStats.CACHE_HIT]


@contextmanager
def noting(database: Database, seen: list[CacheStats]) -> Iterator[None]:
    """Note for each statement that is run whether it was known."""

    def note(_connection: Any, _cursor: Any, _statement: str, _given: Any, context: Any, _many: bool) -> None:
        if context.compiled is not None:
            seen.append(context.cache_hit)

    event.listen(database.engine, "before_cursor_execute", note)
    yield
    event.remove(database.engine, "before_cursor_execute", note)
