"""The mails that a house sends in a run, with how things stood then; their sections, rows and sentences."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from services.day.steps import Day, deliver_stage, queue_stage, sweep_stage
from services.installation import Installation
from tests.notifications.sink import Sink
from tests.services.mail_sentences import sentences
from workflow.assignment import Assignment
from workflow.lifecycle import State
from workflow.log.audit import LogEntry
from workflow.store.duties.reading import assignments
from workflow.store.log.writing import history

SECTION = re.compile(r"^([A-ZÀ-Ỹ ,]+) \(\d+ nhiệm vụ(?:, \d+ (?:lượt giao|kỳ))?\)$", re.MULTILINE)


@dataclass(frozen=True)
class Sent:
    """A mail, the day it was sent on, and the duties' states as they were then."""

    day: date
    to: str
    subject: str
    text: str
    duties: dict[int, Assignment] = field(repr=False)
    lines: dict[int, list[LogEntry]] = field(repr=False)

    @property
    def states(self) -> set[State]:
        """The states that the duties were in."""
        return {duty.state for duty in self.duties.values()}

    @property
    def office(self) -> str:
        """The agency that the reader's address names."""
        return self.to.partition("@")[2].removesuffix(".example")


def standing_of(house: Installation) -> tuple[dict[int, Assignment], dict[int, list[LogEntry]]]:
    """The duties and their lines as they are now."""
    with house.database.reading() as session:
        duties = {duty.id: duty for duty in assignments(session)}
        return duties, {number: history(session, number) for number in duties}


def run(house: Installation, sink: Sink, moment: datetime) -> Iterator[Sent]:
    """One run of the day's work: what it sent."""
    before = len(sink.mails)
    today = Day.at(moment)
    sweep_stage(house, today)
    queue_stage(house, today)
    deliver_stage(house, today)
    for mail in sink.mails[before:]:
        body = mail.get_body(("plain",))
        assert body is not None
        to = str(mail["To"].addresses[0].addr_spec)
        said = "\n".join(body.get_content().splitlines())
        yield Sent(moment.date(), to, str(mail["Subject"]), said, *standing_of(house))


def sections(mail: Sent) -> Iterator[tuple[str, str]]:
    """The headings over duties, each with what stands under it."""
    parts = SECTION.split(mail.text)
    yield from zip(parts[1::2], parts[2::2], strict=True)


def rows(mail: Sent) -> Iterator[tuple[int, list[str]]]:
    """The number and the sentences of each row, those asked of a whole section with each of its rows."""
    for _, body in sections(mail):
        asked, *listed = re.split(r"\n(?:CHI TIẾT|KỲ BÁO CÁO|SỰ KIỆN|--)", body)[0].split("\n* ")
        for row in listed:
            _, told, *reason = (line.strip() for line in row.split("\n\n")[0].splitlines())
            number = re.search(r"\(Số (\d+)", told)
            assert number is not None, row
            words = " ".join(line for line in reason if not line.startswith("https://"))
            yield int(number[1]), [*sentences(asked.strip()), *sentences(words)]
