"""The directory of agencies: who is called what, and who belongs to which group."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, Self

from base.plain_letters import WORD, code_of, composed_small, strip_marks
from workflow.agencies.lookup import Lookup
from workflow.agencies.pieces import NamePiece, begins_with_head, trim
from workflow.agencies.spelling import NameVocabulary
from workflow.agencies.splitting import Cutter
from workflow.agencies.values import Agency, AgencyKind, BrokenDirectory, Mention, UnknownAgency
from workflow.deadlines.values.resolution import Certainty

_PLACE = "Danh bạ cơ quan"
# The longest cell seen held 260 letters; a page of text in a cell is no list of agencies.
LONGEST_CELL = 5_000
_KNOWN_CELLS = 2_000
_TOO_LONG = "Ô quá dài để là danh sách cơ quan"
# Who is left out of a group may not be given its work; a person says who does it then.
_EXCEPTION = re.compile(r"\b(?:ngoại trừ|không bao gồm|không kể|không gồm|trừ)\s+")
_EXCEPTED = "Có ngoại lệ “{}”: cần người xem cơ quan nào thực hiện"


@dataclass(frozen=True)
class Directory:
    """All agencies of an installation, in the order of the data file. Two agencies never share a code."""

    agencies: tuple[Agency, ...]
    vocabulary: NameVocabulary = field(default_factory=NameVocabulary)

    @classmethod
    def of(cls, agencies: Iterable[Agency], vocabulary: NameVocabulary | None = None) -> Self:
        return cls(tuple(agencies), vocabulary or NameVocabulary())

    @classmethod
    def from_config(cls, data: Mapping[str, Any]) -> Self:
        """The directory out of `config.agencies.load()`.

        A record's `members_of` adds all agencies of those kinds: the existing ones, or the dissolved ones when the
        group itself is dissolved; who `left` is no member for all that. Raises BrokenDirectory for a record without a
        name, an unknown kind or member, or a code that stands twice.
        """
        records: list[Mapping[str, Any]] = list(data["agencies"])
        alone = [_agency(record, ()) for record in records]
        agencies = [_agency(record, _of_kinds(alone, record)) for record in records]
        _check(agencies)
        vocabulary = NameVocabulary(
            data["province"], dict(data["abbreviations"]), data["level"], tuple(data["other_provinces"])
        )
        return cls.of(agencies, vocabulary)

    def with_former_names(self, names: Mapping[str, Sequence[str]]) -> Self:
        """Return the directory with what agencies were called before, by code, unless another bears that name now."""
        borne = {agency.name for agency in self.agencies}
        known = [
            replace(agency, aliases=(*agency.aliases, *(name for name in names[agency.code] if name not in borne)))
            if agency.code in names
            else agency
            for agency in self.agencies
        ]
        return self.of(known, self.vocabulary)

    def __iter__(self) -> Iterator[Agency]:
        return iter(self.agencies)

    def __contains__(self, code: str) -> bool:
        return code in self._by_code

    def get(self, code: str) -> Agency:
        """The agency of a code. Raises UnknownAgency."""
        if agency := self._by_code.get(code):
            return agency
        raise UnknownAgency(code)

    def members(self, code: str) -> tuple[Agency, ...]:
        """The agencies of a group, groups in it opened, each once, in directory order.

        An agency that is no group gives itself, a dissolved one its successors where they are known; a group that
        nobody has filled and a body outside give nobody.
        """
        codes = self._opened(code, set())
        return tuple(a for a in self.agencies if a.code in codes and not a.is_group and not a.outside and not _gone(a))

    def living(self, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
        """The mentions with a dissolved agency's successors in its place, under the spelling that names it."""
        return tuple(living for mention in mentions for living in self._in_place_of(mention))

    def _in_place_of(self, mention: Mention) -> tuple[Mention, ...]:
        if mention.agency is None or not _gone(mention.agency):
            return (mention,)
        return tuple(replace(mention, agency=successor) for successor in self.members(mention.agency.code))

    def find(self, spelling: str) -> Mention:
        """The one agency that a spelling means. The whole text is taken for one name; `split` takes lists."""
        text = spelling.strip()
        piece = trim(text, NamePiece(0, len(text), "strong"))
        name = text[piece.start : piece.end]
        found = self._lookup.find(name)
        return Mention(
            spelling=name,
            agency=found.agency,
            certainty=found.certainty,
            reason=found.reason,
            of_head=found.of_head,
        )

    def typed(self, name: str) -> Agency | None:
        """The agency that somebody chose by typing its name, beyond doubt: also one without marks that only one has."""
        mention = self.find(name)
        if mention.agency is None or mention.certainty is Certainty.CERTAIN:
            return mention.agency
        bare = " ".join(name.lower().split())
        same = [agency for agency in self if strip_marks(agency.name).lower() == bare]
        return same[0] if len(same) == 1 else None

    def split(self, cell: str) -> tuple[Mention, ...]:
        """The agencies of a cell, in the order printed. A dash or an empty cell names nobody.

        Each `spelling` is a stretch of the cell as printed; "Y tế" in "Các Sở: Y tế; Tài chính" means Sở Y tế.
        """
        if len(cell) > LONGEST_CELL:
            return (Mention(spelling=cell, agency=None, certainty=Certainty.NONE, reason=_TOO_LONG),)
        if (at := _exception_in(cell)) is None:
            return self._cut(cell)
        left_out = cell[at:].strip(" ).;")
        asked = Mention(spelling=left_out, agency=None, certainty=Certainty.NONE, reason=_EXCEPTED.format(left_out))
        return (*self._cut(cell[:at].rstrip(" (,;")), asked)

    def without_excepted(self, cell: str) -> tuple[Agency, ...]:
        """The agencies that a cell names but for those that it leaves out, groups opened, in the order named.

        None where it leaves out nobody, or where the directory doesn't know whom.
        """
        at = _exception_in(cell)
        if at is None:
            return ()
        behind = cell[at:].strip(" ).;")
        named = self._cut(cell[:at].rstrip(" (,;"))
        left_out = self._cut(behind[_EXCEPTION.match(behind.casefold()).end() :])  # type: ignore[union-attr]
        if any(mention.agency is None for mention in (*named, *left_out)):
            return ()
        out = {one.code for one in self._named(left_out)}
        return tuple(one for one in dict.fromkeys(self._named(named)) if one.code not in out)

    def _named(self, mentions: Iterable[Mention]) -> Iterator[Agency]:
        for mention in mentions:
            if mention.agency is not None:
                yield from self.members(mention.agency.code)

    def is_own(self, name: str) -> bool:
        """Whether a name is beyond doubt that of an agency of the directory, and of none outside it."""
        found = self._lookup.sure(name.strip())
        return bool(found and found.agency and not found.agency.outside)

    def names_province(self, text: str) -> bool:
        """Whether a text names the directory's province."""
        return _names(text, self.vocabulary.province)

    def names_other_province(self, text: str) -> bool:
        """Whether a text names a province that isn't the directory's."""
        return any(_names(text, other) for other in self.vocabulary.elsewhere)

    def likeness(self, spelling: str, name: str) -> float:
        """Return how much of what tells a spelling's body apart a name says too, 0 to 1; a province tells nothing."""
        return self._lookup.likeness(spelling, name)

    def _opened(self, code: str, seen: set[str]) -> set[str]:
        if code not in seen:
            seen.add(code)
            agency = self.get(code)
            for member in (*agency.members, *(agency.successors if _gone(agency) else ())):
                self._opened(member, seen)
        return seen

    @cached_property
    def _by_code(self) -> dict[str, Agency]:
        return {agency.code: agency for agency in self.agencies}

    @cached_property
    def _cut(self) -> Callable[[str], tuple[Mention, ...]]:
        # A plan's cells say the same few things again and again.
        return lru_cache(maxsize=_KNOWN_CELLS)(lambda cell: Cutter(cell, self._lookup).mentions())

    @cached_property
    def _lookup(self) -> Lookup:
        return Lookup(self.agencies, self.vocabulary)


def _exception_in(cell: str) -> int | None:
    """Where a cell begins to leave agencies out, as in "Các sở (trừ Sở Y tế)"; nowhere in "Chi cục Phòng trừ sâu"."""
    text = cell.casefold()
    found = (one for one in _EXCEPTION.finditer(text) if begins_with_head(text[one.end() :]))
    return next((one.start() for one in found), None) if len(text) == len(cell) else None


def _gone(agency: Agency) -> bool:
    return agency.dissolved and bool(agency.successors)


def _names(text: str, place: str) -> bool:
    return bool(place) and f" {_spaced(place)} " in f" {_spaced(text)} "


def _spaced(text: str) -> str:
    return " ".join(WORD.findall(composed_small(text)))


def _agency(record: Mapping[str, Any], of_kinds: tuple[str, ...]) -> Agency:
    left = tuple(record.get("left", ()))
    if not record.get("name"):
        raise BrokenDirectory(given=record.get("code", ""), place=_PLACE, reason="chưa có tên cơ quan")
    return Agency(
        code=record.get("code") or code_of(record["name"]),
        name=record["name"],
        kind=_kind(record),
        is_group=bool(record.get("group", False)),
        members=tuple(code for code in (*record.get("members", ()), *of_kinds) if code not in left),
        aliases=tuple(record.get("aliases", ())),
        of_heads=bool(record.get("of_heads", False)),
        nouns=frozenset(record.get("nouns", ())),
        related=record.get("related"),
        outside=bool(record.get("outside", False)),
        dissolved=bool(record.get("dissolved", False)),
        successors=tuple(record.get("successors", ())),
        left=left,
    )


def _kind(record: Mapping[str, Any]) -> AgencyKind:
    kind = record.get("kind", AgencyKind.OTHER)
    try:
        return AgencyKind(kind)
    except ValueError as error:
        reason = f"có loại “{kind}” không dùng được; các loại: {', '.join(AgencyKind)}"
        raise BrokenDirectory(given=record["name"], place=_PLACE, reason=reason) from error


def _check(agencies: Sequence[Agency]) -> None:
    """Refuse a code that stands twice and a member or successor that is nowhere."""
    counted = Counter(agency.code for agency in agencies)
    for agency in agencies:
        if counted[agency.code] > 1:
            raise BrokenDirectory(given=agency.code, place=_PLACE, reason="là mã của hơn một cơ quan")
        for code in (*agency.members, *agency.successors):
            if code not in counted:
                raise BrokenDirectory(given=agency.name, place=_PLACE, reason=f"có mã “{code}” không thuộc cơ quan nào")


def _of_kinds(agencies: Iterable[Agency], group: Mapping[str, Any]) -> tuple[str, ...]:
    kinds = set(group.get("members_of", ()))
    gone = bool(group.get("dissolved", False))
    return tuple(
        a.code for a in agencies if a.kind in kinds and not a.is_group and not a.outside and a.dissolved is gone
    )
