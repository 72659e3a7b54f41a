"""What is executed for each message of the outbox, made once: to build a statement costs more than to execute it.

They go over the bare tables: the ORM's way there costs more than they do.
"""

from typing import cast

from sqlalchemy import ColumnElement, Table, and_, bindparam, literal_column, select, update

from workflow.store.tables import AssignmentRow, NoticeRow, NoticeState

NOTICES = cast("Table", NoticeRow.__table__)
_DUTIES = cast("Table", AssignmentRow.__table__)


def is_in(state: NoticeState) -> ColumnElement[bool]:
    """Whether a notice is in a state, written out in the SQL: only so does SQLite see that a partial index will do."""
    return NoticeRow.state == literal_column(f"'{state.value}'")


# The notices of a parcel. Its Message-ID tells it from another one that its recipient has under the same token.
OF_PARCEL = and_(
    NOTICES.c.lease_token == bindparam("token"),
    NOTICES.c.recipient == bindparam("told"),
    NOTICES.c.message_id == bindparam("known_as"),
)
STANDING = select(_DUTIES.c.id, _DUTIES.c.state, _DUTIES.c.due).where(
    _DUTIES.c.id.in_(bindparam("ids", expanding=True))
)
BEGIN = (
    update(NOTICES)
    .where(OF_PARCEL, is_in(NoticeState.CLAIMED))
    .values(state=NoticeState.SENDING, message_id=bindparam("goes_by"), lease_until=bindparam("until"))
)
_SETTLE = (
    update(NOTICES)
    .where(OF_PARCEL, is_in(NoticeState.SENDING))
    .values(
        outcome=bindparam("words"),
        attempts=NOTICES.c.attempts - bindparam("uncounted"),
        doubts=NOTICES.c.doubts + bindparam("doubted"),
        lease_token=None,
        lease_until=None,
    )
)
END_NOTICE = _SETTLE.values(state=bindparam("ends_as"), settled_at=bindparam("at"))
# What was refused may be told anew, together with what has come since.
REQUEUE = _SETTLE.values(state=NoticeState.QUEUED, message_id="", not_before=bindparam("at"), settled_at=None)
