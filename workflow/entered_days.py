"""Days that people enter, held to sense, and the days that the house proposes where one is needed.

Pure: today is an argument, and so is what is known of the duty.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from base.errors import DondocError
from base.vietnamese import short_date
from workflow.working_days import WorkingDays

_YESTERDAY = timedelta(days=1)
# No plan of a province runs longer: what lies farther is a slip of the hand, and a day of the last years that a
# calendar knows stops whatever counts on from it.
_MOST_YEARS_AHEAD = 30
# A document as reports name it: a number with its sign, and a day, as in "128/BC-SYT ngày 02/3/2026".
_NAMED_DOCUMENT = re.compile(r"\d+\s*[/-]\s*\w.*?\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}", re.DOTALL)


class DayRefused(DondocError):
    """A day that somebody entered can't be meant."""


@dataclass(frozen=True, kw_only=True)
class SaidReportDay:
    """The day that a report says it is of. `given_on` is the day on which the duty was given to the agency.

    `document` is all that names the report's paper: the result and the document given with it.
    """

    on: date
    given_on: date
    document: str = ""

    def backdated(self, today: date) -> bool:
        """Whether it lies before yesterday, which only the report's own paper can prove."""
        return self.on < today - _YESTERDAY


def check_report_day(day: SaidReportDay, *, today: date, duty: str) -> None:
    """Raise `DayRefused` unless the report's day can be: not ahead, not before the duty, with its paper when old."""
    if day.on > today:
        raise _refused(day.on, duty, "là ngày báo cáo chưa đến", "Ghi ngày ký báo cáo, không sau hôm nay.")
    if day.on < day.given_on:
        raise _refused(
            day.on,
            duty,
            f"là ngày báo cáo trước khi nhiệm vụ được giao ({short_date(day.given_on)})",
            "Kiểm tra lại ngày ký báo cáo.",
        )
    if day.backdated(today) and not names_document(day.document):
        raise _refused(
            day.on,
            duty,
            "là ngày báo cáo trước hôm qua mà chưa nêu văn bản",
            "Ghi số, ký hiệu và ngày của văn bản báo cáo, ví dụ “128/BC-SYT ngày 02/3/2026”.",
        )


def names_document(text: str) -> bool:
    """Whether a text names a document with its number, sign and day.

    >>> names_document("128/BC-SYT ngày 02/3/2026"), names_document("đã xong")
    (True, False)
    """
    return _NAMED_DOCUMENT.search(text) is not None


def check_new_due(due: date, *, today: date, duty: str) -> None:
    """Raise `DayRefused` for a new due day that is past already, or too far ahead to be meant."""
    if reason := why_no_new_due(due, today=today):
        raise _refused(due, duty, reason, remedy_for_new_due(today))


def why_no_new_due(due: date, *, today: date) -> str:
    """Return why a day can't be a new due day, "" where it can."""
    if due < today:
        return "là hạn đã qua"
    return "là hạn quá xa" if is_too_far(due.year, today=today) else ""


def remedy_for_new_due(today: date) -> str:
    """Return between which days a new due day lies."""
    return f"Ghi một ngày từ hôm nay trở đi, không sau năm {today.year + _MOST_YEARS_AHEAD}."


def is_too_far(year: int, *, today: date) -> bool:
    """Whether nobody can mean a year when he says until when something runs."""
    return year > today.year + _MOST_YEARS_AHEAD


@dataclass(frozen=True, kw_only=True)
class ReportReturned:
    """A report that comes back `today`: the day it says it is of, and that on which it was handed in."""

    reported_on: date
    handed_in: date
    today: date

    @property
    def lay(self) -> timedelta:
        """How long it was with the coordinator."""
        return max(self.today - self.handed_in, timedelta(0))


def day_after_return(due: date, report: ReportReturned, working_days: WorkingDays) -> date:
    """Return the day proposed with a returned report: the due day, and the days it lay with the coordinator.

    Days that were added end like a counted term, with the next working day where the last is a day off (Civil Code
    2015, article 148.5). Who had reported in time can still meet it: it is never before the next working day. Who was
    late stays as late as he was.
    """
    moved = due + report.lay
    if report.reported_on > due:
        return moved
    ending = working_days.on_or_after(moved) if report.lay else moved
    first = working_days.add(report.today, 1)
    return ending if working_days.on_or_before(ending) >= first else first


def day_of_newly_owed(due: date | None, *, today: date, working_days: WorkingDays, usual: int) -> date | None:
    """Return the day of what an agency comes to owe only now: its own, or the usual term where that has passed.

    `usual` is in working days; None stays none.
    """
    return due if due is None or due >= today else working_days.add(today, usual)


def _refused(day: date, duty: str, reason: str, remedy: str) -> DayRefused:
    return DayRefused(given=short_date(day), place=duty, reason=reason, remedy=remedy)
