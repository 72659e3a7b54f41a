"""What every file of a report says, in the same words: titles, columns, sentences, lines of the lists."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from base.vietnamese import group_thousands, long_date
from workflow.plan import Shown, columns_shown
from workflow.report_card import CardLine, Group, ListedDuty, ReportCard, Scope, Tally

TITLE = "Kết quả thực hiện nhiệm vụ được giao"
FIGURES = ("Tổng số", *(group.label for group in Group))
LIST_COLUMNS = (
    *("Tình hình", "Số nhiệm vụ", "Cơ quan", "Nhiệm vụ", "Văn bản", "Mục", "Số thứ tự", "Thời hạn (nguyên văn)"),
    *("Hạn", "Ngày báo cáo", "Số ngày quá hạn", "Trạng thái", "Kết quả"),
    *(column.label for column in columns_shown(Shown.REPORT)),
)
# What XML, and so neither Word nor Excel, can hold: documents bring it along from PDF and old fonts.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report card with the duties behind its figures, read once and in the card's order of groups.

    `issuer` is the office that reports, "" where it is to be filled in by hand; `agency` names the agency whose
    duties are counted, "" for all; `day` is the day of printing.
    """

    card: ReportCard
    duties: Iterable[ListedDuty]
    day: date
    issuer: str = ""
    agency: str = ""


@dataclass(frozen=True)
class FigureTable:
    """One table of figures: what its lines are about, and the lines."""

    title: str
    column: str
    lines: tuple[CardLine, ...]


def tables(card: ReportCard) -> tuple[FigureTable, ...]:
    """Return the card's three tables."""
    return (
        FigureTable("Theo cơ quan", "Cơ quan", card.agencies),
        FigureTable("Theo văn bản", "Văn bản", card.plans),
        FigureTable("Theo mục", "Mục", card.sections),
    )


def figures(tally: Tally) -> tuple[int, ...]:
    """Return a line's numbers in the order of `FIGURES`."""
    return (tally.total, *(tally[group] for group in Group))


def scope_lines(scope: Scope, agency: str) -> list[str]:
    """Say what is counted, one fact a line."""
    lines = [f"Tính đến hết {long_date(scope.as_of)}"]
    if scope.is_period:
        since = f" từ {long_date(scope.first)}" if scope.first else ""
        until = f" đến {long_date(scope.last)}" if scope.last else ""
        lines.append(f"Các nhiệm vụ có hạn{since}{until}, và các nhiệm vụ không hạn")
    if scope.plan:
        lines.append(f"Văn bản: {scope.plan}" + (f" năm {scope.year}" if scope.year else ""))
    if agency:
        lines.append(f"Cơ quan: {agency}")
    return lines


def sentences(card: ReportCard) -> list[str]:
    """Tell the figures in the words of the decision; what is outside the sums comes last, where there is any."""
    told = [
        f"Tổng số nhiệm vụ được giao: {group_thousands(card.total.total)}.",
        _split(card, "Đã hoàn thành", {Group.DONE_ON_TIME: "đúng hạn", Group.DONE_LATE: "quá hạn"}),
        _split(card, "Chưa hoàn thành", {Group.UNDONE_IN_TIME: "trong hạn", Group.UNDONE_OVERDUE: "quá hạn"}),
        _split(card, "Không hạn", {Group.DONE_UNDATED: "đã hoàn thành", Group.UNDONE_UNDATED: "chưa hoàn thành"}),
    ]
    if card.carried_over:
        overdue = f"{group_thousands(card.carried_over)} nhiệm vụ có hạn trước kỳ này"
        told.append(f"Ngoài số trên còn {overdue}, quá hạn, chưa hoàn thành.")
    if card.closed:
        told.append(f"Không tính {group_thousands(card.closed)} nhiệm vụ đã thu hồi hoặc được thay thế.")
    return told


def _split(card: ReportCard, whole: str, parts: Mapping[Group, str]) -> str:
    told = ", ".join(f"{word} {group_thousands(card.total[group])}" for group, word in parts.items())
    return f"{whole}: {group_thousands(sum(card.total[group] for group in parts))} ({told})."


def list_line(duty: ListedDuty) -> tuple[str | int | date | None, ...]:
    """Return a duty's cells in the order of `LIST_COLUMNS`, dates and numbers as such."""
    return (
        duty.group.label,
        duty.id,
        printable(duty.agency),
        printable(duty.title),
        printable(duty.plan),
        printable(duty.section),
        printable(duty.number),
        printable(duty.expression),
        duty.due,
        duty.reported_on,
        duty.days_late or None,
        duty.state.label,
        printable(duty.result),
        *map(printable, duty.cells),
    )


def printable(text: str) -> str:
    """Return the text without characters that an office file cannot hold."""
    return _UNPRINTABLE.sub("", text)
