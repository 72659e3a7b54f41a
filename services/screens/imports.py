"""A document on its way in as its pages show it: understood once for each state of its decisions, then remembered."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from documents.blocks.values import Table
from services.installation import Installation
from services.intake.amending import AmendedPlanUnknown
from services.intake.draft.documents import unpack_document
from services.intake.drafts import (
    LoadedDraft,
    find_import,
    load_draft,
    open_rows,
    prepare_draft,
    refuse_registered,
    settled_before,
    without_dropped,
)
from services.intake.plans import Import
from services.intake.source_tables import kept_tables
from workflow.people.grants import Actor
from workflow.plan import PlanDocument
from workflow.registry.registration import PlannedTask, PlanUnnamed
from workflow.store.imports.import_drafts import ImportDraft, UnknownDraft
from workflow.store.tables import DraftState

Made = TypeVar("Made")
# What of a head changes nothing in how its rows are understood.
_OF_NO_ROW = frozenset({"coordinator", "states"})
# A large document takes about 20 MB in all its shapes.
_MOST = 12


@dataclass(frozen=True, kw_only=True)
class ShownImport:
    """A draft, understood. `open` are positions of rows that are left, `settled` the keys of those settled before.

    `prepared` is None while its head has no number or day, or amends a plan that isn't here: `missing` says that.
    """

    loaded: LoadedDraft
    prepared: Import | None
    open: tuple[int, ...] = ()
    settled: frozenset[str] = frozenset()
    missing: str = ""

    @property
    def draft(self) -> ImportDraft:
        return self.loaded.draft

    @property
    def wants_head(self) -> bool:
        """Whether the head isn't whole yet: without an issuer too nobody can say whose document it is."""
        return self.prepared is None or not self.prepared.head.issuer

    @property
    def tasks(self) -> Sequence[PlannedTask]:
        """The rows; none while the head isn't whole."""
        return self.prepared.tasks if self.prepared else ()

    @property
    def registrable(self) -> Import | None:
        """What would be registered: all but the rows that were left out."""
        return without_dropped(self.prepared, self.loaded.decided) if self.prepared else None

    @property
    def postponed(self) -> list[int]:
        """The positions of the rows that were put off."""
        later = self.loaded.decided.later
        return [task.position for task in self.tasks if task.key in later]


class ImportScreens:
    """The drafts of one installation. For several threads at a time."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[Hashable, ...], Any] = OrderedDict()

    def show(self, number: int, actor: Actor) -> ShownImport:
        """Return a draft that people decide on. Raises `UnknownDraft`, before it is read and after it is registered."""
        draft = find_import(self._installation, number, actor)
        refuse_registered(draft)
        if draft.state is not DraftState.OPEN:
            raise UnknownDraft(number)
        loaded = load_draft(self._installation, draft, lambda: self._document(number))
        return self._remember(("shown", loaded.draft.id, loaded.beat), lambda: self._understood(loaded))

    def tables(self, draft: ImportDraft) -> tuple[Table, ...]:
        """Return the tables of a draft's file as they are printed; none for what is drawn page by page."""
        sha256 = draft.source_sha256
        return self._remember(("tables", sha256), lambda: kept_tables(self._installation, sha256))

    def _understood(self, loaded: LoadedDraft) -> ShownImport:
        head = tuple(sorted((name, text) for name, text in loaded.decided.head.items() if name not in _OF_NO_ROW))
        try:
            first = self._remember(
                ("first", loaded.draft.id, head),
                lambda: prepare_draft(self._installation, loaded).tasks,
            )
            prepared = prepare_draft(self._installation, loaded, first)
        except PlanUnnamed:
            return ShownImport(loaded=loaded, prepared=None)
        except AmendedPlanUnknown as error:
            return ShownImport(loaded=loaded, prepared=None, missing=f"{error.reason[:1].upper()}{error.reason[1:]}.")
        settled = settled_before(self._installation, prepared, loaded.decided)
        left = open_rows(prepared, loaded.decided, settled)
        return ShownImport(loaded=loaded, prepared=prepared, open=tuple(left), settled=settled)

    def _document(self, number: int) -> PlanDocument:
        def unpacked() -> PlanDocument:
            with self._installation.database.reading() as session:
                return unpack_document(session, number)

        return self._remember(("document", number), unpacked)

    def _remember(self, key: tuple[Hashable, ...], make: Callable[[], Made]) -> Made:
        """Return what a key names, made where it isn't known; an earlier state of the same thing is let go."""
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                value: Made = self._known[key]
                return value
        made = make()
        with self._lock:
            for old in [known for known in self._known if known[:2] == key[:2]]:
                del self._known[old]
            self._known[key] = made
            while len(self._known) > _MOST:
                self._known.popitem(last=False)
        return made
