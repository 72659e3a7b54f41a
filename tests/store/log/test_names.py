"""Names for the lines of a log: asked for together, whatever the lines hold."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.log.subjects import subject_agencies
from workflow.log.words import line_words
from workflow.store.database.opening import Database
from workflow.store.log.names import names_of

KEYS = ("contacts", "agencies", "contact", "agency", "was_agency", "person", "share", "plan", "task", "role", "until")
ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 2**40),
    st.text(max_size=8),
    st.lists(st.one_of(st.integers(0, 9), st.text(max_size=5)), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


def a_line(action: LogAction, details: dict[str, Any]) -> LogEntry:
    return LogEntry(at=datetime(2026, 3, 5, tzinfo=UTC), actor="Quản Trị", action=action, plan_id=1, details=details)


def test_a_merger_counts_the_contacts_that_went_over(database: Database) -> None:
    line = a_line(LogAction.SUCCEED_AGENCY, {"agency": "so-tu-phap", "was_agency": "thanh-tra-tinh", "contacts": 2})
    with database.reading() as session:
        assert line_words(line, names_of(session, [line])) == "thanh-tra-tinh → so-tu-phap"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(action=st.sampled_from(LogAction), details=st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=4))
def test_whatever_a_line_holds_it_can_be_read(database: Database, action: LogAction, details: dict[str, Any]) -> None:
    line = a_line(action, details)
    with database.reading() as session:
        names = names_of(session, [line])
    assert isinstance(line_words(line, names) + subject_agencies(line, names), str)
