"""The list of duties as somebody may see it: a page with its counts, everything for a file, the saved views."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from services.installation import Installation
from services.screens.memory import Memory
from workflow.assignment import Assignment
from workflow.people.grants import Actor
from workflow.rights import sight
from workflow.store.database.opening import Session
from workflow.store.duties.listing import list_all, list_cells, list_ids, list_page
from workflow.store.duties.reading import assignments_by_id, plans
from workflow.store.duties.sighting import InSight, in_sight
from workflow.store.people.directory import agency_names
from workflow.store.people.saved_views import SavedView, forget_view, save_view, saved_views
from workflow.views.counting import Counts, count_facets
from workflow.views.duty_line import DutyLine, DutyPage
from workflow.views.duty_list import DutyList, Facet


@dataclass(frozen=True, kw_only=True)
class ShownList:
    """One page of a view with what stands around it. `agencies` are names by code, `plans` numbers by id as text."""

    view: DutyList
    page: DutyPage
    counts: Counts
    agencies: Mapping[str, str]
    plans: Mapping[str, str]
    saved: tuple[SavedView, ...]


@dataclass(frozen=True, kw_only=True)
class DutyLists:
    """The lists of one installation."""

    installation: Installation
    memory: Memory

    def show(self, view: DutyList, actor: Actor) -> ShownList:
        """Return one page of a view, with what each filter would leave."""
        agencies, plan_numbers = self._names()
        with self._seen(actor) as (session, seen):
            return ShownList(
                view=view,
                page=list_page(session, view, seen),
                counts=self._counts_within(session, seen, view, actor),
                agencies=agencies,
                plans=plan_numbers,
                saved=tuple(saved_views(session, actor.person)) if actor.person is not None else (),
            )

    def counts(self, view: DutyList, actor: Actor) -> Counts:
        """Return what a view comes to, from memory when nothing was committed since."""
        with self._seen(actor) as (session, seen):
            return self._counts_within(session, seen, view, actor)

    def lines(self, view: DutyList, actor: Actor) -> Iterator[DutyLine]:
        """Give every duty of a view in its order, for a file."""
        with self._seen(actor) as (session, seen):
            yield from list_all(session, view, seen)

    def assignments(self, view: DutyList, actor: Actor) -> list[Assignment]:
        """Return a view's duties as calendars show them."""
        with self._seen(actor) as (session, seen):
            found = assignments_by_id(session, list_ids(session, view, seen))
        return [found[number] for number in sorted(found)]

    def save(self, actor: Actor, name: str, view: DutyList) -> None:
        """Save a view under a name. Raises `ViewNotSaved`."""
        if actor.person is not None:
            with self.installation.database.writing() as session:
                save_view(session, actor.person, name, view.whole.query)

    def forget(self, actor: Actor, number: int) -> bool:
        """Forget a saved view; False when it is none of his."""
        if actor.person is None:
            return False
        with self.installation.database.writing() as session:
            return forget_view(session, actor.person, number)

    def _counts_within(self, session: Session, seen: InSight, view: DutyList, actor: Actor) -> Counts:
        """Count a view by what is remembered, or by this session: what a search finds is looked up once in it."""

        def count() -> Counts:
            base = (view.search, view.values(Facet.COOPERATING), view.values(Facet.DAY), view.day)
            cells = self.memory.get(("cells", base, sight(actor)), lambda: list_cells(session, view, seen))
            return count_facets(cells, view)

        return self.memory.get((view.whole, sight(actor)), count)

    def names(self) -> Mapping[str, str]:
        """Return the agencies' names by code."""
        return self._names()[0]

    def _names(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        return self.memory.get("names", self._read_names)

    def _read_names(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        with self.installation.database.reading() as session:
            return agency_names(session), {str(plan.id): plan.number for plan in plans(session)}

    @contextmanager
    def _seen(self, actor: Actor) -> Iterator[tuple[Session, InSight]]:
        with self.installation.database.reading() as session:
            yield session, in_sight(session, sight(actor))
