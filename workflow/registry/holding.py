"""Holds: why a task stands in its plan without assignments until a person has settled it.

A wrong assignment is worse than a late one. Pure: `workflow.registry.registration` asks, `workflow.store` keeps.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
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
# What a sentence of the body has around the work itself: who leads and helps, and by when.
_ROLES = re.compile(r"^(?:chủ trì|chủ động|phối hợp|có trách nhiệm|tham mưu|và|[\s,;:])+")
_TAIL = re.compile(r"(?:[\s,;.(]|\b(?:và|báo cáo|hoàn thành|xong|kết quả|thực hiện|thời hạn|gửi))+$")


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


def twins(rows: Sequence[PrintedRow], named: Callable[[str], str]) -> dict[int, int]:
    """The rows that say what an earlier one says, each with the position (from 0) of that one.

    Two rows of tables are twins when all cells say the same, in whichever spelling they name who leads: `named` says
    whom a cell means. A sentence of the body is one when it says a table's task.
    """
    alike: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    found: dict[int, int] = {}
    short: dict[int, int] = {}
    for place, row in enumerate(rows):
        before = alike[tuple(_folded(cell) for cell in (row.origin, row.title, row.product, row.deadline))]
        first = next((at for at in before if _same_lead(rows[at].lead, row.lead, named)), None)
        if first is not None:
            (found if len(row.title) >= _SHORTEST_TITLE else short)[place] = first
        before.append(place)
    _add_neighbours(found, short)
    return found | dict(_body_twins(rows, found))


def _same_lead(one: str, other: str, named: Callable[[str], str]) -> bool:
    return _folded(one) == _folded(other) or named(one) == named(other)


def _add_neighbours(found: dict[int, int], short: dict[int, int]) -> None:
    """Add the short rows that stand beside twins in both places: a table printed twice is twice whole."""
    for step in (1, -1):
        for place in sorted(short, reverse=step < 0):
            if found.get(place - step) == short[place] - step:
                found[place] = short[place]


def _body_twins(rows: Sequence[PrintedRow], known: dict[int, int]) -> Iterator[tuple[int, int]]:
    titles = {place: _folded(row.title) for place, row in enumerate(rows) if row.origin is Origin.TABLE}
    for place, row in enumerate(rows):
        title, deed = _folded(row.title), _deed(row)
        if row.origin is not Origin.BODY or place in known or min(len(title), len(deed)) < _SHORTEST_TITLE:
            continue
        like = process.extractOne(title, titles, scorer=fuzz.ratio, score_cutoff=SAME_WORDS)
        like = like or process.extractOne(deed, titles, scorer=fuzz.ratio, score_cutoff=SAME_WORDS)
        if like is not None:
            yield place, like[2]
        elif (found := _begins_as(deed, row, rows, titles)) is not None:
            yield place, found


def _deed(row: PrintedRow) -> str:
    """What a sentence of the body has somebody do: without who leads and helps, and without its day."""
    title = _folded(row.title)
    for aside in (f"với {_folded(row.cooperating)}", _folded(row.deadline)):
        if len(aside) > len("với "):
            title = title.replace(aside, " ")
    return _TAIL.sub("", _ROLES.sub("", " ".join(title.split())))


def _begins_as(deed: str, row: PrintedRow, rows: Sequence[PrintedRow], titles: dict[int, str]) -> int | None:
    """The table's task that a sentence to the same lead begins with, word for word; None where there is none."""
    lead = _folded(row.lead)
    return next(
        (
            at
            for at, title in titles.items()
            if len(title) >= _SHORTEST_TITLE and f"{deed} ".startswith((f"{title} ", f"{title},", f"{title};"))
            if lead and lead in _folded(rows[at].lead)
        ),
        None,
    )


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
