"""The lists that a person saved under a name."""

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from base.errors import DondocError
from workflow.store.tables import SavedViewRow

_LONGEST_NAME = 100
MOST_VIEWS = 50


class ViewNotSaved(DondocError):
    """The view can't be saved so."""


@dataclass(frozen=True, kw_only=True)
class SavedView:
    """A name, and the query of the list's address."""

    id: int
    name: str
    query: str


def saved_views(session: Session, person: int) -> list[SavedView]:
    """Return a person's views, in the order in which they were saved."""
    rows = session.scalars(select(SavedViewRow).where(SavedViewRow.person_id == person).order_by(SavedViewRow.id))
    return [SavedView(id=row.id, name=row.name, query=row.query) for row in rows]


def save_view(session: Session, person: int, name: str, query: str) -> None:
    """Save a view; one of the same name is replaced. Raises `ViewNotSaved`."""
    name = " ".join(name.split())
    if not 0 < len(name) <= _LONGEST_NAME:
        raise _refused(name, "tên trống hoặc dài quá", f"Đặt tên từ 1 đến {_LONGEST_NAME} chữ.")
    known = {view.name: view for view in saved_views(session, person)}
    if name not in known and len(known) >= MOST_VIEWS:
        raise _refused(name, f"đã có {MOST_VIEWS} cách xem", "Bỏ bớt một cách xem rồi lưu lại.")
    if name in known:
        session.get_one(SavedViewRow, known[name].id).query = query
    else:
        session.add(SavedViewRow(person_id=person, name=name, query=query))
    session.flush()


def forget_view(session: Session, person: int, number: int) -> bool:
    """Forget one of a person's views; another person's stays, which is False."""
    own = delete(SavedViewRow).where(SavedViewRow.id == number, SavedViewRow.person_id == person)
    return session.execute(own.returning(SavedViewRow.id)).first() is not None


def _refused(name: str, reason: str, remedy: str) -> ViewNotSaved:
    return ViewNotSaved(given=name or "(trống)", place="Tên cách xem", reason=reason, remedy=remedy)
