"""A list of duties as a value: what is looked for, filtered, sorted, shown. Its whole state is an address's query.

Two equal views have the same address, and an address means the same list to everybody who may see it. What an address
can't mean (an old plan, a mistyped day) is left out rather than refused: such addresses are pasted into messages.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from urllib.parse import parse_qsl, urlencode

from base.vietnamese import full_date
from workflow.deadlines.values.resolution import Kind
from workflow.lifecycle import State
from workflow.nearness import NearnessKind
from workflow.views.typed_day import typed_day

ADDRESS = "/viec"
PAGE_SIZE = 50
LONGEST_SEARCH = 200
_MONTH_LENGTH = len("2026-03")


class Facet(StrEnum):
    """What lists are filtered by; the values name it in addresses."""

    NEARNESS = "tinh-trang"
    AGENCY = "co-quan"
    PLAN = "van-ban"
    STATE = "trang-thai"
    KIND = "loai-han"
    MONTH = "thang"
    COOPERATING = "phoi-hop"
    DAY = "den-han"

    @property
    def label(self) -> str:
        """The facet in the words of the screen."""
        return FACET_LABELS[self]


class Sort(StrEnum):
    """The orders of a list; equal ones go by number."""

    DUE = "han"
    DUE_LAST = "han-xa"
    AGENCY = "co-quan"
    NUMBER = "so"
    NEWEST = "moi"

    @property
    def label(self) -> str:
        """The order in the words of the screen."""
        return SORT_LABELS[self]


class ListColumn(StrEnum):
    """What may be shown beside the deadline, the title, the lead and the number."""

    COOPERATING = "phoi-hop"
    PRODUCT = "san-pham"
    PROGRESS = "tien-do"
    REPORTED = "bao-cao"

    @property
    def label(self) -> str:
        """The column's head."""
        return _COLUMN_LABELS[self]


FACET_LABELS: Mapping[Facet, str] = {
    Facet.NEARNESS: "Tình trạng",
    Facet.AGENCY: "Cơ quan chủ trì",
    Facet.PLAN: "Văn bản",
    Facet.STATE: "Trạng thái",
    Facet.KIND: "Thời hạn in trong văn bản",
    Facet.MONTH: "Tháng đến hạn",
    Facet.COOPERATING: "Cơ quan phối hợp",
    Facet.DAY: "Ngày đến hạn",
}
SORT_LABELS: Mapping[Sort, str] = {
    Sort.DUE: "hạn, gần nhất trước",
    Sort.DUE_LAST: "hạn, xa nhất trước",
    Sort.AGENCY: "cơ quan chủ trì",
    Sort.NUMBER: "số",
    Sort.NEWEST: "số, mới giao trước",
}
_COLUMN_LABELS: Mapping[ListColumn, str] = {
    ListColumn.COOPERATING: "Phối hợp",
    ListColumn.PRODUCT: "Sản phẩm",
    ListColumn.PROGRESS: "Tiến độ",
    ListColumn.REPORTED: "Ngày báo cáo",
}
KIND_LABELS: Mapping[Kind, str] = {
    Kind.FIXED: "ngày, tháng, quý, năm",
    Kind.WINDOW: "khoảng thời gian",
    Kind.RECURRING: "định kỳ",
    Kind.CONTINUOUS: "thường xuyên",
    Kind.RELATIVE: "sau một mốc",
    Kind.TRIGGERED: "theo sự kiện",
    Kind.EXTERNAL: "do nơi khác ấn định",
    Kind.ON_DEMAND: "khi có yêu cầu",
    Kind.COMPOUND: "nhiều thời hạn",
    Kind.MISSING: "không ghi",
    Kind.UNREADABLE: "chưa đọc được",
}
NEARNESS_SLUGS: Mapping[NearnessKind, str] = {
    NearnessKind.OVERDUE: "qua-han",
    NearnessKind.DUE_TODAY: "hom-nay",
    NearnessKind.DUE_SOON: "sap-den-han",
    NearnessKind.AHEAD: "con-han",
    NearnessKind.WAITING: "cho-su-kien",
    NearnessKind.DONE_ON_TIME: "dung-han",
    NearnessKind.DONE_LATE: "tre-han",
    NearnessKind.UNDATED: "khong-han",
}
STATE_SLUGS: Mapping[State, str] = {
    State.WAITING: "cho-su-kien",
    State.ASSIGNED: "chua-trien-khai",
    State.IN_PROGRESS: "dang-trien-khai",
    State.REPORTED: "cho-xac-nhan",
    State.COMPLETED: "hoan-thanh",
    State.REFUSED: "tu-choi",
    State.WITHDRAWN: "thu-hoi",
    State.SUPERSEDED: "thay-the",
}
# Facets whose values are a closed list, by their names in addresses.
_CLOSED: Mapping[Facet, frozenset[str]] = {
    Facet.NEARNESS: frozenset(NEARNESS_SLUGS.values()),
    Facet.STATE: frozenset(STATE_SLUGS.values()),
    Facet.KIND: frozenset(Kind),
}
_SEARCH, _SORT, _COLUMNS, _DAY, _AFTER, _BEFORE, _FROM = "tim", "xep", "cot", "ngay", "sau", "truoc", "tu"
# What the pages of many duties say of themselves stands beside the list's own parts.
_OF_A_LIST = (_SEARCH, _SORT, _COLUMNS, _DAY, _AFTER, _BEFORE, _FROM)
_KNOWN = frozenset({*(facet.value for facet in Facet), *_OF_A_LIST, "ca", "xong", "loi"})
_HUNG_ON = ("utm_", "fbclid", "gclid", "zarsrc", "zalo")


@dataclass(frozen=True, kw_only=True)
class DutyList:
    """One view. Within a facet any of the values will do, between facets all must.

    `day` is a past day as whose end the list is seen; None is now. `after` and `before` are the keys of the duties that
    a page begins behind or ends at, `first` is the number of its first line.
    """

    search: str = ""
    chosen: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = Sort.DUE
    columns: tuple[ListColumn, ...] = ()
    day: date | None = None
    after: str = ""
    before: str = ""
    first: int = 1

    def __hash__(self) -> int:
        return hash(self.query)

    @property
    def query(self) -> str:
        """The query of the view's address, "" for the plain list; the same for equal views."""
        return urlencode([(name, value) for name, value in self._pairs() if value])

    @property
    def address(self) -> str:
        """The address of the view's page."""
        return f"{ADDRESS}?{self.query}" if self.query else ADDRESS

    def values(self, facet: Facet) -> tuple[str, ...]:
        """Return the values that are chosen of a facet; none when it doesn't matter."""
        return self.chosen.get(facet, ())

    @property
    def whole(self) -> "DutyList":
        """The same view from its first page on: what is counted, exported and subscribed to."""
        return replace(self, after="", before="", first=1)

    def toggled(self, facet: Facet, value: str) -> "DutyList":
        """Return the view with one value chosen, or no longer."""
        now = self.values(facet)
        values = tuple(v for v in now if v != value) if value in now else (*now, value)
        return replace(self.whole, chosen=_ordered({**self.chosen, facet: values}))

    def without(self, facet: Facet) -> "DutyList":
        """Return the view with no value of a facet."""
        return replace(self.whole, chosen=_ordered({**self.chosen, facet: ()}))

    @property
    def cleared(self) -> "DutyList":
        """The view with nothing looked for and nothing filtered; order, columns and day stay."""
        return replace(self.whole, search="", chosen={})

    @property
    def without_day(self) -> list[tuple[str, str]]:
        """The parts of the address, the day left out: what a form that asks for a day carries along."""
        return parse_qsl(replace(self.whole, day=None).query)

    @property
    def without_search(self) -> list[tuple[str, str]]:
        """The parts of the address, the search left out: what the form that searches carries along."""
        return parse_qsl(replace(self.whole, search="").query)

    @property
    def narrowed(self) -> bool:
        """Whether anything is looked for or filtered."""
        return bool(self.search or any(self.chosen.values()))

    def _pairs(self) -> Iterable[tuple[str, str]]:
        yield _SEARCH, self.search
        for facet in Facet:
            yield from ((facet.value, value) for value in self.values(facet))
        yield _SORT, "" if self.sort is Sort.DUE else self.sort.value
        yield from ((_COLUMNS, column.value) for column in self.columns)
        yield _DAY, self.day.isoformat() if self.day else ""
        yield _AFTER, self.after
        yield _BEFORE, self.before
        yield _FROM, str(self.first) if self.first > 1 else ""


def duty_list(query: str, *, today: date) -> DutyList:
    """Return the view that an address's query means. A day that isn't past means now."""
    pairs = parse_qsl(query, max_num_fields=200)
    named: dict[str, list[str]] = {}
    for name, value in pairs:
        named.setdefault(name, []).append(value.strip())
    one = {name: values[-1] for name, values in named.items()}
    day = typed_day(one.get(_DAY, ""), today)
    return DutyList(
        search=" ".join(one.get(_SEARCH, "")[:LONGEST_SEARCH].split()),
        chosen=_ordered({facet: _allowed(facet, named.get(facet.value, ())) for facet in Facet}),
        sort=Sort(one[_SORT]) if one.get(_SORT) in set(Sort) else Sort.DUE,
        columns=tuple(column for column in ListColumn if column.value in named.get(_COLUMNS, ())),
        day=day if day is not None and day < today else None,
        after=one.get(_AFTER, ""),
        before=one.get(_BEFORE, ""),
        first=int(one[_FROM]) if one.get(_FROM, "").isdecimal() and len(one[_FROM]) < 10 else 1,
    )


def unread_filters(query: str, *, today: date) -> list[str]:
    """Return what of an address's filters was read over, in words: it shows more than whoever wrote it meant.

    >>> unread_filters("tinh-trang=xyz", today=date(2026, 3, 5))
    ['không có tình trạng “xyz”']
    """
    pairs = [(name, value.strip()) for name, value in parse_qsl(query, max_num_fields=200)]
    found = [
        f"không có {facet.label.lower()} “{value}”"
        for facet in Facet
        for name, value in pairs
        if name == facet.value and value and not _means_something(facet, value)
    ]
    found += [f"không có điều kiện “{name}”" for name in dict.fromkeys(name for name, _ in pairs) if _is_unknown(name)]
    for typed in [value for name, value in pairs if name == _SEARCH and value and not _is_searched(value)][-1:]:
        found.append(f"không tìm được “{typed}”")
    for typed in [value for name, value in pairs if name == _DAY and value][-1:]:
        day = typed_day(typed, today)
        if day is None:
            found.append(f"chưa đọc được ngày “{typed}”")
        elif day > today:
            found.append(f"ngày {full_date(day)} chưa tới")
    return found


def _is_searched(text: str) -> bool:
    """Whether a search has anything that can be looked for: control characters alone are nothing."""
    return any(letter.isprintable() and not letter.isspace() for letter in text)


def _is_unknown(name: str) -> bool:
    """Whether no part of a list's address is named so; what chat programs hang on to addresses is theirs."""
    return name not in _KNOWN and not name.startswith(_HUNG_ON)


def of_kind(*kinds: NearnessKind, **chosen: str) -> DutyList:
    """Return the plain list of duties that are so near; `chosen` are facets by their names in lower case.

    >>> of_kind(NearnessKind.OVERDUE, agency="so-y-te").address
    '/viec?tinh-trang=qua-han&co-quan=so-y-te'
    """
    facets = {Facet[name.upper()]: (value,) for name, value in chosen.items()}
    return DutyList(chosen=_ordered({Facet.NEARNESS: tuple(NEARNESS_SLUGS[kind] for kind in kinds), **facets}))


def _ordered(chosen: Mapping[Facet, tuple[str, ...]]) -> Mapping[Facet, tuple[str, ...]]:
    return {facet: tuple(sorted(set(values))) for facet in Facet if (values := chosen.get(facet, ()))}


def _allowed(facet: Facet, values: Iterable[str]) -> tuple[str, ...]:
    return tuple(value for value in values if _means_something(facet, value))


def _means_something(facet: Facet, value: str) -> bool:
    if facet in _CLOSED:
        return value in _CLOSED[facet]
    if facet is Facet.PLAN:
        return value.isdecimal() and len(value) < 10
    if facet is Facet.MONTH:
        return len(value) == _MONTH_LENGTH and _day(f"{value}-01") is not None
    return bool(value) if facet is not Facet.DAY else _day(value) is not None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
