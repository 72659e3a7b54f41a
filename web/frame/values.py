"""What the base template reads: what this page is, and what stands around every page for this person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from base.clock import VIETNAM
from base.vietnamese import full_date


@dataclass(frozen=True, kw_only=True)
class Place:
    """One of the pages that the header leads to."""

    label: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Crumb:
    """One step of the way to a page."""

    label: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Who is signed in, as the header says it: a name or agency, and what he is to the office ("cơ quan đầu mối")."""

    name: str
    standing: str


@dataclass(frozen=True, kw_only=True)
class Around:
    """What stands around a page. `warning` is shown above everything; without a viewer there is no navigation."""

    as_of: str
    footer: str
    viewer: Viewer | None = None
    places: tuple[Place, ...] = ()
    warning: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page. `title` is its h1, `place` the address of the part it belongs to, `crumb` a shorter name of itself.

    `wrong` marks a form that came back with errors; `done` says what has just happened, `undo` where it
    is taken back.
    """

    title: str
    place: str = ""
    crumbs: tuple[Crumb, ...] = ()
    crumb: str = ""
    wrong: bool = False
    done: str = ""
    undo: str = ""
    undo_words: str = "Hoàn tác"

    def place_label(self, places: Iterable[Place]) -> str:
        """Return the name of the part of the house where one is, for the folded navigation."""
        return next((place.label for place in places if place.address == self.place), "Các trang")


def as_of(now: datetime) -> str:
    """Return the line that says for which moment a page's figures hold.

    >>> as_of(datetime(2026, 3, 5, 7, 0, tzinfo=VIETNAM))
    'Tính đến 07:00 thứ Năm 05/3/2026'
    """
    local = now.astimezone(VIETNAM)
    return f"Tính đến {local:%H:%M} {full_date(local.date())}"
