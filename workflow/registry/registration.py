"""From a plan as read to the duties it makes: deadlines resolved, agencies named, occurrences laid out, doubts kept.

Pure: `workflow.store.plans.registering` writes what comes out of here. Nothing is dropped: a row whose deadline or lead
cannot be read becomes a task that needs a person.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice

from base.errors import DondocError
from base.vietnamese import short_date
from config.deadline_rules import DeadlineRules
from workflow.agencies import Agency, Directory, Mention
from workflow.deadlines import as_answer, is_before_its_document, occurrences, read
from workflow.deadlines.values.resolution import Context, Kind, Offset, Relation, Resolution
from workflow.plan import Correction, Doubt, PlanDocument, PlanHead, PrintedRow
from workflow.registry.holding import Hold, HoldReason, abroad, row_holds, twin_hold, twins
from workflow.registry.plan_span import HORIZON, PlanSpan
from workflow.working_days import WorkingDays

_STANDARD = DeadlineRules()


class PlanUnnamed(DondocError):
    """A plan without number or issue date cannot be registered: both name it for ever."""


@dataclass(frozen=True, kw_only=True)
class PlannedOccurrence:
    """One date on which a task falls due, or the event it waits for. `key` is stable for the same task.

    `alternative` is an event that may move the date ("hoặc theo yêu cầu của BCĐ"). On the day of a `check_in` a
    continuous task's agencies report on it.
    """

    key: str
    opens: date | None = None
    due: date | None = None
    act_by: date | None = None
    event: str | None = None
    offset: Offset | None = None
    alternative: str | None = None
    check_in: bool = False


@dataclass(frozen=True, kw_only=True)
class PlannedTask:
    """One row, understood. `members` are the agencies that lead it, a leading group opened.

    Each gets an assignment unless there are `holds`: then the task stands in its plan and waits for a person.
    `row` is as printed; where `corrections` has a cell, everything else was read from the corrected text. `reviewed`
    says that a person has been over the row: what doubts are left, that person left.
    """

    key: str
    position: int
    row: PrintedRow
    resolution: Resolution
    leads: tuple[Mention, ...]
    cooperating: tuple[Mention, ...]
    members: tuple[Agency, ...]
    occurrences: tuple[PlannedOccurrence, ...]
    doubts: tuple[Doubt, ...]
    corrections: tuple[Correction, ...] = ()
    reviewed: bool = False
    holds: tuple[Hold, ...] = ()

    def text(self, column: str) -> str:
        """Return a cell as it counts: corrected, or as printed."""
        said = (correction.corrected for correction in self.corrections if correction.column == column)
        return next(said, str(getattr(self.row, column)))

    @property
    def owners(self) -> tuple[Agency, ...]:
        """The agencies that each get an assignment: none of a task that is held back."""
        return () if self.holds else self.members

    @property
    def recurs(self) -> bool:
        """Whether the task falls due again and again, by its own rule or on its plan's report days."""
        checked_in = self.is_continuous and any(occurrence.due for occurrence in self.occurrences)
        return checked_in or any(leaf.rrule for leaf in leaves(self.resolution))

    @property
    def is_continuous(self) -> bool:
        """Whether the task, or a part of it, goes on without an end."""
        return any(leaf.kind is Kind.CONTINUOUS for leaf in leaves(self.resolution))

    @property
    def answer(self) -> dict[str, object]:
        """The whole resolution in the form of `dondoc resolve --json`."""
        return as_answer(self.resolution)


def complete_head(head: PlanHead, *, number: str | None = None, issued: date | None = None) -> PlanHead:
    """Return the head with what the person adds; raise `PlanUnnamed` when number or date is still unknown."""
    whole = replace(head, number=number or head.number, issued_on=issued or head.issued_on)
    if not whole.number or whole.issued_on is None:
        missing = "số, ký hiệu" if not whole.number else "ngày ban hành"
        raise PlanUnnamed(
            given=whole.title or "văn bản",
            place="Phần đầu văn bản",
            reason=f"không đọc được {missing}",
            remedy="Ghi thêm khi nhập, ví dụ: --number 50/KH-UBND --issued 2026-01-16.",
        )
    return whole


def _context_of(head: PlanHead, previous: str | None = None) -> Context:
    """Return what the deadlines of a plan lean on. The plan's year is the year its title names, else the issue year."""
    if head.issued_on is None:
        raise ValueError("complete_head() first: the plan has no issue date")
    year = head.years[0] if head.years and head.years[0] == head.years[1] else head.issued_on.year
    return Context(
        issued=head.issued_on, year=year, years=head.years, previous=previous, document_kind=head.kind.lower()
    )


def read_in_plan(text: str, head: PlanHead, working_days: WorkingDays, rules: DeadlineRules = _STANDARD) -> Resolution:
    """Read a deadline as a plan's cell would be, by itself. The head is complete."""
    return read(text, _context_of(head), working_days, rules)


def planned_tasks(
    document: PlanDocument,
    directory: Directory,
    working_days: WorkingDays,
    rules: DeadlineRules = _STANDARD,
    *,
    foreign: Hold | None = None,
    confirmed: bool = False,
    earlier: Sequence[PlannedTask] = (),
) -> tuple[PlannedTask, ...]:
    """Understand every row of a plan whose head is complete: tables first, then the body's obligations.

    `earlier` is the same plan under the same head and policies as it was understood before some cells changed: a row
    of it that says the same after a row with the same deadline is not understood anew.
    `foreign` is what `issuer_hold` says of the document: nobody is given anything until a person has `confirmed` that
    it gives work to the directory's agencies. Groups named in it stay its own even then.
    """
    rows = document.tasks
    like = twins(rows, lambda cell: _whom(cell, directory))
    cycle = report_cycle_of(document, working_days, rules)
    tasks: list[PlannedTask] = []
    previous: str | None = None
    before: str | None = None
    for position, (key, row) in enumerate(zip(unique_keys(rows), rows, strict=True), start=1):
        known = earlier[position - 1] if position <= len(earlier) else None
        if known is not None and known.row == row and before == previous and _alone(known, position - 1 in like):
            tasks.append(known)
        else:
            context = _context_of(document.head, previous)
            resolution = read(row.deadline, context, working_days, rules)
            span = PlanSpan.of(context.issued, document.head.years)
            laid_out = tuple(lay_out(resolution, span.first, span.laid_out, working_days, cycle))
            beyond = () if laid_out else tuple(_after_the_years(resolution, span, working_days))
            made = laid_out or beyond
            task = _planned(
                key, position, row, resolution, made, directory, is_foreign=foreign is not None, issued=context.issued
            )
            if beyond:
                task = _held(task, _beyond_hold(beyond[0], span))
            if position - 1 in like:
                task = _held(task, twin_hold(rows[like[position - 1]]))
            tasks.append(replace(task, holds=(foreign, *task.holds)) if foreign and not confirmed else task)
        previous, before = row.deadline or previous, known.row.deadline or before if known else before
    return tuple(tasks)


def _whom(cell: str, directory: Directory) -> str:
    """The agencies that a cell names by their codes, the unknown ones as they are spelled."""
    return "; ".join(m.agency.code if m.agency else m.spelling.casefold() for m in directory.split(cell))


def _alone(known: PlannedTask, now_like_another: bool) -> bool:
    """Whether a row is like no other one, now and before."""
    return not now_like_another and not any(hold.reason is HoldReason.TWICE for hold in known.holds)


def report_cycle_of(
    document: PlanDocument, working_days: WorkingDays, rules: DeadlineRules = _STANDARD
) -> Resolution | None:
    """Return the plan's report cycle as read, None when it has none."""
    cycle = document.report_cycle
    return read(cycle, _context_of(document.head), working_days, rules) if cycle else None


def without_passed_check_ins(task: PlannedTask, today: date) -> PlannedTask:
    """Return a continuous task without the report days before today: nobody could report on them any more.

    The last one stays where all have passed, so that the task is still somebody's.
    """
    if not task.is_continuous:
        return task
    coming = tuple(o for o in task.occurrences if not o.check_in or o.due is None or o.due >= today)
    return replace(task, occurrences=coming or task.occurrences[-1:])


def without_passed_periods(task: PlannedTask, today: date) -> PlannedTask:
    """Return a task that comes back without the periods that are over: whoever gets it only now doesn't owe them.

    The last one stays where all are over, so that the task is somebody's.
    """
    if not task.recurs:
        return task
    coming = tuple(o for o in task.occurrences if o.due is None or o.due >= today)
    return replace(task, occurrences=coming or task.occurrences[-1:])


def with_later_periods(
    task: PlannedTask, span: PlanSpan, today: date, working_days: WorkingDays, cycle: Resolution | None
) -> PlannedTask:
    """Return a task that comes back with what has come since its plan's day as well: registering lays that out too."""
    start, until = span.horizon + timedelta(days=1), min(today + HORIZON, span.last)
    if task.holds or not task.recurs or until < start:
        return task
    found = lay_out(task.resolution, start, until, working_days, cycle)
    later = tuple(one for one in found if one.due and start <= one.due <= until)
    return replace(task, occurrences=(*task.occurrences, *later))


def _after_the_years(resolution: Resolution, span: PlanSpan, working_days: WorkingDays) -> Iterator[PlannedOccurrence]:
    """The first occurrence after the plan's years, of a rule that has none within them."""
    later = max(span.last + timedelta(days=1), span.first)
    yield from islice(lay_out(resolution, later, later + HORIZON, working_days), 1)


def _beyond_hold(first: PlannedOccurrence, span: PlanSpan) -> Hold:
    years = f"{span.first.year}" if span.first.year == span.last.year else f"{span.first.year} - {span.last.year}"
    then = f"; kỳ đầu tiên sau đó là {short_date(first.due)}" if first.due else ""
    return Hold(
        reason=HoldReason.DEADLINE,
        words=f"thời hạn không có kỳ nào trong thời gian của văn bản ({years}){then}: cần người xác nhận",
    )


def report_days(cycle: Resolution, start: date, until: date, working_days: WorkingDays) -> list[date]:
    """Return the days of a report cycle from a day to another, both inclusive, in order."""
    if start > until:
        return []
    recurring = [leaf for leaf in leaves(cycle) if leaf.rrule]
    return sorted({day for leaf in recurring for day in occurrences(leaf, start, until, working_days)})


def next_report_day(
    cycle: str, context: Context, working_days: WorkingDays, rules: DeadlineRules = _STANDARD, *, start: date
) -> date | None:
    """Return the first date of a report cycle on or after a day within the plan's years; None without one."""
    if not cycle:
        return None
    span = PlanSpan.of(context.issued, context.years)
    first = max(start, span.first)
    until = min(first + HORIZON, span.last)
    return min(report_days(read(cycle, context, working_days, rules), first, until, working_days), default=None)


def _planned(
    key: str,
    position: int,
    row: PrintedRow,
    resolution: Resolution,
    laid_out: tuple[PlannedOccurrence, ...],
    directory: Directory,
    *,
    is_foreign: bool,
    issued: date | None,
) -> PlannedTask:
    leads, cooperating = directory.split(row.lead), directory.split(row.cooperating)
    if is_foreign:
        leads, cooperating = abroad(leads), abroad(cooperating)
    # The print keeps whom it names; who is no more can't be told of anything.
    cooperating = directory.living(cooperating)
    members = _members(leads, directory)
    holds = tuple(row_holds(row, leads, members, resolution, issued))
    held = {hold.words.casefold() for hold in holds}
    printed = (doubt for doubt in row.doubts if doubt.reason.casefold() not in held)
    return PlannedTask(
        key=key,
        position=position,
        row=row,
        resolution=resolution,
        leads=leads,
        cooperating=cooperating,
        members=members,
        occurrences=laid_out,
        doubts=(*printed, *_lead_doubts(row, leads, holds), *_deadline_doubts(row, resolution)),
        holds=holds,
    )


def _held(task: PlannedTask, hold: Hold) -> PlannedTask:
    doubt = Doubt(column="", reason=hold.words, first_line=task.row.source_line)
    return replace(task, holds=(*task.holds, hold), doubts=(*task.doubts, doubt))


def unique_keys(rows: Sequence[PrintedRow]) -> Iterator[str]:
    """Name each row by its place; a place that is printed twice gets a counter, in document order."""
    seen: Counter[str] = Counter()
    for row in rows:
        place = f"{row.origin}/{row.appendix}/{row.section_number}/{row.number}"
        seen[place] += 1
        yield place if seen[place] == 1 else f"{place}#{seen[place]}"


def _members(leads: Sequence[Mention], directory: Directory) -> tuple[Agency, ...]:
    members = (
        member for mention in leads if mention.agency is not None for member in directory.members(mention.agency.code)
    )
    return tuple({agency.code: agency for agency in members if not agency.is_group}.values())


def lay_out(
    resolution: Resolution, start: date, until: date, working_days: WorkingDays, cycle: Resolution | None = None
) -> Iterator[PlannedOccurrence]:
    """Return a task's occurrences; those that come back from `start` to `until`, both inclusive.

    `cycle` is the plan's report cycle as read: a continuous task checks in on its days, unless it has a rule of its
    own.
    """
    seen: set[str] = set()
    alternative = alternative_of(resolution)
    for ordinal, leaf in enumerate(leaves(resolution), start=1):
        for occurrence in _occurrences_of(str(ordinal), leaf, (start, until), working_days, cycle):
            if occurrence.key not in seen:
                seen.add(occurrence.key)
                yield replace(occurrence, alternative=alternative) if occurrence.due else occurrence


def leaves(resolution: Resolution) -> tuple[Resolution, ...]:
    """The parts that each make a duty: all of an "all", of an "any" the first one that has a date."""
    if not resolution.parts:
        return (resolution,)
    if resolution.relation is Relation.ANY:
        dated = (part for part in resolution.parts if part.due or part.rrule or part.parts)
        return leaves(next(dated, resolution.parts[0]))
    return tuple(leaf for part in resolution.parts for leaf in leaves(part))


def alternative_of(resolution: Resolution) -> str | None:
    """Return the event or request that an "any of" names beside its date, None when there is none."""
    if resolution.relation is not Relation.ANY or not any(part.due or part.rrule for part in resolution.parts):
        return None
    waiting = (part for part in resolution.parts if part.kind in {Kind.TRIGGERED, Kind.ON_DEMAND})
    return next((part.event or part.text for part in waiting), None)


def _occurrences_of(
    ordinal: str,
    leaf: Resolution,
    span: tuple[date, date],
    working_days: WorkingDays,
    cycle: Resolution | None,
) -> Iterator[PlannedOccurrence]:
    checked_in = leaf.kind is Kind.CONTINUOUS
    rule = cycle if checked_in and not leaf.rrule and cycle is not None else leaf
    if days := report_days(rule, *span, working_days):
        for due in days:
            act_by = working_days.on_or_before(due)
            yield PlannedOccurrence(key=due.isoformat(), due=due, act_by=act_by, check_in=checked_in)
    elif leaf.rrule and not checked_in:
        return
    elif leaf.due is not None:
        yield PlannedOccurrence(key=ordinal, opens=leaf.opens, due=leaf.due, act_by=leaf.act_by)
    elif leaf.kind in {Kind.TRIGGERED, Kind.RELATIVE, Kind.EXTERNAL, Kind.ON_DEMAND}:
        yield PlannedOccurrence(key=ordinal, event=leaf.event or leaf.text, offset=leaf.offset)
    else:
        yield PlannedOccurrence(key=ordinal)


def _lead_doubts(row: PrintedRow, leads: Sequence[Mention], holds: Sequence[Hold]) -> Iterator[Doubt]:
    """The doubts about who leads: whatever of it holds the task back, and guesses."""
    held = [hold.words for hold in holds if hold.reason is not HoldReason.DEADLINE]
    guessed = [mention.reason for mention in leads if mention.reason and mention.agency]
    for reason in (*held, *guessed):
        yield Doubt(column="lead", reason=reason, first_line=row.source_line)


def _deadline_doubts(row: PrintedRow, resolution: Resolution) -> Iterator[Doubt]:
    if resolution.kind in {Kind.MISSING, Kind.UNREADABLE}:
        yield Doubt(column="deadline", reason=resolution.explanation, first_line=row.source_line)
    elif resolution.alternatives:
        others = "; ".join(resolution.alternatives)
        yield Doubt(
            column="deadline",
            reason=f"{resolution.explanation} Cách hiểu khác: {others}",
            first_line=row.source_line,
        )
    elif is_before_its_document(resolution):
        yield Doubt(column="deadline", reason=resolution.explanation, first_line=row.source_line)
