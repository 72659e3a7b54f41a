"""Invitations by mail: what RFC 5546 and 6047 ask, and the same event as in every feed."""

from email import message_from_bytes
from email.headerregistry import Address
from email.message import Message as Mail

import pytest
from icalendar import Calendar, Event

from calendars.checking.validator import validate
from calendars.entries.events import Undated, event_bytes
from calendars.invitations import Invitation, Method, invitation
from notifications.channels.mime import as_bytes
from notifications.messages.message import Attachment
from tests.builders import an_assignment
from tests.calendars.reading import field, the_event
from tests.notifications.duties import a_message
from workflow.assignment import Assignment
from workflow.lifecycle import State

OFFICE = Address("Đôn đốc, tỉnh Đồng Tháp", addr_spec="dondoc@dongthap.example")
CLERK = Address('Nguyễn Văn "Ba" \u2028X-EVIL:^1', addr_spec="ba@congan.example")


def invited(assignment: Assignment) -> Invitation:
    return invitation(assignment, organizer=OFFICE, attendee=CLERK)


def inside(made: Invitation) -> Event:
    assert validate(made.content) == ()
    (event,) = Calendar.from_ical(made.content).walk("VEVENT")
    assert isinstance(event, Event)
    return event


def mailed(made: Invitation) -> Mail:
    attached = Attachment(name="viec.ics", content=made.content, mime=made.mime)
    message = a_message(attachments=(attached,))
    return message_from_bytes(as_bytes(message, sender=OFFICE, to=CLERK))


def test_an_invitation_is_the_event_of_the_feeds_with_an_organizer_and_one_guest() -> None:
    assignment = an_assignment(revision=2)

    event = inside(invited(assignment))

    fed = the_event(event_bytes(assignment))
    assert {name: event[name].to_ical() for name in fed} == {name: fed[name].to_ical() for name in fed}
    assert set(event) - set(fed) == {"ORGANIZER", "ATTENDEE"}
    assert field(event, "ORGANIZER") == "mailto:dondoc@dongthap.example"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"


def test_a_name_is_quoted_and_starts_no_line_of_its_own() -> None:
    event = inside(invited(an_assignment()))

    assert event["ORGANIZER"].params["CN"] == "Đôn đốc, tỉnh Đồng Tháp"
    assert event["ATTENDEE"].params["CN"] == 'Nguyễn Văn "Ba" X-EVIL:^1'


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.SUPERSEDED])
def test_a_cancellation_takes_the_same_event_back_in_a_higher_revision(state: State) -> None:
    asked = invited(an_assignment(revision=1))
    taken_back = invited(an_assignment(revision=2, state=state))

    before, after = inside(asked), inside(taken_back)

    assert (asked.method, taken_back.method) == (Method.REQUEST, Method.CANCEL)
    assert field(after, "STATUS") == "CANCELLED"
    assert after["UID"] == before["UID"]
    assert after["ORGANIZER"] == before["ORGANIZER"]
    assert (before.decoded("SEQUENCE"), after.decoded("SEQUENCE")) == (1, 2)


@pytest.mark.parametrize("state", [State.ASSIGNED, State.WITHDRAWN])
def test_the_mails_method_is_the_calendars_method(state: State) -> None:
    made = invited(an_assignment(state=state))

    (part,) = [part for part in mailed(made).walk() if part.get_content_type() == "text/calendar"]

    content = part.get_payload(decode=True)
    assert content == made.content
    assert part.get_param("method") == str(Calendar.from_ical(made.content)["METHOD"])
    assert part.get_content_charset() == "utf-8"


def test_an_invitation_is_an_alternative_of_the_text_not_a_file_beside_it() -> None:
    mail = mailed(invited(an_assignment()))

    assert mail.get_content_type() == "multipart/alternative"


def test_what_has_no_date_invites_nobody() -> None:
    with pytest.raises(Undated):
        invited(an_assignment(due=None, state=State.WAITING))
