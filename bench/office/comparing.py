"""Program and model held against each other after each day: what differs, and how much was compared."""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from bench.office.duty_model import AHEAD, OfficeModel
from bench.office.ladder_model import RUNGS, LadderModel, Telling
from bench.office.letters import Letter
from bench.office.news_model import LISTING, PLAN_STEPS, STEPS, Piece, tells, undecided
from bench.office.owed import CLOSED_UNDONE, OPEN, Owed, group, timeliness
from bench.office.program import Noted, Program, Seen
from bench.office.working_calendar import last_working, works

_RUNGS = {rung.name for rung in RUNGS}
_COOPERATING = {rung.name for rung in RUNGS if rung.audience == "cooperating"}
_EVENT = re.compile(rb"BEGIN:VEVENT\r\n(.*?)END:VEVENT", re.DOTALL)
_COMPLETED_STAY, _CANCELLED_STAY, _BACK = timedelta(days=90), timedelta(days=30), timedelta(days=60)
_SLACK = timedelta(days=31)
_FACTS = ("owner", "state", "due", "act_by", "reported_on", "wished")
# The rows that a letter lists at most; the rest is counted aloud.
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
    # What was read of the program last, and the model's duties by the program's numbers.
    seen: dict[int, Seen] = field(default_factory=dict)
    numbered: dict[int, Owed] = field(default_factory=dict)
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

    def duties(self, *, swept: bool) -> None:
        """Every duty: there once, whose, in which state, for which day, how it stands."""
        self.seen = {duty.number: duty for duty in self.program.duties()}
        known = {duty.number for duty in self.office.duties if duty.number}
        self._match([duty for number, duty in self.seen.items() if number not in known])
        for duty in self.office.duties:
            if not duty.number:
                self._missing(duty)
            elif (got := self.seen.get(duty.number)) is None:
                self.hold("duty", f"{duty.plan} row {duty.row} {duty.owner}", duty.state, None)
            else:
                self._one(duty, got, swept=swept)

    def _match(self, new: Iterable[Seen]) -> None:
        if not new:
            return
        unborn = {(*duty.task, duty.owner, duty.due): duty for duty in self.office.duties if not duty.number}
        for got in new:
            born = unborn.pop((got.plan, got.row, got.owner, got.due), None)
            if born is None:
                self.hold("duty", f"{got.plan} row {got.row} {got.owner}", None, (got.state, got.due))
            else:
                born.number = got.number
                self.numbered[got.number] = born

    def _missing(self, duty: Owed) -> None:
        """What comes back is laid out a month at a time: the last of the thirteen may come later."""
        if duty.due is None or duty.due <= self.office.today + AHEAD - _SLACK:
            self.hold("duty", f"{duty.plan} row {duty.row} {duty.owner}", (duty.state, duty.due), None)

    def _one(self, duty: Owed, got: Seen, *, swept: bool) -> None:
        act_by = duty.due and last_working(duty.due)
        expected: tuple[object, ...] = (duty.owner, duty.state, duty.due, act_by, duty.reported_on)
        found: tuple[object, ...] = got.facts
        if duty.state in OPEN:
            expected, found = (*expected, duty.wished), (*found, got.wished)
        self.compared["facts of a duty"] += len(expected)
        if expected != found:
            named = f"{duty.number} ({duty.plan} row {duty.row} {duty.owner})"
            for what, wanted, there in zip(_FACTS, expected, found, strict=False):
                self.hold(what, named, wanted, there)
        if swept:
            self.hold("timeliness", duty.number, timeliness(duty.facts, self.office.today), got.timeliness)

    # Notices and letters.

    def notices(self, expected: Counter[Telling], news: Counter[Piece]) -> list[Noted]:
        """The notices that a run wrote: of the ladder and of what happened exactly those of the model, each once."""
        new = self.program.notices(self._seen_notice)
        self._seen_notice = max((notice.number for notice in new), default=self._seen_notice)
        tasks = {duty.number: (duty.task, duty.slot) for duty in self.office.duties}
        told = Counter(_telling(notice, tasks) for notice in new if notice.step in _RUNGS)
        for telling in expected.keys() | told.keys():
            self.hold("notice", telling, expected[telling], told[telling])
        heard = Counter(_piece(notice, tasks) for notice in new if notice.step in {*STEPS, *PLAN_STEPS})
        for piece in news.keys() | heard.keys():
            self.hold("news", piece, news[piece], heard[piece])
        for notice in new:
            self.hold("known step", notice.step, True, notice.step in {*_RUNGS, *STEPS, *PLAN_STEPS})
        return new

    def letters(self, new: Iterable[Noted], words: dict[str, list[str]]) -> None:
        """What left on a run: at most one letter a person and day, none on a day off, in each just what it is for."""
        self._waiting |= {notice.number: notice for notice in new}
        today = self.office.today
        settled = {notice.number: notice for notice in self.program.notices(min(self._waiting, default=0) - 1)}
        letters = self.program.take_letters()
        for recipient, count in Counter(letter.recipient for letter in letters).items():
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
            self._letter(letter, by_letter.get(letter.number, []))
            for said in words.pop(letter.recipient, []):
                there = said in letter.text or bool(letter.left_out)
                self.hold("words in a letter", f"{letter.recipient}: {said}", True, there)

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
        duty = self.numbered[notice.duty]
        true = duty.due == notice.due and duty.state in {"assigned", "in_progress", "refused"}
        if notice.step in _COOPERATING or duty.state == "refused":
            return
        named = f"{notice.number} {notice.step} of {notice.duty} to {notice.recipient}"
        self.hold("notice true", named, "sent" if true else "cancelled", notice.state)

    def _letter(self, letter: Letter, notices: list[Noted]) -> None:
        """A letter tells of the duties of its notices and of no other; what has no room in its list is counted.

        Who hears instead of another agency hears of that one's duties.
        """
        told = {number for notice in notices for number in self._told_by(notice)}
        expected = Counter(self.office.row(self.numbered[number].task).title for number in told)
        listed = Counter[str]()
        for title, number, others in letter.rows:
            listed[title] += 1 + others
            self.hold("row of a letter", f"{letter.recipient}: {number}", True, number in told)
        self.hold("duties of a letter", letter.recipient, len(told), letter.counted)
        self.hold("rows of a letter", letter.recipient, letter.counted, listed.total() + letter.left_out)
        if letter.left_out:
            self.hold("listed in a letter", letter.recipient, _MOST_LISTED, len(letter.rows))
        for title in expected.keys() | listed.keys():
            wanted, there = expected[title], listed[title]
            room = letter.left_out and there < wanted
            self.hold("told in a letter", f"{letter.recipient}: {title}", there if room else wanted, there)

    def _told_by(self, notice: Noted) -> Iterator[int]:
        """The duties that a notice tells of; a question about an awaited event names the event instead."""
        if notice.duty is not None:
            if notice.step != "watch":
                yield notice.duty
            if notice.step in LISTING:
                plan = self.numbered[notice.duty].plan
                yield from (each.number for each in self.office.duties if each.plan == plan and undecided(each))
            return
        today = self.office.today
        for duty in self.office.duties:
            if duty.number and duty.plan == notice.plan and tells(notice.step, notice.of, duty, today, self.office):
                yield duty.number

    # Calendars and report cards.

    def calendars(self, codes: Iterable[str]) -> None:
        """The agencies' calendars: their dated duties, each for its day, with revisions that only grow.

        What left an agency stays there for a while, cancelled.
        """
        owed: dict[str, list[Owed]] = {}
        left: dict[str, list[Owed]] = {}
        for duty in self.office.duties:
            if duty.number and duty.due and _stays(duty, self.office.today):
                owed.setdefault(duty.owner, []).append(duty)
            for code in {code for code, on in duty.left if self.office.today - on <= _CANCELLED_STAY} - {duty.owner}:
                left.setdefault(code, []).append(duty)
        for code in codes:
            if content := self.program.calendar(code):
                self._calendar(code, content, owed.get(code, []), left.get(code, []))

    def _calendar(self, code: str, content: bytes, owed: Iterable[Owed], left: Iterable[Owed]) -> None:
        expected = {self.seen[duty.number].uid: (duty.due, duty.state in CLOSED_UNDONE) for duty in owed if duty.due}
        expected |= {self.seen[duty.number].uid: (duty.due, True) for duty in left if duty.due}
        known = {duty.uid for duty in self.seen.values()}
        for uid, event in self._events(code, content).items():
            if uid in known:
                self.hold("calendar", f"{code} {uid}", expected.pop(uid, None), event)
        for uid, event in expected.items():
            self.hold("calendar", f"{code} {uid}", event, None)

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


def _day(written: bytes) -> date:
    return date(int(written[:4]), int(written[4:6]), int(written[6:8]))


_Tasks = dict[int, tuple[tuple[str, str], date | str]]


def _piece(notice: Noted, tasks: _Tasks) -> Piece:
    of_plan = notice.step in PLAN_STEPS
    plan = notice.plan if notice.duty is None else tasks[notice.duty][0][0]
    whole = (plan, notice.of) if notice.step == "new" else plan
    return Piece(whole if of_plan else notice.duty, notice.step, notice.recipient)


def _telling(notice: Noted, tasks: _Tasks) -> Telling:
    assert notice.duty is not None
    task, slot = tasks[notice.duty]
    of = f"occurrence {slot}" if notice.step in _COOPERATING else f"duty {notice.duty}"
    return Telling(task, of, notice.step, notice.due, notice.recipient)
