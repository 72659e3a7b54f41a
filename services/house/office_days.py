"""The days off of an office at a page: the announced swaps kept in its own file, and what a change of them moves."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from base.atomic_file import whole_file
from base.errors import DondocError
from base.private_files import PRIVATE_FILE, make_private
from base.vietnamese import full_date
from config.days_off import DAYS_OFF_FILE, DaysOff, Swap, days_off
from services.directory.agency_changes import refuse_several_folders
from services.house.admission import admit_keeper
from services.installation import Installation
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.store.log.writing import record
from workflow.store.operation.moved_days import MovedDuty, move_act_by, moved_duties
from workflow.working_days import WorkingDays

DAYS_PLACE = "Ngày nghỉ"
_HEAD = "# Ngày nghỉ hoán đổi, ngày làm bù của đơn vị; ghi ở trang Quản trị, mục Ngày nghỉ.\n"


class ImpossibleSwap(DondocError):
    """A swap that changes nothing, or not in the way it says."""


@dataclass(frozen=True, kw_only=True)
class DaysPreview:
    """What the house's days off would come to: every swap, and the open duties whose last working day moves."""

    days: DaysOff
    moved: Sequence[MovedDuty]


def with_swap(known: DaysOff, swap: Swap) -> DaysOff:
    """Return the days off with one more swap. Raises `ImpossibleSwap`."""
    now = WorkingDays.vietnam(known)
    if swap.off is None and swap.worked is None:
        raise _impossible("", "chưa có ngày nào", "Ghi ngày được nghỉ, ngày làm bù, hoặc cả hai.")
    if swap.off is not None and not now.is_working(swap.off):
        raise _impossible(full_date(swap.off), "đã là ngày nghỉ", "Ghi một ngày làm việc được nghỉ.")
    if swap.worked is not None and now.is_working(swap.worked):
        raise _impossible(full_date(swap.worked), "đã là ngày làm việc", "Ghi một ngày nghỉ phải làm bù.")
    return DaysOff((*known.swaps, swap), known.announced)


def without_swap(known: DaysOff, number: int) -> DaysOff:
    """Return the days off without the swap of this place in their order, from 0; the same for a place there isn't."""
    return DaysOff(tuple(swap for n, swap in enumerate(known.swaps) if n != number), known.announced)


def with_document(known: DaysOff, number: int, source: str) -> DaysOff:
    """Return the days off with the document of a swap that was known from elsewhere; see `without_swap`."""
    swaps = (swap._replace(source=source, official=True) if n == number else swap for n, swap in enumerate(known.swaps))
    return DaysOff(tuple(swaps), known.announced)


def without_document(known: DaysOff) -> frozenset[date]:
    """Return the days that swaps change whose announcement nobody has."""
    return frozenset(
        day for swap in known.swaps if not swap.official for day in (swap.off, swap.worked) if day is not None
    )


def with_year(known: DaysOff, year: int, *, announced: bool) -> DaysOff:
    """Return the days off with a year's announcement known, or no longer."""
    years = known.announced | {year} if announced else known.announced - {year}
    return DaysOff(known.swaps, years)


def known_days(installation: Installation) -> DaysOff:
    """Return the swaps in force."""
    return days_off(installation.settings.policies_dir)


def preview_days(installation: Installation, new: DaysOff) -> DaysPreview:
    """Return what would move with other days off; changes nothing."""
    with installation.database.reading() as session:
        return DaysPreview(days=new, moved=moved_duties(session, WorkingDays.vietnam(new)))


def keep_days(installation: Installation, actor: Actor, new: DaysOff, *, now: datetime) -> int:
    """Write the days off into the house's own file and move what follows from them; return how many duties moved.

    They count from the next page and run on. Raises `NotAllowed`, `SeveralFolders`, `FileNotWritten`.
    """
    refuse_several_folders(installation)
    folder = installation.settings.policies_dir
    soon = timedelta(days=installation.settings.soon_days)
    with installation.database.writing() as session:
        by = admit_keeper(session, actor, Action.KEEP_POLICIES, place=DAYS_PLACE, now=now)
        moved = moved_duties(session, WorkingDays.vietnam(new))
        for duty in moved:
            move_act_by(session, duty, soon=soon, by=by)
        details = {"swaps": len(new.swaps), "announced": sorted(new.announced), "moved": len(moved)}
        record(session, [LogEntry.of(by, LogAction.KEEP_DAYS_OFF, details=details)])
        _write(make_private(folder) / DAYS_OFF_FILE, new)
    installation.look_again()
    return len(moved)


def _write(path: Path, days: DaysOff) -> None:
    years = ", ".join(str(year) for year in sorted(days.announced))
    parts = [_HEAD, f"announced = [{years}]\n", *(_entry(swap) for swap in days.swaps)]
    with whole_file(path) as part:
        part.touch(mode=PRIVATE_FILE)
        part.write_text("".join(parts), encoding="utf-8")


def _entry(swap: Swap) -> str:
    days = "".join(f"{name} = {day}\n" for name, day in (("off", swap.off), ("worked", swap.worked)) if day)
    doubt = "" if swap.official else "official = false\n"
    return f"\n[[change]]\n{days}name = {_text(swap.name)}\nsource = {_text(swap.source)}\n{doubt}"


def _text(text: str) -> str:
    """A basic string of TOML: JSON's escapes are among its own."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _impossible(given: str, reason: str, remedy: str) -> ImpossibleSwap:
    return ImpossibleSwap(given=given or "ngày", place=DAYS_PLACE, reason=reason, remedy=remedy)


def year_of(swap: Swap) -> int:
    """Return the year that a swap belongs to: that of the day off, else of the worked one."""
    day: date | None = swap.off or swap.worked
    return day.year if day else 0
