"""A duty as an invitation that mail programs put into the reader's own calendar (iTIP by mail: RFC 5546, RFC 6047).

Only where an installation asks for it; feeds are no invitations. The UID is the duty's in every feed and file, so a
reader who has both sees one event. The organizer must stay the same for a UID's life, or programs refuse the change.
"""

import re
from dataclasses import dataclass
from email.headerregistry import Address
from enum import StrEnum

from calendars.entries.events import PLAIN, EventOptions, event_bytes
from calendars.entries.writer import clean, fold_line
from calendars.feeds.feed import PRODUCT
from workflow.assignment import Assignment
from workflow.timeliness import CLOSED_UNDONE


class Method(StrEnum):
    """What the mail asks of the reader's calendar."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """The bytes of one duty's invitation, and the media type whose `method` must equal the one inside (RFC 6047)."""

    method: Method
    content: bytes

    @property
    def mime(self) -> str:
        return f"text/calendar; charset=utf-8; method={self.method}"


def invitation(
    assignment: Assignment, *, organizer: Address, attendee: Address, options: EventOptions = PLAIN
) -> Invitation:
    """Invite to a dated duty, or take back what was withdrawn or superseded; raises `Undated` without a date.

    Nobody is asked to answer (RSVP=FALSE): a deadline isn't declined by a button. The alarm is the reader's to choose.
    """
    method = Method.CANCEL if assignment.state in CLOSED_UNDONE else Method.REQUEST
    people = fold_line(
        (
            _person("ORGANIZER", organizer, ""),
            _person("ATTENDEE", attendee, ";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE"),
        )
    )
    event = event_bytes(assignment, options)
    # After SEQUENCE, where the fixed order of the writer has room for them.
    head, start, rest = event.partition(b"DTSTART;")
    return Invitation(method=method, content=_calendar(method, head + people + start + rest))


def _calendar(method: Method, event: bytes) -> bytes:
    named = f"METHOD:{method}".encode()
    head = (b"BEGIN:VCALENDAR", b"VERSION:2.0", b"PRODID:" + PRODUCT, b"CALSCALE:GREGORIAN", named)
    return fold_line(head) + event + b"END:VCALENDAR\r\n"


def _person(role: str, address: Address, parameters: str) -> bytes:
    name = _parameter(address.display_name)
    cn = f';CN="{name}"' if name else ""
    return f"{role}{cn}{parameters}:mailto:{address.addr_spec}".encode()


def _parameter(text: str) -> str:
    """Return the text as a quoted parameter's value: no line break, and RFC 6868's sign for a quotation mark."""
    line = re.sub(r"\s+", " ", clean(text)).strip()
    return line.replace("^", "^^").replace('"', "^'")
