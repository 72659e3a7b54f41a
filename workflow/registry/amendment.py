"""What a changed document changes: its tasks compared with those registered before, row by row.

Rows are told apart by what they say before where they stand, so that a row put in above doesn't make every row below
look changed. Pure: `workflow.store.plans.amend_plan` reads what is stored and writes what changed.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from rapidfuzz import fuzz, process

from workflow.plan import EDITABLE, Correction, PrintedRow
from workflow.registry.holding import Hold
from workflow.registry.registration import PlannedTask, unique_keys

PLACE = ("origin", "appendix", "section_number", "section_title", "number")
# Letters in common, of a hundred: a title that stands elsewhere must be nearly the same, one in the same place need
# only be recognised. Two tasks of one plan that say different things have 40 to 55 in common.
SAME_ANYWHERE = 85
SAME_IN_PLACE = 60
# What decides between titles that are equally alike.
WORTH_OF_PLACE = 10
WORTH_OF_CELL = 2


class Change(StrEnum):
    """What became of a task in the changed document."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"
    REVIEWED = "reviewed"
    RENUMBERED = "renumbered"
    SAME = "same"


@dataclass(frozen=True, kw_only=True)
class AmendedCell:
    """A cell that another document wrote anew: `own` is what the plan's own document prints, `document` names it."""

    column: str
    own: str
    document: str


@dataclass(frozen=True, kw_only=True)
class StoredTask:
    """A task as it is registered: its cells as printed, what a person corrected, and whether doubts are left.

    `held` says why it has been given to nobody yet, `withdrawn` that people withdrew it whole. `amended` are the cells
    that other documents wrote anew, `added` says that another document brought the whole task: against the plan's own
    document both stand, unless somebody decides otherwise.
    """

    id: int
    key: str
    row: PrintedRow
    corrections: tuple[Correction, ...] = ()
    needs_review: bool = False
    held: tuple[Hold, ...] = ()
    withdrawn: bool = False
    amended: tuple[AmendedCell, ...] = ()
    added: bool = False

    @property
    def shown_title(self) -> str:
        """The title as a person reads it everywhere: the corrected one, else the printed one."""
        return _corrected(self.corrections, "title", self.row.title)

    @property
    def rows(self) -> tuple[PrintedRow, ...]:
        """The row as it counts, and as the plan's own document prints it where others wrote it anew."""
        own = {cell.column: cell.own for cell in self.amended}
        return (self.row, replace(self.row, **own)) if own else (self.row,)  # type: ignore[arg-type]  # texts


@dataclass(frozen=True, kw_only=True)
class CellChange:
    """One cell that says something else now. `column` is a field of `PrintedRow`."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One task before and after; None before when it is new, None after when it is gone.

    With `follows` the document is followed where others amended the task before.
    """

    stored: StoredTask | None
    read: PlannedTask | None
    follows: bool = False

    @property
    def change(self) -> Change:
        if self.stored is None:
            return Change.NEW
        if self.read is None:
            return Change.GONE
        if self.cells:
            return Change.CHANGED
        settled = self.stored.needs_review and not self.read.doubts
        if self.read.reviewed and (settled or self.settles_holds):
            return Change.REVIEWED
        moved = any(getattr(self.stored.row, name) != getattr(self.read.row, name) for name in PLACE)
        return Change.RENUMBERED if moved else Change.SAME

    @property
    def left_withdrawn(self) -> bool:
        """Whether people withdrew the task whole, which no document undoes."""
        return self.stored is not None and self.stored.withdrawn

    @property
    def left_added(self) -> bool:
        """Whether another document brought the task, which the plan's own never had."""
        return self.read is None and self.stored is not None and self.stored.added

    @property
    def left_alone(self) -> bool:
        """Whether the document changes nothing of the task, whatever it has of it."""
        return self.left_withdrawn or self.left_added

    @property
    def settles_holds(self) -> bool:
        """Whether the reading, by a person's word, leaves fewer reasons to hold the task back."""
        if self.stored is None or self.read is None:
            return False
        return len(holds_left(self.stored.held, self.read)) < len(self.stored.held)

    @cached_property
    def cells(self) -> tuple[CellChange, ...]:
        """The cells that changed, by print or by a person's correction.

        Where the print is the same, an earlier correction stands unless there is a newer one.
        """
        return self._all_cells if self.follows else tuple(cell for cell in self._all_cells if cell not in self.kept)

    @cached_property
    def kept(self) -> tuple[CellChange, ...]:
        """The cells that the document has otherwise and another document wrote: they stay, unless it is followed."""
        amended = {cell.column for cell in self.stored.amended} if self.stored else set()
        return tuple(cell for cell in self._all_cells if cell.column in amended)

    @cached_property
    def _all_cells(self) -> tuple[CellChange, ...]:
        if self.stored is None or self.read is None:
            return ()
        return tuple(cell for column in EDITABLE if (cell := _cell_change(self.stored, self.read, column)))

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(cell.column for cell in self.cells)

    @property
    def row(self) -> PrintedRow:
        """The row as it is now; as it was, when it is gone."""
        found = self.read or self.stored
        assert found is not None
        return found.row


def holds_left(held: Sequence[Hold], read: PlannedTask, *, changed: Collection[str] = frozenset()) -> tuple[Hold, ...]:
    """Return the reasons that still hold a stored task back, as it is read now.

    What was settled doesn't come back, unless one of the `changed` columns brings it anew.
    """
    reasons = {hold.reason for hold in held}
    return tuple(hold for hold in read.holds if hold.reason in reasons or hold.reason.column in changed)


def differences(stored: Sequence[StoredTask], read: Sequence[PlannedTask]) -> tuple[Difference, ...]:
    """Return what an official has to know before it is applied, in document order; what only moved is left out."""
    unimportant = {Change.RENUMBERED, Change.SAME}
    return tuple(difference for difference in compare(stored, read) if difference.change not in unimportant)


def compare(stored: Sequence[StoredTask], read: Sequence[PlannedTask]) -> tuple[Difference, ...]:
    """Return every task of both sides exactly once, in the order of the document; what is gone comes last."""
    matched = _Matching(stored, read).pairs
    after = [Difference(stored=matched.get(at), read=task) for at, task in enumerate(read)]
    kept = {task.id for task in matched.values()}
    return (*after, *(Difference(stored=task, read=None) for task in stored if task.id not in kept))


def _cell_change(stored: StoredTask, read: PlannedTask, column: str) -> CellChange | None:
    printed_before, printed = _text(stored.row, column), _text(read.row, column)
    before = _corrected(stored.corrections, column, printed_before)
    after = _corrected(read.corrections, column, before if printed == printed_before else printed)
    return None if after == before else CellChange(column=column, before=before, after=after)


def _corrected(corrections: Collection[Correction], column: str, otherwise: str) -> str:
    return next((c.corrected for c in corrections if c.column == column), otherwise)


def _text(row: PrintedRow, column: str) -> str:
    text: str = getattr(row, column)
    return text


class _Matching:
    """Finds for each row that was read the task it was before: `pairs` goes from its position to that task."""

    def __init__(self, stored: Sequence[StoredTask], read: Sequence[PlannedTask]) -> None:
        self._stored, self._read = stored, read
        self._old_places = list(unique_keys([task.row for task in stored]))
        self._old_rows = [task.rows for task in stored]
        self._new_places = list(unique_keys([task.row for task in read]))
        self._pairs: dict[int, int] = {}
        self._taken: set[int] = set()
        self._pair_equals(lambda row, place: (_cells(row), place))
        self._pair_equals(lambda row, _: _cells(row))
        self._pair_alike()

    @property
    def pairs(self) -> dict[int, StoredTask]:
        return {new: self._stored[old] for new, old in self._pairs.items()}

    def _pair_equals(self, likeness: Callable[[PrintedRow, str], Hashable]) -> None:
        waiting: defaultdict[Hashable, list[int]] = defaultdict(list)
        for old in reversed(self._old_left()):
            for row in self._old_rows[old]:
                waiting[likeness(row, self._old_places[old])].append(old)
        for new in self._new_left():
            same = waiting[likeness(self._read[new].row, self._new_places[new])]
            while same and same[-1] in self._taken:
                same.pop()
            if same:
                self._pair(new, same.pop())

    def _pair_alike(self) -> None:
        for _, _, new, old in sorted(self._candidates()):
            if new not in self._pairs and old not in self._taken:
                self._pair(new, old)

    def _candidates(self) -> Iterator[tuple[float, int, int, int]]:
        """Pairs that may be one task, the best first when sorted; of equals, those that stand closest."""
        titles = {(old, row): _folded(row.title) for old in self._old_left() for row in set(self._old_rows[old])}
        for new in self._new_left():
            title = _folded(self._read[new].row.title)
            found = process.extract(title, titles, scorer=fuzz.ratio, score_cutoff=SAME_IN_PLACE, limit=None)
            for _, alike, (old, _) in found:
                in_place = self._old_places[old] == self._new_places[new]
                if in_place or alike >= SAME_ANYWHERE:
                    yield -(alike + self._worth(new, old, in_place=in_place)), abs(new - old), new, old

    def _worth(self, new: int, old: int, *, in_place: bool) -> int:
        after = _cells(self._read[new].row)
        equal_cells = max(
            sum(a == b for a, b in zip(_cells(before), after, strict=True)) for before in self._old_rows[old]
        )
        return WORTH_OF_PLACE * in_place + WORTH_OF_CELL * equal_cells

    def _pair(self, new: int, old: int) -> None:
        self._pairs[new] = old
        self._taken.add(old)

    def _old_left(self) -> list[int]:
        return [old for old in range(len(self._stored)) if old not in self._taken]

    def _new_left(self) -> list[int]:
        return [new for new in range(len(self._read)) if new not in self._pairs]


def _cells(row: PrintedRow) -> tuple[str, ...]:
    return (row.origin, *(_text(row, column) for column in EDITABLE))


def _folded(title: str) -> str:
    return " ".join(title.casefold().split())
