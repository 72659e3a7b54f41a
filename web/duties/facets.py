"""What stands around the list: facets with counts, chips of what is filtered, saved views, orders, columns, ways on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from base.vietnamese import full_date, group_thousands, short_date
from services.screens.duty_list import ShownList
from workflow.deadlines.values.resolution import Kind
from workflow.nearness import Nearness, NearnessKind
from workflow.people.grants import Actor
from workflow.views.counting import COUNTED_FACETS
from workflow.views.duty_list import (
    KIND_LABELS,
    NEARNESS_SLUGS,
    STATE_SLUGS,
    DutyList,
    Facet,
    ListColumn,
    Sort,
    of_kind,
)

# How many values a facet shows before the others are folded away.
_SHOWN = {Facet.AGENCY: 6, Facet.MONTH: 6}
_KINDS = {slug: kind for kind, slug in NEARNESS_SLUGS.items()}
_STATES = {slug: state.label for state, slug in STATE_SLUGS.items()}


@dataclass(frozen=True, kw_only=True)
class Link:
    """Something that leads to another view; `current` is where one is."""

    label: str
    address: str
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Chip:
    """Something that is looked for or filtered, and the view without it."""

    label: str
    without: DutyList

    @property
    def address(self) -> str:
        """The address of the list without it."""
        return self.without.address


@dataclass(frozen=True, kw_only=True)
class FacetValue:
    """One value of a facet: its address chooses it, or no longer. `near` is its mark, where it has one."""

    label: str
    address: str
    count: int
    current: bool
    near: Nearness | None = None


@dataclass(frozen=True, kw_only=True)
class FacetGroup:
    """A facet's values in sight, and where all of them are if there are more."""

    label: str
    shown: tuple[FacetValue, ...]
    all: Link | None = None


def facet_groups(shown: ShownList) -> list[FacetGroup]:
    """Return the facets of a list; those with nothing to choose are left out."""
    groups = []
    for facet in COUNTED_FACETS:
        values = _ordered(facet, shown.counts.by_facet[facet], shown.view.values(facet))
        first = _SHOWN.get(facet, len(values))
        kept = [value for n, value in enumerate(values) if n < first or value in shown.view.values(facet)]
        if values:
            more = _all_values(facet, len(values), shown.view) if len(kept) < len(values) else None
            groups.append(
                FacetGroup(label=facet.label, shown=tuple(_value(facet, value, shown) for value in kept), all=more)
            )
    return groups


def all_values(facet: Facet, shown: ShownList) -> list[FacetValue]:
    """Return every value of a facet."""
    values = _ordered(facet, shown.counts.by_facet[facet], shown.view.values(facet))
    return [_value(facet, value, shown) for value in values]


def _all_values(facet: Facet, count: int, view: DutyList) -> Link:
    query = f"?{view.whole.query}" if view.whole.query else ""
    return Link(label=f"Xem cả {group_thousands(count)}", address=f"/viec/bo-loc/{facet.value}{query}")


def _value(facet: Facet, value: str, shown: ShownList) -> FacetValue:
    kind = _KINDS.get(value) if facet is Facet.NEARNESS else None
    return FacetValue(
        label=value_label(facet, value, shown),
        address=shown.view.toggled(facet, value).address,
        count=shown.counts.by_facet[facet].get(value, 0),
        current=value in shown.view.values(facet),
        near=Nearness(kind, kind.label) if kind else None,
    )


def _ordered(facet: Facet, counts: Mapping[str, int], chosen: tuple[str, ...]) -> list[str]:
    present = [value for value in {*counts, *chosen} if value]
    match facet:
        case Facet.NEARNESS:
            return [slug for slug in NEARNESS_SLUGS.values() if slug in present]
        case Facet.STATE:
            return [slug for slug in STATE_SLUGS.values() if slug in present]
        case Facet.KIND:
            return [kind.value for kind in Kind if kind.value in present]
        case Facet.MONTH:
            return sorted(present)
        case _:
            return sorted(present, key=lambda value: (-counts.get(value, 0), value))


def value_label(facet: Facet, value: str, shown: ShownList) -> str:
    """Return a facet's value in words."""
    match facet:
        case Facet.NEARNESS:
            return _KINDS[value].label
        case Facet.STATE:
            return _STATES[value]
        case Facet.KIND:
            return KIND_LABELS[Kind(value)]
        case Facet.MONTH:
            return f"tháng {int(value[5:])}/{value[:4]}"
        case Facet.DAY:
            return full_date(date.fromisoformat(value))
        case Facet.PLAN:
            return shown.plans.get(value, f"văn bản số {value}")
        case Facet.AGENCY | Facet.COOPERATING:
            return shown.agencies.get(value, f"“{value}”, không có trong danh bạ")


_CHIP_LABELS = {
    Facet.AGENCY: "Chủ trì",
    Facet.KIND: "Thời hạn",
    Facet.MONTH: "Đến hạn",
    Facet.DAY: "Đến hạn",
    Facet.COOPERATING: "Phối hợp",
}


def chips(shown: ShownList) -> list[Chip]:
    """Return what is looked for and filtered, each with the list without it."""
    view = shown.view
    found = [Chip(label=f"Tìm: “{view.search}”", without=replace(view.whole, search=""))] if view.search else []
    for facet in Facet:
        name = _CHIP_LABELS.get(facet, facet.label)
        found += [
            Chip(label=f"{name}: {value_label(facet, value, shown)}", without=view.toggled(facet, value))
            for value in view.values(facet)
        ]
    if view.day:
        found.append(Chip(label=f"Cuối ngày {short_date(view.day)}", without=replace(view.whole, day=None)))
    return found


def pills(shown: ShownList, actor: Actor) -> list[Link]:
    """Return the views that are at hand: those that everybody has, those of one's own agencies, and the saved ones."""
    at_hand = [("Tất cả", DutyList()), ("Quá hạn", of_kind(NearnessKind.OVERDUE))]
    for code in sorted(actor.agencies):
        at_hand.append((f"Của {shown.agencies.get(code, code)}", DutyList().toggled(Facet.AGENCY, code)))
        at_hand.append((f"{shown.agencies.get(code, code)} phối hợp", DutyList().toggled(Facet.COOPERATING, code)))
    links = [_pill(label, view.address, shown.view) for label, view in at_hand]
    return links + [
        _pill(view.name, f"/viec?{view.query}" if view.query else "/viec", shown.view) for view in shown.saved
    ]


def _pill(label: str, address: str, view: DutyList) -> Link:
    return Link(label=label, address=address, current=address == view.whole.address)


def sort_orders(view: DutyList) -> list[Link]:
    return [
        Link(label=sort.label, address=replace(view.whole, sort=sort).address, current=sort is view.sort)
        for sort in Sort
    ]


def columns(view: DutyList) -> list[Link]:
    """Return the columns that may be shown or not."""
    return [
        Link(
            label=column.label,
            address=replace(view, columns=_toggled(view.columns, column)).address,
            current=column in view.columns,
        )
        for column in ListColumn
    ]


def _toggled(chosen: tuple[ListColumn, ...], column: ListColumn) -> tuple[ListColumn, ...]:
    return tuple(c for c in ListColumn if (c in chosen) != (c is column))


def counted_words(shown: ShownList) -> str:
    """Return which lines of how many are on the page, such as "51–100"; "" when there is none."""
    first = max(1, shown.view.first)
    return (
        f"{group_thousands(first)}–{group_thousands(first + len(shown.page.duties) - 1)}" if shown.page.duties else ""
    )


def filter_words(shown: ShownList) -> str:
    """Return the filter in words, for files and print."""
    return " · ".join(chip.label for chip in chips(shown)) or "Mọi nhiệm vụ"


def ways_on(shown: ShownList, total_of: Callable[[DutyList], int]) -> list[Link]:
    """Return the ways on from a list with nothing in it: each without one filter, where that leads to anything."""
    found = [(chip, total_of(chip.without)) for chip in chips(shown)]
    return [
        Link(label=f"Bỏ “{chip.label}”: {group_thousands(total)} nhiệm vụ", address=chip.address)
        for chip, total in found
        if total
    ]
