"""What a job came to: figures for a line in the log, a table for a page that people look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from base.page_addresses import ServedPage, page_url

_MOST_ROWS = 50


@dataclass(frozen=True, kw_only=True)
class JobResult:
    """A job's result, in Vietnamese. `news` counts what changed: without any, nobody needs a page about it.

    `rows` may be many; a page shows the first of them. `all_rows` is how many there would be when not all are here.
    `looked_at` is the page of the web application to look at.
    """

    figures: Mapping[str, int] = field(default_factory=dict)
    news: int = 0
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    all_rows: int = 0
    note: str = ""
    looked_at: ServedPage = ServedPage.TODAY

    @property
    def sentence(self) -> str:
        """The figures on one line, as in "3 thư đã gửi, 1 thư sẽ gửi lại"; those that are 0 are left out."""
        told = [f"{number:,} {label}".replace(",", ".") for label, number in self.figures.items() if number]
        return "; ".join([", ".join(told) or "không có gì mới", *([self.note] if self.note else [])])


def page(title: str, day: str, outcome: JobResult, base_url: str) -> str:
    """Return a job's page in Markdown: the day, the figures, the table, a link to the web application."""
    parts = [f"# {title} – {day}", f"{outcome.sentence}."]
    if outcome.rows:
        shown = [_row(row) for row in outcome.rows[:_MOST_ROWS]]
        parts.append("\n".join([_row(outcome.columns), _row(("---",) * len(outcome.columns)), *shown]))
        left = max(outcome.all_rows, len(outcome.rows)) - len(shown)
        parts += [f"… và {left} dòng khác."] if left else []
    if address := page_url(base_url, outcome.looked_at):
        parts.append(f"[Xem trên trang đôn đốc]({address})")
    return "\n\n".join(parts) + "\n"


def _row(cells: tuple[str, ...]) -> str:
    # A bar or a line break would end the cell.
    return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"
