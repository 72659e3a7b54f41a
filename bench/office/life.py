"""What happens in an office on a day, by lot: the same lots make the same year."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from bench.office.bodies import COORDINATOR
from bench.office.comparing import Comparison
from bench.office.duty_model import OfficeModel
from bench.office.kept_facts import Word
from bench.office.ladder_model import Absence, LadderModel
from bench.office.owed import OPEN, WORKING, Owed
from bench.office.program import Program, moment

_DAY = timedelta(days=1)
# What an office gets done on a day.
_BUSIEST = 25
_OTHERS = ("so-noi-vu", "so-tai-chinh", "so-y-te", "so-xay-dung", "so-tu-phap", "thanh-tra-tinh")


@dataclass
class Life:
    """The lots of a year, drawn for program and model alike."""

    program: Program
    office: OfficeModel
    ladder: LadderModel
    chance: Random
    comparison: Comparison
    acts: int = 0
    _minute: int = 0

    def a_day(self, share: float) -> None:
        """What people do between the runs: so many acts as a share of the open duties."""
        self._minute = 0
        owed = [duty for duty in self.office.duties if duty.number and self._near(duty)]
        for duty in self._some(owed, share):
            self._act(duty)
        self._think_again()
        if self.chance.random() < 0.15:
            self._event()
        if self.chance.random() < 0.15:
            self._say_it_happened()
        self._decide_words()
        if self.chance.random() < 0.03:
            self._withdraw_task()
        if self.chance.random() < 0.3:
            self._leave()

    def _near(self, duty: Owed) -> bool:
        """Nobody works on what is due in a year."""
        return duty.due is None or duty.due <= self.office.today + 60 * _DAY

    def _some(self, duties: list[Owed], share: float) -> list[Owed]:
        count = sum(self.chance.random() < share for _ in duties) + self.chance.randint(0, 3)
        return self.chance.sample(duties, min(count, len(duties), _BUSIEST))

    def at_next_minute(self) -> None:
        """Each act has a moment of its own."""
        self._minute = (self._minute + 1) % 400
        self.program.at(moment(self.office.today, 9 + self._minute // 60, self._minute % 60))
        self.acts += 1

    def _act(self, duty: Owed) -> None:
        possible = self._possible(duty)
        if possible:
            self.at_next_minute()
            self.chance.choice(possible)(duty)

    def _possible(self, duty: Owed) -> list[Callable[[Owed], None]]:
        acts: list[Callable[[Owed], None]] = []
        if duty.state == "assigned":
            acts += [self._plain("accept")]
        if duty.state in WORKING:
            acts += [self._plain("note_progress"), self._report, self._report, self._report]
            acts += [self._plain("refuse")] if self.chance.random() < 0.2 else []
            acts += [self._reassign, self._reschedule] if self.chance.random() < 0.1 else []
            acts += [self._ask] if duty.due else []
        if duty.state == "refused":
            acts += [self._reassign]
        if duty.state == "reported":
            acts += [
                self._plain("confirm"),
                self._plain("confirm"),
                self._plain("return"),
                self._plain("recall_report"),
            ]
        if duty.state in OPEN:
            acts += [self._plain("withdraw")] if self.chance.random() < 0.05 else []
            acts += [self._direct, self._comment] if self.chance.random() < 0.2 else []
        if duty.state in {"completed", "withdrawn"} and self.chance.random() < 0.05:
            acts += [self._reopen]
        if duty.wished and duty.state in WORKING:
            acts += [self._answer, self._answer]
        return acts

    def _plain(self, event: str) -> Callable[[Owed], None]:
        def do(duty: Owed) -> None:
            brought: dict[str, object] = {"text": "đã xong một phần", "percent": 40} if event == "note_progress" else {}
            self.program.cause(duty.number, event, reason="lý do nêu ở đây", **brought)
            self.office.cause(duty, event, at=self.program.now)

        return do

    def _think_again(self) -> None:
        """A confirmation is taken back; after a day that is refused."""
        lately = [duty for duty in self.office.duties if duty.state == "completed" and self._confirmed_lately(duty)]
        for duty in lately:
            if self.chance.random() < 0.1:
                self.at_next_minute()
                allowed = self.office.may_recall(duty, self.program.now)
                done = self.program.recall_confirmation(duty.number)
                self.comparison.hold("confirmation taken back", duty.number, allowed, done)
                if allowed:
                    self.office.cause(duty, "recall_confirmation", at=self.program.now)

    def _confirmed_lately(self, duty: Owed) -> bool:
        return duty.confirmed_at is not None and self.office.today - duty.confirmed_at.date() <= 2 * _DAY

    def _direct(self, duty: Owed) -> None:
        words = f"làm trước phần {self.acts}"
        self.program.direct(duty.number, words)
        self.office.say(duty, "direct", words)

    def _comment(self, duty: Owed) -> None:
        helping = sorted(self.office.helping(duty))
        if helping:
            words = f"đề nghị bổ sung phần {self.acts}"
            self.program.comment(duty.number, self.chance.choice(helping), words)
            self.office.say(duty, "comment", words)

    def _report(self, duty: Owed) -> None:
        on = self.office.today - self.chance.choice((0, 0, 1)) * _DAY
        on = max(on, duty.given_on)
        self.program.cause(duty.number, "report", result="12/BC ngày 02/02/2026", on=on)
        self.office.cause(duty, "report", at=self.program.now, on=on)

    def _reassign(self, duty: Owed) -> None:
        taken = {each.owner for each in self.office.duties if each.task == duty.task and each.slot == duty.slot}
        free = [code for code in _OTHERS if code not in taken and code not in self.office.successors]
        if free:
            owner = self.chance.choice(free)
            self.program.cause(duty.number, "reassign", reason="đúng chức năng", agency=owner)
            self.office.cause(duty, "reassign", at=self.program.now, owner=owner)

    def _reopen(self, duty: Owed) -> None:
        held = self.office.plans[duty.plan]
        if held.replaced or held.closed or duty.row in held.gone:
            return
        if self.office.own_of_heir(duty) is None:
            self._plain("reopen")(duty)
        else:
            done = self.program.reopen(duty.number)
            self.comparison.hold("opened beside the successor's own", duty.number, False, done)

    def _ask(self, duty: Owed) -> None:
        assert duty.due is not None
        wished = max(duty.due, self.office.today) + self.chance.randint(1, 20) * _DAY
        self.program.ask_extension(duty.number, wished)
        self.office.ask_extension(duty, wished)

    def _answer(self, duty: Owed) -> None:
        assert duty.wished is not None
        assert duty.due is not None
        # A return may have given more days than were asked for meanwhile.
        pointless = duty.wished < self.office.today or duty.wished <= duty.due
        if duty.extensions >= 2 or pointless or self.chance.random() < 0.3:
            self.program.deny_extension(duty.number)
            self.office.deny_extension(duty)
            return
        other = duty.wished + _DAY if self.chance.random() < 0.3 else None
        self.program.grant_extension(duty.number, other)
        self.office.grant_extension(duty, other)

    def _reschedule(self, duty: Owed) -> None:
        due = self.office.today + self.chance.randint(0, 40) * _DAY
        self.program.reschedule(duty.number, due)
        self.office.reschedule(duty, due)

    def _event(self) -> None:
        """An awaited event happens, happened on another day or by another document, or didn't after all."""
        waiting = [key for key in self.office.awaited() if key not in self.office.fired]
        if waiting and self.chance.random() < 0.8:
            plan, words = self.chance.choice(waiting)
            on = max(self.office.today - self.chance.randint(0, 12) * _DAY, self.office.plans[plan].printed.issued)
            self.at_next_minute()
            self.program.fire(plan, words, on)
            self.office.fire(plan, words, on)
        elif self.office.fired:
            plan, words = self.chance.choice(sorted(self.office.fired))
            if not self.office.plans[plan].replaced:
                self.at_next_minute()
                self._correct_or_take_back(plan, words)

    def _correct_or_take_back(self, plan: str, words: str) -> None:
        if self.chance.random() < 0.4:
            self.program.unfire(plan, words)
            self.office.unfire(plan, words)
            return
        near = self.office.fired[plan, words] + self.chance.randint(-4, 4) * _DAY
        on = min(max(near, self.office.plans[plan].printed.issued), self.office.today)
        self.program.correct(plan, words, on, f"{self.acts}/QĐ-BNV ngày 03/02/2026")
        self.office.correct(plan, words, on)

    def _say_it_happened(self) -> None:
        """Somebody says that an awaited event happened; whoever may record it decides later."""
        waiting = [key for key in self.office.awaited() if key not in self.office.fired]
        if not waiting:
            return
        plan, words = self.chance.choice(waiting)
        on = max(self.office.today - self.chance.randint(0, 12) * _DAY, self.office.plans[plan].printed.issued)
        if all(word.on != on for word in self.office.open_words(plan, words)):
            self.at_next_minute()
            self.office.propose(Word(self.program.propose(plan, words, on), plan, words, on))

    def _decide_words(self) -> None:
        for word in [word for word in self.office.words if word.state == "open"]:
            if self.chance.random() > 0.15 or word.state != "open":
                continue
            self.at_next_minute()
            if (word.plan, word.event) in self.office.awaited() and self.chance.random() < 0.6:
                self.program.accept_word(word.number)
                self.office.decide(word, "accepted")
                self.office.fire(word.plan, word.event, word.on)
            else:
                self.program.refuse_word(word.number)
                self.office.decide(word, "refused")

    def _withdraw_task(self) -> None:
        open_duties = [duty for duty in self.office.duties if duty.number and duty.state in WORKING]
        if open_duties:
            duty = self.chance.choice(open_duties)
            self.at_next_minute()
            self.program.withdraw_task(duty.number)
            self.office.withdraw_task(duty.task)

    def _leave(self) -> None:
        """Somebody is away for some days, now or soon; a colleague of any agency may stand in."""
        person, other = self.chance.sample(self.ladder.people, 2)
        if self.chance.random() < 0.2:
            person = next(each for each in self.ladder.people if (each.agency, each.role) == (COORDINATOR, "staff"))
        first = self.office.today + self.chance.randint(0, 3) * _DAY
        absence = Absence(first, first + self.chance.randint(0, 9) * _DAY, self.chance.choice(("", other.address)))
        if absence.stand_in != person.address:
            self.at_next_minute()
            self.program.set_away(person.address, *absence)
            self.ladder.away[person.address] = absence

    def merge(self, old: str, new: str) -> None:
        """One agency takes over from another."""
        self.at_next_minute()
        self.program.succeed(old, new)
        self.office.succeed(old, new)
