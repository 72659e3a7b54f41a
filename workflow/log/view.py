"""What of the log is looked at, as a value: its whole state is the query of an address."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import parse_qsl, urlencode

from base.vietnamese import full_date, short_date
from workflow.log.actions import TELLINGS, action_label
from workflow.views.typed_day import typed_day

LOG_ADDRESS = "/nhat-ky"
LONGEST_NAME = 120
_MOST_DIGITS = 9
_NO_DAY = "Chưa đọc được ngày; ghi như 05/3/2026"
_NO_NUMBER = "Ghi một số, ví dụ 12"


@dataclass(frozen=True, kw_only=True)
class LogView:
    """Lines about a duty, a plan, by somebody whose name holds `person`, of an action, within days; None and "" any.

    `before` is the number of the line that a page ends before; None for the newest page.
    """

    duty: int | None = None
    plan: int | None = None
    person: str = ""
    action: str = ""
    first: date | None = None
    last: date | None = None
    before: int | None = None

    @property
    def query(self) -> str:
        """The query of the view's address; the same for equal views."""
        return urlencode([(name, text) for name, text in self._pairs() if text])

    @property
    def address(self) -> str:
        """The address of the view's page."""
        return f"{LOG_ADDRESS}?{self.query}" if self.query else LOG_ADDRESS

    @property
    def whole(self) -> "LogView":
        """The same from its newest page on."""
        return replace(self, before=None)

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked for."""
        return self.whole != LogView()

    @property
    def day(self) -> date | None:
        """The one day that is looked at, None when it isn't one."""
        return self.first if self.first is not None and self.first == self.last else None

    @property
    def words(self) -> str:
        """What is looked at, as in "của “Hoa”, báo cáo kết quả, thứ Hai 09/3/2026"."""
        return self.words_of("")

    def words_of(self, plan: str) -> str:
        """Return the same with the plan by its printed number, "" where that isn't known."""
        days = full_date(self.day) if self.day is not None else ""
        if not days and self.first is not None and self.last is not None:
            days = f"từ {short_date(self.first)} đến {short_date(self.last)}"
        parts = (
            f"nhiệm vụ {self.duty}" if self.duty is not None else "",
            (plan or f"văn bản số {self.plan}") if self.plan is not None else "",
            f"của “{self.person}”" if self.person else "",
            action_label(self.action) if self.action else "",
            days,
        )
        return ", ".join(part for part in parts if part) or "mọi dòng"

    def _pairs(self) -> Iterator[tuple[str, str]]:
        yield "nhiem-vu", str(self.duty) if self.duty is not None else ""
        yield "van-ban", str(self.plan) if self.plan is not None else ""
        yield "ai", self.person
        yield "lam", self.action
        yield "tu", short_date(self.first) if self.first else ""
        yield "den", short_date(self.last) if self.last else ""
        yield "truoc", str(self.before) if self.before is not None else ""


def log_view(query: str, *, today: date) -> LogView:
    """Return the view that a query means; what it can't mean is left out. One day alone means that day.

    >>> log_view("tu=05/3/2026&lam=confirm", today=date(2026, 3, 9)).day
    datetime.date(2026, 3, 5)
    """
    said = {name: value.strip() for name, value in parse_qsl(query, max_num_fields=50)}
    first, last = typed_day(said.get("tu", ""), today), typed_day(said.get("den", ""), today)
    return LogView(
        duty=_number(said.get("nhiem-vu", "")),
        plan=_number(said.get("van-ban", "")),
        person=said.get("ai", "")[:LONGEST_NAME],
        action=action if (action := said.get("lam", "")) in TELLINGS else "",
        first=first or last,
        last=last or first,
        before=_number(said.get("truoc", "")),
    )


def view_faults(query: str, *, today: date) -> dict[str, str]:
    """Return what of a query can't be read, by the name of its field; such a filter holds nothing back."""
    said = {name: value.strip() for name, value in parse_qsl(query, max_num_fields=50)}
    days = {name: typed_day(said.get(name, ""), today) for name in ("tu", "den")}
    found = {name: _NO_DAY for name, day in days.items() if said.get(name) and day is None}
    found |= {name: _NO_NUMBER for name in ("nhiem-vu", "van-ban") if said.get(name) and _number(said[name]) is None}
    if said.get("lam") and said["lam"] not in TELLINGS:
        found["lam"] = "Chọn một hành động trong danh sách"
    first, last = days["tu"], days["den"]
    if first is not None and last is not None and last < first:
        found["den"] = f"Đứng trước ngày bắt đầu {short_date(first)}: ghi ngày đó hoặc ngày sau"
    return found


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else None
