"""What a row of a document on its way in asks of a person: the words, the reason, the readings to choose from.

Pure. One row asks once, with a part for each doubtful column; what a part's choices say is what its cell would say.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from base.vietnamese import capitalise, shorten
from workflow.agencies import Agency, Directory
from workflow.deadlines import is_before_its_document
from workflow.deadlines.values.resolution import Kind, Resolution
from workflow.plan import COLUMN_LABELS, Origin
from workflow.registry.holding import HoldReason
from workflow.registry.registration import PlannedTask

# "nếu là “trước ngày 26/01/2026” thì hạn cuối là 25/01/2026": what is quoted is what the cell might have meant.
_QUOTED = re.compile(r"“([^”]+)”")
_OTHERWISE = "cách đọc khác: "
_BLANK = "để trống"
_YEAR = re.compile(r"\b20\d\d\b")
_NAMED = 20
_TITLE_SHOWN = 120
_MOST_CANDIDATES = 4
_ALIKE = 60
_LOOKED_AT = 40
# A body whose name says less than this of what tells the unknown one apart is another body.
_SHARED = 0.5


@dataclass(frozen=True, kw_only=True)
class CellChoice:
    """One reading of a cell: `text` is what the cell would say, `said` what that means in a sentence.

    `title` is what the task would be called with it, "" where it stays as it is.
    """

    text: str
    label: str
    said: str
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class CellQuestion:
    """What is doubtful about one cell. `reading` is how the program reads it now, "" when it can't.

    `unknown` is the part of a lead cell that the directory doesn't know. `keeps` says whether it may stand as it is
    read; of an `unreadable` one nobody keeps by a mere Enter what gives no day. Without `column` it is about the row as
    a whole.
    """

    column: str
    printed: str
    reasons: tuple[str, ...]
    reading: str
    choices: tuple[CellChoice, ...]
    keeps: bool
    unknown: str = ""
    unreadable: bool = False

    @property
    def title(self) -> str:
        """The cell's heading as the page says it."""
        return COLUMN_LABELS[self.column].lower() if self.column else "cả dòng"


def row_questions(
    task: PlannedTask, directory: Directory, read: Callable[[str], Resolution]
) -> tuple[CellQuestion, ...]:
    """Return what a row asks, its deadline last. `read` reads a deadline as the plan's cell would be."""
    ordered = sorted(doubtful_columns(task), key=lambda column: (column == "deadline", column == ""))
    return tuple(_question(column, task, directory, read) for column in ordered)


def doubtful_columns(task: PlannedTask) -> dict[str, None]:
    """Return the columns that something is left to decide of, in order, "" for the row as a whole."""
    columns = dict.fromkeys(doubt.column for doubt in task.doubts)
    for hold in task.holds:
        if hold.reason is not HoldReason.ISSUER:
            columns.setdefault(hold.reason.column)
    return columns


def _question(column: str, task: PlannedTask, directory: Directory, read: Callable[[str], Resolution]) -> CellQuestion:
    said = {correction.column: correction.corrected for correction in task.corrections}
    printed = said.get(column, str(getattr(task.row, column))) if column else ""
    reasons = tuple(dict.fromkeys(doubt.reason for doubt in task.doubts if doubt.column == column))
    if column == "deadline":
        resolution = task.resolution
        return CellQuestion(
            column=column,
            printed=printed,
            reasons=() if resolution.explanation in " ".join(reasons) else reasons,
            reading=resolution.explanation,
            choices=_readings(resolution, read) or tuple(_in_another_year(printed, resolution, read)),
            keeps=True,
            unreadable=resolution.kind is Kind.UNREADABLE,
        )
    if column == "lead":
        others = directory.without_excepted(printed)
        unknown = "" if others else next((mention.spelling for mention in task.leads if mention.agency is None), "")
        return CellQuestion(
            column=column,
            printed=printed,
            reasons=reasons,
            reading="",
            choices=_everybody_else(others)
            or tuple(_named_first(printed, unknown, task, directory))
            or tuple(_candidates(printed, unknown, directory))
            or _other_texts(reasons),
            keeps=not any(h.reason in {HoldReason.LEAD, HoldReason.MEMBERS} for h in task.holds),
            unknown=unknown,
        )
    return CellQuestion(
        column=column,
        printed=printed,
        reasons=reasons,
        reading="",
        choices=_other_texts(reasons) if column else (),
        keeps=True,
    )


def _other_texts(reasons: Sequence[str]) -> tuple[CellChoice, ...]:
    """What a cell might say instead, where the doubt names it."""
    found = []
    for reason in reasons:
        said = reason.partition(_OTHERWISE)[2]
        if quoted := _QUOTED.search(said):
            found.append(CellChoice(text=quoted[1], label=f"“{quoted[1]}”", said="cách đọc khác"))
        elif said.startswith(_BLANK):
            found.append(CellChoice(text="", label="Để trống", said="cách đọc khác"))
    return tuple(found)


def _readings(resolution: Resolution, read: Callable[[str], Resolution]) -> tuple[CellChoice, ...]:
    """The other readings that the program knows of, each read as if the cell said it."""
    texts = [found[1] for other in resolution.alternatives if (found := _QUOTED.search(other))]
    read_anew = [(text, read(text)) for text in dict.fromkeys(texts)]
    return tuple(
        CellChoice(text=text, label=f"“{text[:1].upper()}{text[1:]}”", said=found.explanation.partition(" → ")[2])
        for text, found in read_anew
        if found.kind not in {Kind.MISSING, Kind.UNREADABLE}
    )


def _in_another_year(printed: str, resolution: Resolution, read: Callable[[str], Resolution]) -> Iterator[CellChoice]:
    """A deadline of the year after, where the one that was read is before its document."""
    if resolution.due is None or not is_before_its_document(resolution):
        return
    year = str(resolution.due.year + 1)
    text = _YEAR.sub(year, printed) if _YEAR.search(printed) else f"{printed.rstrip(' .;')} năm {year}"
    found = read(text)
    if found.due and found.due > resolution.due:
        yield CellChoice(text=text, label=f"“{text}”", said=found.explanation.partition(" → ")[2])


def _everybody_else(agencies: Sequence[Agency]) -> tuple[CellChoice, ...]:
    """The members of a group from which the cell leaves somebody out, named one by one."""
    if not agencies:
        return ()
    names = [agency.name for agency in agencies]
    more = f" và {len(names) - _NAMED} cơ quan nữa" if len(names) > _NAMED else ""
    said = f"{', '.join(names[:_NAMED])}{more}"
    return (CellChoice(text="; ".join(names), label=f"{len(names)} cơ quan còn lại", said=said),)


def _named_first(cell: str, unknown: str, task: PlannedTask, directory: Directory) -> Iterator[CellChoice]:
    """The agency with which a sentence's lead begins; behind its name stands the work, which goes to the title."""
    if task.row.origin is not Origin.BODY:
        return
    words = unknown.split()
    for count in range(len(words) - 1, 0, -1):
        name = " ".join(words[:count])
        if directory.is_own(name) and (agency := directory.find(name).agency):
            title = task.text("title")
            whole = capitalise(f"{' '.join(words[count:]).strip(' ,;')}, {title[:1].lower()}{title[1:]}")
            said = f"nhiệm vụ: “{shorten(whole, _TITLE_SHOWN)}”"
            yield CellChoice(text=cell.replace(unknown, agency.name), label=agency.name, said=said, title=whole)
            return


def _candidates(cell: str, unknown: str, directory: Directory) -> Sequence[CellChoice]:
    """The directory's agencies whose names are most like a part that it doesn't know, each in that part's place."""
    if not unknown:
        return ()
    return [
        CellChoice(text=cell.replace(unknown, agency.name), label=agency.name, said=agency.kind.label)
        for agency in similar_agencies(directory, unknown)
    ]


def similar_agencies(directory: Directory, spelling: str, most: int = _MOST_CANDIDATES) -> list[Agency]:
    """Return the agencies whose names are most like a spelling, the likest first; none that shares but the province."""
    names = {name: agency for agency in directory if not agency.dissolved for name in (agency.name, *agency.aliases)}
    found = process.extract(spelling, names.keys(), scorer=fuzz.WRatio, limit=_LOOKED_AT, score_cutoff=_ALIKE)
    alike = [(directory.likeness(spelling, name), name) for name, _, _ in found]
    # Of equally like ones those come first that work can be given to.
    ranked = sorted(alike, key=lambda one: (-one[0], names[one[1]].outside))
    agencies = {names[name].code: names[name] for likeness, name in ranked if likeness >= _SHARED}
    return list(agencies.values())[:most]
