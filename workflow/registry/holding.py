"""Holds: why a task stands in its plan without assignments until a person has settled it.

A wrong assignment is worse than a late one. Pure: `workflow.registry.registration` asks, `workflow.store` keeps.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from rapidfuzz import fuzz, process

from workflow.agencies import Agency, AgencyKind, Directory, Mention
from workflow.deadlines.values.resolution import Certainty, Kind, Resolution
from workflow.plan import Origin, PlanHead, PrintedRow

# The law on local government 72/2025/QH15 ended the districts; communes and the province share their work.
LAST_DAY_OF_DISTRICTS = date(2025, 6, 30)
# Letters in common, of a hundred, from which a sentence of the body says what a row of a table says.
SAME_WORDS = 85
# A shorter title ("Báo cáo kết quả") may well stand twice and mean two tasks.
_SHORTEST_TITLE = 20


class HoldReason(StrEnum):
    """What keeps a task from being given to anybody."""

    ISSUER = "issuer"
    LEAD = "lead"
    OUTSIDE = "outside"
    MEMBERS = "members"
    DEADLINE = "deadline"
    TWICE = "twice"

    @property
    def column(self) -> str:
        """The cell that it comes from, "" where it isn't one cell's."""
        if self is HoldReason.DEADLINE:
            return "deadline"
        return "lead" if self in {HoldReason.LEAD, HoldReason.OUTSIDE, HoldReason.MEMBERS} else ""

    @property
    def settled_by_look(self) -> bool:
        """Whether a person who says "looked at" has settled it; the others need a name, members or a yes."""
        return self in {HoldReason.OUTSIDE, HoldReason.DEADLINE, HoldReason.TWICE}


@dataclass(frozen=True, kw_only=True)
class Hold:
    """One reason, and the Vietnamese sentence an official reads."""

    reason: HoldReason
    words: str


def issuer_hold(head: PlanHead, directory: Directory) -> Hold | None:
    """Why a document isn't plainly the directory's own: another issuer, another place, or none that could be read."""
    foreign = _foreign(head, directory)
    return Hold(reason=HoldReason.ISSUER, words=foreign) if foreign and len(directory.agencies) else None


def _foreign(head: PlanHead, directory: Directory) -> str:
    province = directory.vocabulary.province
    if not head.issuer:
        if province and directory.names_province(head.place):
            return ""
        return "Không đọc được cơ quan ban hành: cần xác nhận văn bản giao nhiệm vụ cho cơ quan trong danh bạ"
    if (lower := _lower_issuer(head.issuer, directory)) is not None:
        return (
            f"Văn bản do “{lower.name}” ban hành, không phải văn bản của cả {directory.vocabulary.level} {province}: "
            "tên cơ quan trong đó có thể chỉ cơ quan cấp dưới; chưa giao nhiệm vụ cho ai, cần người xác nhận"
        )
    if province and directory.names_province(head.issuer):
        return ""
    if directory.is_own(head.issuer) and not directory.names_other_province(head.place):
        return ""
    whose = f"danh bạ của {directory.vocabulary.level} {province}" if province else "danh bạ của đơn vị"
    return f"Văn bản do “{head.issuer}” ban hành, không thuộc {whose}: chưa giao nhiệm vụ cho ai, cần người xác nhận"


def _lower_issuer(issuer: str, directory: Directory) -> Agency | None:
    """The commune or district that issued the document; "Công an", "UBND" and its groups are its own there."""
    found = directory.find(issuer).agency if directory.is_own(issuer) else None
    return found if found and found.kind in {AgencyKind.COMMUNE, AgencyKind.DISTRICT} else None


def abroad(mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions of another issuer's document: its groups have other members than the groups of the directory."""
    return tuple(_not_our_group(mention) for mention in mentions)


def _not_our_group(mention: Mention) -> Mention:
    if mention.agency is None or not mention.agency.is_group or mention.agency.outside:
        return mention
    reason = f"“{mention.spelling}” là nhóm cơ quan của nơi ban hành, không phải nhóm trong danh bạ"
    return replace(mention, agency=None, certainty=Certainty.NONE, reason=reason)


def row_holds(
    row: PrintedRow,
    leads: Sequence[Mention],
    members: Sequence[Agency],
    resolution: Resolution,
    issued: date | None = None,
) -> Iterator[Hold]:
    """What of a row's own words holds it back; `issued` is the day of its document."""
    yield from _lead_holds(row, leads, members, issued)
    if resolution.kind in {Kind.MISSING, Kind.UNREADABLE}:
        yield Hold(reason=HoldReason.DEADLINE, words=resolution.explanation)


def _lead_holds(
    row: PrintedRow, leads: Sequence[Mention], members: Sequence[Agency], issued: date | None
) -> Iterator[Hold]:
    if not leads:
        yield Hold(reason=HoldReason.LEAD, words="không ghi cơ quan chủ trì")
    unknown = [mention for mention in leads if mention.agency is None]
    for mention in unknown:
        yield Hold(reason=HoldReason.LEAD, words=mention.reason)
    gone = [mention for mention in leads if mention.agency and _ended_before(mention.agency, issued)]
    for mention in gone:
        yield Hold(reason=HoldReason.LEAD, words=f"“{mention.spelling}” đã kết thúc hoạt động, chưa rõ cơ quan kế thừa")
    if members or unknown or gone:
        return
    outside = [mention.spelling for mention in leads if mention.agency and mention.agency.outside]
    if outside:
        named = ", ".join(f"“{name}”" for name in outside)
        yield Hold(reason=HoldReason.OUTSIDE, words=f"{named} ở ngoài danh bạ của đơn vị: nêu tên, không giao nhiệm vụ")
    elif leads:
        words = f"“{row.lead}” là nhóm chưa có thành viên nên chưa giao được cho cơ quan nào"
        yield Hold(reason=HoldReason.MEMBERS, words=words)


def twins(rows: Sequence[PrintedRow]) -> dict[int, int]:
    """The rows that say what an earlier one says, each with the position (from 0) of that one.

    Two rows of tables are twins when all cells say the same; a sentence of the body when it says a table's task.
    """
    firsts: dict[tuple[str, ...], int] = {}
    found: dict[int, int] = {}
    short: dict[int, int] = {}
    for place, row in enumerate(rows):
        cells = tuple(_folded(cell) for cell in (row.origin, row.title, row.lead, row.product, row.deadline))
        if firsts.setdefault(cells, place) != place:
            (found if len(row.title) >= _SHORTEST_TITLE else short)[place] = firsts[cells]
    _add_neighbours(found, short)
    return found | dict(_body_twins(rows, found))


def _add_neighbours(found: dict[int, int], short: dict[int, int]) -> None:
    """Add the short rows that stand beside twins in both places: a table printed twice is twice whole."""
    for step in (1, -1):
        for place in sorted(short, reverse=step < 0):
            if found.get(place - step) == short[place] - step:
                found[place] = short[place]


def _body_twins(rows: Sequence[PrintedRow], known: dict[int, int]) -> Iterator[tuple[int, int]]:
    titles = {place: _folded(row.title) for place, row in enumerate(rows) if row.origin is Origin.TABLE}
    for place, row in enumerate(rows):
        title = _folded(row.title)
        if row.origin is Origin.BODY and place not in known and len(title) >= _SHORTEST_TITLE:
            like = process.extractOne(title, titles, scorer=fuzz.ratio, score_cutoff=SAME_WORDS)
            if like is not None:
                yield place, like[2]


def twin_hold(other: PrintedRow) -> Hold:
    """Why a task that says what another says isn't given out."""
    return Hold(
        reason=HoldReason.TWICE, words=f"giống nhiệm vụ ở {other.place}, có thể là một: “{_shown(other.title)}”"
    )


def _ended_before(agency: Agency, issued: date | None) -> bool:
    """Whether a body was gone when the document named it, and nobody is known to have taken its work over."""
    if not agency.dissolved or agency.successors:
        return False
    return agency.kind is not AgencyKind.DISTRICT or issued is None or issued > LAST_DAY_OF_DISTRICTS


def _shown(title: str) -> str:
    return title if len(title) <= 80 else f"{title[:79]}…"


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .;")
