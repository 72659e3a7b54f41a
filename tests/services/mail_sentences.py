"""Every sentence that a digest may say, each with the condition under which it is true on the day of sending.

A list of phrases, in the order in which they are tried; what none of them knows is a sentence that nobody vouches for.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from base.clock import VIETNAM
from base.vietnamese import short_date
from tests.plans import house_policies
from workflow.assignment import Assignment
from workflow.lifecycle import Event, State
from workflow.log.actions import HANDED_OVER, TELLINGS, LogAction
from workflow.log.audit import LogEntry
from workflow.notices.ladder import UNDONE

WORKING_DAYS = house_policies().working_days
HEARD = {str(action): telling.heard for action, telling in TELLINGS.items() if telling.heard}
_FORTNIGHT = timedelta(days=14)
DAY = r"(\d{2}/\d{1,2}/\d{4})"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How things were when a mail left: the day, its reader's agency and part, the duties with their lines."""

    day: date
    agency: str
    coordinates: bool
    is_head: bool
    duties: Mapping[int, Assignment]
    lines: Mapping[int, Collection[LogEntry]] = field(repr=False)
    # Which agencies have nobody of a kind, of which nobody is there; whether the reader stands in or is the back-up.
    lacking: Collection[tuple[str, str]] = ()
    absent: Collection[tuple[str, str]] = ()
    stands_in: bool = False
    is_backup: bool = False


@dataclass(frozen=True)
class Said:
    """One sentence of a mail, about one duty."""

    duty: Assignment
    sentence: str
    at: Standing

    @property
    def lines(self) -> Collection[LogEntry]:
        """The lines of the duty's log."""
        return self.at.lines[self.duty.id]

    @property
    def owed(self) -> bool:
        """Whether somebody still has to do it."""
        return self.duty.state in UNDONE

    @property
    def lead_reads(self) -> bool:
        """Whether the reader's agency has the duty."""
        return self.duty.agency == self.at.agency

    def before(self) -> bool:
        """Whether the last working day for it is still to come."""
        return self.duty.act_by is not None and self.at.day < self.duty.act_by

    def now(self) -> bool:
        """Whether it has to be done today."""
        return (
            self.duty.act_by is not None
            and self.duty.due is not None
            and self.duty.act_by <= self.at.day <= self.duty.due
        )

    def past(self) -> bool:
        """Whether its day has passed."""
        return self.duty.due is not None and self.duty.due < self.at.day


Condition = Callable[[Said, re.Match[str]], bool]


def _day(written: str) -> date:
    day, month, year = map(int, written.split("/"))
    return date(year, month, day)


def _on(line: LogEntry) -> date:
    return line.at.astimezone(VIETNAM).date()


def _last(said: Said, action: str) -> LogEntry:
    return [line for line in said.lines if line.action == action][-1]


def _report_waits(said: Said, found: re.Match[str]) -> bool:
    sent, waited = _day(found[2]), int(found[3] or 0)
    line = _last(said, Event.REPORT)
    own = date.fromisoformat(line.details.get("reported_on", sent.isoformat()))
    return (
        said.duty.state is State.REPORTED
        and _on(line) == sent
        and (own == sent if found[1] is None else own == _day(found[1]))
        and WORKING_DAYS.between(sent, said.at.day) == waited
    )


def _refusal_waits(said: Said, found: re.Match[str]) -> bool:
    line = _last(said, Event.REFUSE)
    return said.duty.state is State.REFUSED and _on(line) == _day(found[1]) and line.reason == found[2]


def _wish_waits(said: Said, found: re.Match[str]) -> bool:
    line = _last(said, LogAction.REQUEST_EXTENSION)
    return said.duty.wished_due == _day(found[1]) and _on(line) == _day(found[2]) and line.reason == found[3]


def _happened(said: Said, found: re.Match[str]) -> bool:
    """A line of that day says so: what happened, the days it moved, its document and its reason."""
    return any(_on(line) == _day(found[1]) and _tells(line, found[2]) for line in said.lines)


def _tells(line: LogEntry, words: str) -> bool:
    heard = HEARD.get(line.action, "")
    if line.action in HANDED_OVER and words.startswith("nhiệm vụ được giao cho cơ quan khác"):
        heard = "nhiệm vụ được giao cho cơ quan khác"
    if line.action == Event.FIRE:
        heard = "ghi nhận “"
    if line.action == Event.UNFIRE:
        # The sample's duty that waits is still at it: it waits again.
        heard = "hủy ghi nhận “Bộ Nội vụ ban hành Đề án” đã xảy ra, nhiệm vụ chờ lại sự kiện"
    if line.action == LogAction.CORRECT_EVENT:
        same = line.details["on"] == line.details["was_on"]
        heard = "văn bản ghi nhận “" if same else "ngày xảy ra “"
    facts = [
        (r"hạn trước đây " + DAY, line.details.get("was_due")),
        (r"hạn mới " + DAY, line.details.get("due")),
        (r"hạn giữ nguyên " + DAY, line.details.get("kept_due")),
        (r"thành " + DAY, line.details.get("on")),
        (r"trước đây ghi " + DAY, line.details.get("was_on")),
    ]
    days = all(
        _day(told[1]) == date.fromisoformat(day) for sign, day in facts if day and (told := re.search(sign, words))
    )
    basis, reason = (re.search(sign, words) for sign in (r"căn cứ ([^;]+?)(?:;|$)", r"lý do: (.+)$"))
    return (
        bool(heard)
        and words.startswith(heard)
        and days
        and (basis is None or basis[1] == line.document)
        and (reason is None or reason[1] == line.reason.rstrip("."))
        and line.details.get("text", "") in words
    )


def _periods_follow(said: Said, found: re.Match[str]) -> bool:
    """So many periods of the same task follow the row's own, up to that day."""
    task, due, last = said.duty.task.id, said.duty.due, _day(found[2])
    days = {duty.due for duty in said.at.duties.values() if duty.task.id == task and duty.due}
    return due is not None and last in days and len([day for day in days if due < day <= last]) >= int(found[1]) > 0


# Phrase → the condition under which it may be said. The ladder's own words come from the house's file.
PHRASES: Mapping[str, Condition] = {
    r"Đề nghị chủ động triển khai để hoàn thành đúng hạn": lambda s, _: s.before() and s.owed and s.lead_reads,
    r"Đề nghị khẩn trương hoàn thành và báo cáo kết quả": lambda s, _: s.before() and s.owed and s.lead_reads,
    r"Đề nghị phối hợp với cơ quan chủ trì để hoàn thành đúng hạn": lambda s, _: s.before() and not s.lead_reads,
    r"Đề nghị báo cáo kết quả trong ngày": lambda s, _: s.now() and s.owed and s.lead_reads,
    r"Đề nghị cơ quan đầu mối theo dõi kết quả trong ngày": lambda s, _: s.now() and s.owed and s.at.coordinates,
    r"Đề nghị cơ quan đầu mối đôn đốc cơ quan chủ trì": lambda s, _: s.past() and s.owed and s.at.coordinates,
    r"Đề nghị hoàn thành và báo cáo kết quả ngay": lambda s, _: s.past() and s.owed and s.lead_reads,
    r"Kính đề nghị thủ trưởng cơ quan chỉ đạo thực hiện": lambda s, _: (
        s.past() and s.owed and s.at.is_head and s.lead_reads
    ),
    r"Kính báo cáo lãnh đạo để cho ý kiến chỉ đạo": lambda s, _: s.past() and s.owed and s.at.is_head,
    rf"Báo cáo kết quả(?:, ngày báo cáo {DAY},)? gửi ngày {DAY}(?:, đã (\d+) ngày làm việc)? chờ xác nhận": (
        _report_waits
    ),
    rf"Cơ quan từ chối nhận \(ý kiến ngày {DAY}\), lý do: (.+); chờ giao lại": _refusal_waits,
    rf"Cơ quan xin gia hạn đến {DAY} \(ý kiến ngày {DAY}\), lý do: (.+); chờ quyết định": _wish_waits,
    rf"Ngày {DAY}: (.+)": _happened,
    r"Mới được giao": lambda s, _: s.at.day - _on(next(iter(s.lines))) < _FORTNIGHT and s.owed,
    rf"Và (\d+) kỳ sau, kỳ cuối .+{DAY}": _periods_follow,
}
# Said where a rung comes on a side of the date on which its audience has none: the day was moved, or given late.
BESIDE_THE_RUNGS: Mapping[str, Condition] = {
    r"Đề nghị phối hợp với cơ quan chủ trì để hoàn thành trong ngày": lambda s, _: s.now() and not s.lead_reads,
    r"Đề nghị phối hợp với cơ quan chủ trì để hoàn thành ngay": lambda s, _: s.past() and not s.lead_reads,
    r"Thông báo để theo dõi, nhiệm vụ chưa đến hạn": lambda s, _: s.before() and s.owed,
    r"Thông báo để theo dõi, nhiệm vụ cần xong hôm nay": lambda s, _: s.now() and s.owed,
    r"Thông báo để theo dõi, nhiệm vụ đã quá hạn": lambda s, _: s.past() and s.owed,
}
_TELL = "đề nghị cơ quan đầu mối báo trực tiếp"
_HEARD_INSTEAD = "hiện không nhận được thông báo này, chưa có người nhận thay"
# The same for whoever hears instead of another: nothing that is asked of that one may be asked of him.
INSTEAD: Mapping[str, Condition] = {
    rf"(.+) chưa có (cán bộ theo dõi) nhận thông báo; {_TELL} và bổ sung người nhận": lambda s, found: (
        s.at.coordinates and found.groups() in s.at.lacking
    ),
    rf"(.+) chưa có địa chỉ của (thủ trưởng|lãnh đạo); {_TELL} và bổ sung người nhận": lambda s, found: (
        s.at.coordinates and found.groups() in s.at.lacking
    ),
    rf"(Cán bộ theo dõi|Thủ trưởng) của (.+) {_HEARD_INSTEAD}; {_TELL}": lambda s, found: (
        s.at.coordinates and (found[2], found[1].lower()) in s.at.absent
    ),
    r"Thủ trưởng cơ quan không nhận được thư lúc này; đề nghị đồng chí báo cáo để chỉ đạo": lambda s, _: (
        s.lead_reads and not s.at.is_head and s.past()
    ),
    r"Cán bộ theo dõi chính không nhận được thư lúc này, đề nghị đồng chí xử lý thay": lambda s, _: (
        s.lead_reads and s.at.is_backup
    ),
    r"Nhận thay .+ đang vắng mặt": lambda s, _: s.at.stands_in,
}
_ENDS = re.compile(r"(?<=[.”])\s+(?=[A-ZĐ0-9])")


def sentences(text: str) -> Iterator[str]:
    """The sentences of a reason, without the mark that ends them."""
    yield from (sentence.rstrip(".") for sentence in _ENDS.split(text) if sentence)


def untrue(said: Said) -> str:
    """Say what is wrong with a sentence; "" where one of the phrases knows it and its condition holds."""
    for phrase, holds in (*PHRASES.items(), *BESIDE_THE_RUNGS.items(), *INSTEAD.items()):
        if found := re.fullmatch(phrase, said.sentence):
            return "" if holds(said, found) else f"{short_date(said.at.day)}, số {said.duty.id}: {said.sentence}"
    return f"no condition for: {said.sentence}"
