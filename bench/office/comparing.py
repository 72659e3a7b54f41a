"""Program and model held against each other after each day: what differs, and how much was compared."""

import re
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.message import EmailMessage
from typing import NamedTuple

from bench.office.duty_model import AHEAD, CLOSED_UNDONE, OPEN, OfficeModel, Owed, group, timeliness
from bench.office.ladder_model import RUNGS, LadderModel, Telling
from bench.office.news_model import PLAN_STEPS, STEPS, Piece
from bench.office.printed_plans import BODY
from bench.office.program import Noted, Program
from bench.office.working_calendar import last_working, works
from workflow.assignment import Assignment

_RUNGS = {rung.name for rung in RUNGS}
_COOPERATING = {rung.name for rung in RUNGS if rung.audience == "cooperating"}
_EVENT = re.compile(rb"BEGIN:VEVENT\r\n(.*?)END:VEVENT", re.DOTALL)
_COMPLETED_STAY, _CANCELLED_STAY, _BACK = timedelta(days=90), timedelta(days=30), timedelta(days=60)
_SLACK = timedelta(days=31)
_MOST_LISTED = 150
# The first differences are named; the rest follows from them more often than not.
_SHOWN = 20


class Difference(NamedTuple):
    """Where program and model part."""

    day: date
    what: str
    which: str
    expected: object
    got: object

    def __str__(self) -> str:
        return f"{self.day} {self.what} {self.which}: expected {self.expected}, got {self.got}"


@dataclass
class Comparison:
    """Counts what was compared and keeps what differed."""

    program: Program
    office: OfficeModel
    ladder: LadderModel
    compared: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    mailed: set[tuple[date, str]] = field(default_factory=set)
    _seen_notice: int = 0
    _waiting: dict[int, Noted] = field(default_factory=dict)
    _revisions: dict[tuple[str, bytes], tuple[int, bytes, date]] = field(default_factory=dict)

    def hold(self, what: str, which: object, expected: object, got: object) -> None:
        """Compare one thing."""
        self.compared[what] += 1
        if expected != got:
            difference = Difference(self.office.today, what, str(which), expected, got)
            self.differences.append(difference)
            if len(self.differences) <= _SHOWN:
                print(f"  DIFFERENCE {difference}", file=sys.stderr)

    # Duties.

    def duties(self, *, swept: bool) -> dict[int, Assignment]:
        """Every duty: there, whose, in which state, for which day, how it stands."""
        found = {duty.id: duty for duty in self.program.duties()}
        known = {duty.number: duty for duty in self.office.duties if duty.number}
        self._match([duty for number, duty in found.items() if number not in known])
        for duty in self.office.duties:
            if duty.number:
                self._one(duty, found[duty.number], swept=swept)
            else:
                self._missing(duty)
        return found

    def _match(self, new: Iterable[Assignment]) -> None:
        unborn: dict[tuple[object, ...], Owed] = {}
        for duty in self.office.duties:
            if not duty.number:
                unborn[(*duty.task, duty.owner, duty.due)] = duty
        for got in new:
            row = _row(got)
            born = unborn.pop((got.task.plan_number, row, got.agency, got.due), None)
            if born is None:
                self.hold("duty", f"{got.task.plan_number} row {row} {got.agency}", None, (got.state.value, got.due))
            else:
                born.number = got.id

    def _missing(self, duty: Owed) -> None:
        """What comes back is laid out a month at a time: the last of the thirteen may come later."""
        if duty.due is None or duty.due <= self.office.today + AHEAD - _SLACK:
            self.hold("duty", f"{duty.plan} row {duty.row} {duty.owner}", (duty.state, duty.due), None)

    def _one(self, duty: Owed, got: Assignment, *, swept: bool) -> None:
        named = f"{duty.number} ({duty.plan} row {duty.row} {duty.owner})"
        self.hold("owner", named, duty.owner, got.agency)
        self.hold("state", named, duty.state, got.state.value)
        self.hold("due", named, duty.due, got.due)
        self.hold("act_by", named, duty.due and last_working(duty.due), got.act_by)
        self.hold("reported_on", named, duty.reported_on, got.reported_on)
        if duty.state in OPEN:
            self.hold("wished", named, duty.wished, got.wished_due)
        if swept:
            self.hold("timeliness", named, timeliness(duty.facts, self.office.today), got.timeliness.value)

    # Notices and letters.

    def notices(self, expected: set[Telling], news: Counter[Piece]) -> list[Noted]:
        """The notices that a run wrote: of the ladder and of what happened exactly those of the model, each once."""
        new = self.program.notices(self._seen_notice)
        self._seen_notice = max((notice.number for notice in new), default=self._seen_notice)
        tasks = {duty.number: (duty.task, duty.slot) for duty in self.office.duties}
        told = Counter(_telling(notice, tasks) for notice in new if notice.step in _RUNGS)
        for telling in expected | told.keys():
            self.hold("notice", telling, int(telling in expected), told[telling])
        heard = Counter(_piece(notice, tasks) for notice in new if notice.step in {*STEPS, *PLAN_STEPS})
        for piece in news.keys() | heard.keys():
            self.hold("news", piece, news[piece], heard[piece])
        for notice in new:
            self.hold("known step", notice.step, True, notice.step in {*_RUNGS, *STEPS, *PLAN_STEPS})
        return new

    def letters(self, new: Iterable[Noted]) -> None:
        """What left on a run: at most one letter a person and day, none on a day off, in each just what it is for."""
        self._waiting |= {notice.number: notice for notice in new}
        today = self.office.today
        settled = {notice.number: notice for notice in self.program.notices(min(self._waiting, default=0) - 1)}
        letters = self.program.take_letters()
        recipients = Counter(str(letter["To"].addresses[0].addr_spec) for letter in letters)
        for recipient, count in recipients.items():
            self.hold("letters of a day", recipient, (1, False), (count, (today, recipient) in self.mailed))
            self.mailed.add((today, recipient))
        if not works(today):
            self.hold("letters on a day off", today, 0, len(letters))
        by_letter: dict[str, list[Noted]] = {}
        for number in list(self._waiting):
            notice = settled[number]
            if notice.state == "sent":
                by_letter.setdefault(notice.letter, []).append(notice)
            if notice.state in {"sent", "cancelled"}:
                self._settled(notice)
                del self._waiting[number]
            elif works(today) and notice.state != "queued":
                self.hold("notice settled", f"{number} {notice.step} {notice.recipient}", "sent", notice.state)
        self._held_back(settled)
        for letter in letters:
            self._letter(letter, by_letter.get(str(letter["Message-ID"]), []))

    def _held_back(self, settled: dict[int, Noted]) -> None:
        """On a working day nothing waits but for a person who has had a letter that day."""
        for number in self._waiting:
            notice = settled[number]
            had = (self.office.today, notice.recipient) in self.mailed
            if works(self.office.today) and not had:
                self.hold("notice sent", f"{number} {notice.step} {notice.recipient}", "sent", notice.state)

    def _settled(self, notice: Noted) -> None:
        """A rung is sent just when it is still true."""
        if notice.step not in _RUNGS or notice.duty is None:
            return
        duty = next(each for each in self.office.duties if each.number == notice.duty)
        true = duty.due == notice.due and duty.state in {"assigned", "in_progress", "refused"}
        if notice.step in _COOPERATING or duty.state == "refused":
            return
        named = f"{notice.number} {notice.step} of {notice.duty} to {notice.recipient}"
        self.hold("notice true", named, "sent" if true else "cancelled", notice.state)

    def _letter(self, letter: EmailMessage, notices: list[Noted]) -> None:
        """A letter tells of all the duties of its notices, and of no other unless it is the picture of a plan."""
        body = letter.get_body(("plain",))
        assert body is not None
        text = body.get_content()
        recipient = str(letter["To"].addresses[0].addr_spec)
        rows = {duty.number: self.office.row(duty.task).title for duty in self.office.duties if duty.number}
        # A question about an awaited event names the event.
        told = {rows[notice.duty] for notice in notices if notice.duty is not None and notice.step != "watch"}
        if text.count("\n* ") >= _MOST_LISTED:
            # The rest is counted aloud.
            return
        for title in told:
            self.hold("told in a letter", f"{recipient}: {title}", True, title in text)
        if all(notice.duty is not None and notice.step != "watch" for notice in notices):
            for title in {title for title in rows.values() if not title.startswith("Báo cáo kết quả")} - told:
                found = re.search(rf"{re.escape(title)}(?!\d)", text) is not None
                self.hold("not told in a letter", f"{recipient}: {title}", False, found)

    # Calendars and report cards.

    def calendar(self, code: str, found: dict[int, Assignment]) -> None:
        """An agency's calendar: its dated duties, each for its day, with revisions that only grow."""
        today = self.office.today
        if not (content := self.program.calendar(code)):
            return
        expected = {}
        for duty in self.office.duties:
            if duty.owner == code and duty.due and duty.number and _stays(duty, today):
                expected[found[duty.number].uid] = (duty.due, duty.state in CLOSED_UNDONE)
        lent = {found[duty.number].uid for duty in self.office.duties if duty.number and duty.owner != code}
        events = self._events(code, content)
        ours = {duty.uid for duty in found.values()}
        got = {uid: event for uid, event in events.items() if uid in ours and not (event[1] and uid in lent)}
        for uid in expected.keys() | got.keys():
            self.hold("calendar", f"{code} {uid}", expected.get(uid), got.get(uid))

    def _events(self, code: str, content: bytes) -> dict[str, tuple[date, bool]]:
        events = {}
        for event in _EVENT.findall(content.replace(b"\r\n ", b"")):
            lines = dict(line.split(b":", 1) for line in event.split(b"\r\n") if b":" in line)
            uid = lines[b"UID"].decode()
            if b"DTSTART;VALUE=DATE" not in lines or b"SEQUENCE" not in lines:
                continue
            due = _day(lines[b"DTSTART;VALUE=DATE"])
            self._grows(code, uid, int(lines[b"SEQUENCE"]), lines[b"DTSTAMP"], due)
            events[uid] = (due, lines.get(b"STATUS") == b"CANCELLED")
        return events

    def _grows(self, code: str, uid: str, sequence: int, stamp: bytes, due: date) -> None:
        key = (code, uid.encode())
        before = self._revisions.get(key)
        if before is not None:
            grown = sequence > before[0] and stamp > before[1]
            same = (sequence, stamp) == before[:2]
            self.hold("revision", f"{code} {uid}", True, grown or (same and due == before[2]))
        self._revisions[key] = (sequence, stamp, due)

    def report_card(self, day: date) -> None:
        """How a past day stood, by agency."""
        expected: dict[str, Counter[str]] = {}
        for duty in self.office.duties:
            facts = duty.at_end_of(day)
            if facts is not None and (counted := group(facts, day)):
                expected.setdefault(facts.owner, Counter())[counted] += 1
        got = self.program.report_card(day)
        for code in expected.keys() | got.keys():
            self.hold("report card", f"{code} as of {day}", dict(expected.get(code, {})), got.get(code, {}))


def _stays(duty: Owed, today: date) -> bool:
    if duty.state not in {*CLOSED_UNDONE, "completed"}:
        return True
    assert duty.ended_on is not None
    assert duty.due is not None
    short = duty.state in CLOSED_UNDONE or duty.due < today - _BACK
    return today - duty.ended_on <= (_CANCELLED_STAY if short else _COMPLETED_STAY)


def _row(got: Assignment) -> str:
    """The number of a duty's row; the periodic report stands in the body."""
    return BODY if got.task.title.startswith("Báo cáo kết quả thực hiện") else got.task.place.rpartition(" ")[2]


def _day(written: bytes) -> date:
    return date(int(written[:4]), int(written[4:6]), int(written[6:8]))


_Tasks = dict[int, tuple[tuple[str, str], date | str]]


def _piece(notice: Noted, tasks: _Tasks) -> Piece:
    of_plan = notice.step in PLAN_STEPS
    plan = notice.plan if notice.duty is None else tasks[notice.duty][0][0]
    return Piece(plan if of_plan else notice.duty, notice.step, notice.recipient)


def _telling(notice: Noted, tasks: _Tasks) -> Telling:
    assert notice.duty is not None
    task, slot = tasks[notice.duty]
    of = f"occurrence {slot}" if notice.step in _COOPERATING else f"duty {notice.duty}"
    return Telling(task, of, notice.step, notice.due, notice.recipient)
