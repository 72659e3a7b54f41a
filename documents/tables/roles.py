"""Who leads and who cooperates where one cell says both: "Chủ trì: Sở A; Phối hợp: Sở B", "Sở A chủ trì, B phối hợp".

A name becomes a lead only where the cell's own words or its column make it one. A cell that speaks of both roles and
can't be parted leaves the lead open, with a doubt: nobody is charged by mistake.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from documents.blocks.folding import bare_words
from documents.tables.columns import TableColumn
from documents.tables.entries import TableEntry
from documents.tables.headers import Header
from workflow.agencies.pieces import begins_softly, begins_with_head, name_pieces
from workflow.plan import Doubt

UNDECIDED = "Ô “{cell}” ghi lẫn chủ trì và phối hợp, không tách được; cần ghi lại cơ quan chủ trì"


class _Role(Enum):
    """What a word makes of the names beside it. `DOES` leads where nobody else does; `ABOVE` takes no part."""

    LEADS = auto()
    HELPS = auto()
    DOES = auto()
    ABOVE = auto()


_WORDS = {
    _Role.LEADS: r"(?:(?:cùng|đồng)\s+)?chủ trì|chịu trách nhiệm(?:\s+chính)?|đầu mối|CT",
    _Role.HELPS: r"(?:cùng\s+)?(?:tham gia\s+)?phối\s+(?:kết\s+)?hợp|(?:cùng\s+)?tham gia|hỗ trợ|PH",
    _Role.DOES: r"(?:tổ chức\s+)?(?:thực hiện|triển khai)|tham mưu|soạn thảo",
    _Role.ABOVE: r"(?:lãnh đạo\s+)?(?:chỉ đạo|phụ trách|theo dõi|giám sát|kiểm tra|đôn đốc)|thẩm định|phê duyệt|trình",
}
_WHO = (
    r"(?:(?:các\s+)?(?:cơ quan|đơn vị|bộ phận|tổ chức|phòng|ban|cá nhân|người|lãnh đạo)"
    r"(?:\s*[,/]\s*(?:cơ quan|đơn vị|cá nhân))?\s+)?"
)
_MORE = r"(?:\s+(?:chính|thực hiện|triển khai|tham mưu|xây dựng|soạn thảo|tổ chức thực hiện))*"
_NAMED = "|".join(f"(?P<{role.name}>{words})" for role, words in _WORDS.items())
_LABEL = re.compile(rf"(?:(?<=^)|(?<=[\s.;,(/–+•*-])){_WHO}(?:{_NAMED}){_MORE}\s*:\s*", re.IGNORECASE)
_VERB = re.compile(
    r"\(?\s*\b(?:là\s+|làm\s+)?(?:(?:cơ quan|đơn vị)\s+)?"
    r"(?:(?P<LEADS>(?:(?:cùng|đồng)\s+)?chủ trì|chịu trách nhiệm(?:\s+chính)?|đầu mối(?:\s+tổng hợp)?|"
    r"(?<!ban\s)(?:thường trực|tham mưu)(?=\s*\))|(?<=cơ quan\s)thường trực|(?<=\()CT(?=\)))|"
    r"(?P<HELPS>(?:(?:với\s+)?(?:có\s+)?sự\s+)?(?:(?:cùng\s+)?(?:tham gia\s+)?phối\s+(?:kết\s+)?hợp|"
    r"(?:cùng\s+)?tham gia)|(?<=\()PH(?=\))))"
    rf"\b{_MORE}\s*\)?(?P<with>\s*,?\s*(?:cùng\s+với|với|cùng|của)\b)?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"^[\s,;.–+•*-]*(?:và|cùng|với|để)?[\s,;.–+•*-]*$", re.IGNORECASE)
_ASKED = re.compile(r"^(?:giao|đề nghị|yêu cầu)\s+", re.IGNORECASE)
_ROLE_LABEL = re.compile(r"\bvai tro\b")
_HELPING = re.compile(r"^(?:cung |co quan |don vi )*(?:phoi (?:ket )?hop|tham gia|ho tro|ph$)")
_BOTH = 2
_EDGES = " \t.,;:–+•*/-"


@dataclass(frozen=True)
class Roles:
    """The names of a cell by their role. `decided` is False where the cell can't be parted; nobody leads then."""

    lead: str = ""
    cooperating: str = ""
    decided: bool = True


def roles_of(cell: str, *, names_both: bool = False) -> Roles | None:
    """Who leads and who cooperates by a cell's own words; None where they tell no role, so that the column tells.

    `names_both` says that the column itself is headed "chủ trì, phối hợp", so that several bare names are undecided.

    >>> roles_of("Chủ trì: Sở Tài chính; Phối hợp: Sở Nội vụ, UBND các xã, phường")
    Roles(lead='Sở Tài chính', cooperating='Sở Nội vụ, UBND các xã, phường', decided=True)
    """
    found = _by_labels(cell) or _by_verbs(cell)
    if found is None and names_both and cell:
        return Roles(cell) if _names_in(cell) == 1 else Roles(decided=False)
    return found


def with_roles(entry: TableEntry, header: Header) -> TableEntry:
    """The entry with the lead's cell parted by what it says; what it printed is kept beside."""
    cell = entry.text(TableColumn.LEAD)
    both = header.names_both_roles
    roles = (_by_slash(cell, header.label_of(TableColumn.LEAD)) if both else None) or roles_of(cell, names_both=both)
    if roles is None:
        return _without_label(entry)
    if not roles.decided:
        doubt = Doubt(column="lead", reason=UNDECIDED.format(cell=cell), first_line=entry.line, last_line=entry.line)
        return replace(
            entry,
            cells={**entry.cells, TableColumn.LEAD: ""},
            printed={**entry.printed, TableColumn.LEAD: cell},
            doubts=(*entry.doubts, doubt),
        )
    others = [text for text in (entry.text(TableColumn.COOPERATING), roles.cooperating) if text]
    cells = {**entry.cells, TableColumn.LEAD: roles.lead}
    if others or TableColumn.COOPERATING in cells:
        cells[TableColumn.COOPERATING] = "; ".join(dict.fromkeys(others))
    merged = entry.merged | {TableColumn.COOPERATING} if TableColumn.LEAD in entry.merged else entry.merged
    whole = ((header.label_of(TableColumn.LEAD), cell),) if roles.cooperating else ()
    return replace(entry, cells=cells, merged=merged, extra=(*entry.extra, *whole))


def _by_slash(cell: str, label: str) -> Roles | None:
    """The names on both sides of a cell's only slash under "Chủ trì/Phối hợp"."""
    names = [_cleaned(side) for side in cell.split("/")]
    if "/" not in label or len(names) != _BOTH or not all(map(begins, names)):
        return None
    return Roles(names[0], names[1])


def by_role_column(entries: Sequence[TableEntry], header: Header) -> list[TableEntry]:
    """The entries where a column of its own says who leads ("Vai trò": "Chủ trì", "Phối hợp").

    Who cooperates in a row of his own, under the task of the row above, joins that row.
    """
    parted: list[TableEntry] = []
    for entry in entries:
        if not _HELPING.search(_role_said(entry, header)):
            parted.append(entry)
        elif parted and _same_task(entry):
            parted[-1] = _helped(parted[-1], entry.text(TableColumn.LEAD))
        else:
            alone = replace(entry, cells={**entry.cells, TableColumn.LEAD: ""})
            parted.append(_helped(alone, entry.text(TableColumn.LEAD)))
    return parted


def _role_said(entry: TableEntry, header: Header) -> str:
    beside = dict(entry.extra)
    if _ROLE_LABEL.search(bare_words(header.label_of(TableColumn.NOTE))):
        beside[header.label_of(TableColumn.NOTE)] = entry.text(TableColumn.NOTE)
    return next((bare_words(text) for label, text in beside.items() if _ROLE_LABEL.search(bare_words(label))), "")


def _same_task(entry: TableEntry) -> bool:
    """Whether a row has no task of its own: it is merged with the one above, or empty."""
    return TableColumn.TITLE in entry.merged or not entry.text(TableColumn.TITLE)


def _helped(entry: TableEntry, names: str) -> TableEntry:
    cooperating = "; ".join(text for text in (entry.text(TableColumn.COOPERATING), names) if text)
    return replace(entry, cells={**entry.cells, TableColumn.COOPERATING: cooperating})


def _without_label(entry: TableEntry) -> TableEntry:
    """The entry with "Phối hợp: Sở B" in the cooperating column as "Sở B"."""
    roles = _by_labels(entry.text(TableColumn.COOPERATING))
    if roles is None or roles.lead or not roles.cooperating:
        return entry
    return replace(entry, cells={**entry.cells, TableColumn.COOPERATING: roles.cooperating})


def _by_labels(cell: str) -> Roles | None:
    """The names behind labels with a colon; those before the first label lead."""
    marks = list(_LABEL.finditer(cell))
    if not marks:
        return None
    said: list[tuple[_Role, str]] = [(_Role.LEADS, cell[: marks[0].start()])]
    ends = [*(mark.start() for mark in marks[1:]), len(cell)]
    said += [(_role(mark), cell[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)]
    inner = [Roles(names) if _VERB.search(names) is None else _by_verbs(names) for _, names in said]
    if any(roles is None or not roles.decided for roles in inner):
        return Roles(decided=False)
    found = list(_flattened([(role, roles) for (role, _), roles in zip(said, inner, strict=True) if roles]))
    leads = _Role.LEADS if any(role is _Role.LEADS for role, _ in found) else _Role.DOES
    helps = {_Role.HELPS, _Role.DOES} - {leads}
    return Roles(_joined(found, {leads}), _joined(found, helps))


def _flattened(said: Sequence[tuple[_Role, Roles]]) -> Iterator[tuple[_Role, str]]:
    """The names with their roles; what verbs behind a label part is parted."""
    for role, roles in said:
        for kind, names in ((role, roles.lead), (_Role.HELPS, roles.cooperating)):
            if cleaned := _cleaned(names):
                yield kind, cleaned


def _by_verbs(cell: str) -> Roles | None:
    """The names around "chủ trì" and "phối hợp": behind a verb that begins the cell or takes "với", else before it."""
    marks = list(_VERB.finditer(cell))
    if not marks:
        return None
    ends = [*(mark.start() for mark in marks[1:]), len(cell)]
    before = cell[: marks[0].start()]
    after = [cell[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]
    in_front = _BETWEEN.match(before) is not None
    found = list(_in_front(marks, after) if in_front else _behind(marks, before, after))
    if any(role is None for role, _ in found):
        return Roles(decided=False)
    lead, helping = _joined(found, {_Role.LEADS}), _joined(found, {_Role.HELPS})
    return Roles(lead, helping) if lead or (helping and in_front) else Roles(decided=False)


def _in_front(marks: Sequence[re.Match[str]], after: Sequence[str]) -> Iterator[tuple[_Role | None, str]]:
    """The names in "Chủ trì Sở A, phối hợp Sở B": each verb takes what follows; one with nothing is undecided."""
    for mark, names in zip(marks, after, strict=True):
        yield (_role(mark) if begins(_cleaned(names)) else None), _cleaned(names)


def _behind(marks: Sequence[re.Match[str]], before: str, after: Sequence[str]) -> Iterator[tuple[_Role | None, str]]:
    """The names in "Sở A chủ trì, phối hợp với Sở B", "Sở A (chủ trì), Sở B, Sở C (phối hợp)"."""
    names, given = before, False
    for place, mark in enumerate(marks):
        role, rest = _role(mark), after[place]
        follows = bool(mark["with"]) or (role is _Role.HELPS and place == len(marks) - 1 and not _BETWEEN.match(rest))
        if not _BETWEEN.match(names):
            first = place == 0 and not given
            yield (_Role.LEADS if follows and first else _sure(role, names, mark, first=first)), _cleaned(names)
        given = True
        names = rest
        if follows:
            yield role, _cleaned(rest)
            names = ""
    if not _BETWEEN.match(names):
        # Who stands beside the one that leads, without a word of its own, cooperates.
        implied = _role(marks[-1]) is _Role.LEADS and begins(_cleaned(names))
        yield (_Role.HELPS if implied else None), _cleaned(names)


def _sure(role: _Role, names: str, mark: re.Match[str], *, first: bool) -> _Role | None:
    """The role, unless a mark in brackets follows several names and may be meant for the last of them only."""
    bracketed = mark[0].lstrip().startswith("(")
    return None if first and bracketed and _names_in(names) > 1 else role


def begins(text: str) -> bool:
    """Whether the text begins as the name of an agency or of a group does."""
    return begins_with_head(text) or begins_softly(text)


def _role(mark: re.Match[str]) -> _Role:
    return next(role for role in _Role if mark.groupdict().get(role.name))


def _joined(found: Sequence[tuple[_Role | None, str]], roles: set[_Role]) -> str:
    return "; ".join(names for role, names in found if role in roles and names)


def _names_in(text: str) -> int:
    """How many names a list holds, told by the words that begin one."""
    return max(1, sum(begins_with_head(text[piece.start : piece.end]) for piece in name_pieces(text)))


def _cleaned(text: str) -> str:
    """The names without marks around them and without half a pair of brackets."""
    names = text.strip(_EDGES)
    if names.count("(") > names.count(")"):
        names = names.removesuffix("(").rstrip(_EDGES) if names.endswith("(") else f"{names})"
    if names.count(")") > names.count("("):
        names = names.removesuffix(")").removeprefix(")").strip(_EDGES)
    return _ASKED.sub("", names)
