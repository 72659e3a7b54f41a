"""What an office says about its channels, held to by the poster: fallbacks, doubts, quiet hours, rates, stops."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

import pytest
from sqlalchemy import select, update

from config.channel_policies import USUAL
from notifications.channels.base import OwnChannel, register
from notifications.channels.outcome import Advice, Outcome, Refused, Sent, Unknown
from notifications.delivery.tally import Disposition
from notifications.messages.message import Message
from tests.notifications.offices import (
    BOT,
    COORDINATOR,
    DAY,
    DUE,
    Clock,
    an_office,
    lines,
    only_by,
    posted,
    queue_on,
    with_address,
)
from tests.notifications.sink import Sink, running
from tests.plans import a_row, at, registered, with_contacts
from tests.zalo_server import AcceptsThenResets, Zalo, zalo_on_loopback
from workflow.assignment import Assignment
from workflow.by import By
from workflow.lifecycle import Event, Role, Transition
from workflow.notices.ladder import Channel
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import apply
from workflow.store.notices.channels import channel_standings, reopen_channel
from workflow.store.tables import EventRow, NoticeRow, NoticeState

SAY = "/bot123:secret/sendMessage"
ZALO = only_by(Channel.ZALO)


@pytest.fixture
def zalo() -> Iterator[Zalo]:
    with zalo_on_loopback(Zalo(chats={"chat-1"})) as running_zalo:
        yield running_zalo


@pytest.fixture
def office_of_one(database: Database) -> Database:
    """A duty of Sở Nội vụ, overdue since yesterday; its office has a mail address."""
    with_contacts(database, "so-noi-vu")
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    return database


def actions(database: Database) -> list[str]:
    with database.reading() as session:
        return [action for action in session.scalars(select(EventRow.action)) if action.startswith(("no", "ch"))]


def test_l7_what_a_notice_says_goes_along_to_the_next_channel(office_of_one: Database, zalo: Zalo) -> None:
    with_address(office_of_one, "so-noi-vu", "zalo", "không-còn")
    queue_on(office_of_one, ladders=ZALO)
    with office_of_one.writing() as session:
        session.execute(update(NoticeRow).values(note="Nhận thay Chị Lan đang vắng mặt."))
    with running(Sink()) as sink:
        posted(an_office(office_of_one, {"zalo": BOT + zalo.url, "email": sink.url()}, ladders=ZALO))
        body = sink.mails[0].get_body(("plain",))
    assert body is not None
    assert "Nhận thay Chị Lan đang vắng mặt." in body.get_content()


def test_who_cannot_be_reached_by_zalo_gets_a_mail_instead(office_of_one: Database, zalo: Zalo) -> None:
    with_address(office_of_one, "so-noi-vu", "zalo", "không-còn")
    queue_on(office_of_one, ladders=ZALO)
    with running(Sink()) as sink:
        office = an_office(office_of_one, {"zalo": BOT + zalo.url, "email": sink.url()}, ladders=ZALO)
        assert posted(office).dispositions == {Disposition.MOVED: 1, Disposition.SENT: 1}
    assert [envelope.rcpt_tos for envelope in sink.envelopes] == [["vanthu@so-noi-vu.example"]]
    assert [(n.channel, n.state) for n in lines(office_of_one)] == [
        ("email", NoticeState.SENT),
        ("zalo", NoticeState.MOVED),
    ]
    assert actions(office_of_one) == ["notice_fall_back"]


def test_who_had_the_mail_already_does_not_get_it_again(office_of_one: Database, zalo: Zalo) -> None:
    with_address(office_of_one, "so-noi-vu", "zalo", "không-còn")
    queue_on(office_of_one, DUE - timedelta(days=1))
    with running(Sink()) as sink:
        posted(an_office(office_of_one, {"email": sink.url(), "zalo": BOT + zalo.url}))
        posted(an_office(office_of_one, {"email": sink.url(), "zalo": BOT + zalo.url}), minutes=30)
    assert len(sink.mails) == 1
    assert {n.channel: n.state for n in lines(office_of_one)} == {
        "email": NoticeState.SENT,
        "zalo": NoticeState.MOVED,
    }


def test_without_another_way_a_person_is_asked(office_of_one: Database, zalo: Zalo) -> None:
    with_address(office_of_one, "so-noi-vu", "zalo", "không-còn")
    queue_on(office_of_one, ladders=ZALO)
    policies = dict(USUAL) | {"zalo": replace(USUAL["zalo"], fall_back=())}
    office = an_office(office_of_one, {"zalo": BOT + zalo.url}, ladders=ZALO, policies=policies)
    assert posted(office).dispositions == {Disposition.DEAD: 1}
    assert [n.state for n in lines(office_of_one)] == [NoticeState.DEAD]


@pytest.fixture
def many(database: Database) -> Database:
    """Fifteen overdue duties of one office, which has a chat: more than one text holds."""
    with_address(database, "so-noi-vu", "zalo", "chat-1")
    registered(database, *[a_row("Trước 15/7/2026", title=f"Nhiệm vụ dài {'dòng ' * 16}{n}") for n in range(15)])
    queue_on(database, ladders=ZALO)
    return database


def duties_told(zalo: Zalo) -> list[str]:
    texts = [str(accepted.content["text"]) for accepted in zalo.accepted]
    return [entry.split(":")[0] for text in texts for entry in text.split("• Số ")[1:]]


def test_a_split_message_goes_on_where_it_stopped(many: Database, zalo: Zalo) -> None:
    zalo.per_minute = 1
    office = an_office(many, {"zalo": BOT + zalo.url}, ladders=ZALO)
    assert posted(office).dispositions == {Disposition.RETRIED: 1}
    assert {n.state for n in lines(many)} == {NoticeState.SENT, NoticeState.QUEUED}
    zalo.per_minute = 100
    assert posted(office, minutes=10).dispositions == {Disposition.SENT: 1}
    assert sorted(duties_told(zalo), key=int) == [str(duty.id) for duty in all_duties(many)]


def all_duties(database: Database) -> list[Assignment]:
    with database.reading() as session:
        return sorted(assignments(session), key=lambda duty: duty.id)


def test_of_a_split_message_only_the_text_in_doubt_waits_for_a_person(many: Database, zalo: Zalo) -> None:
    zalo.will(SAY, AcceptsThenResets())
    office = an_office(many, {"zalo": BOT + zalo.url}, ladders=ZALO)
    posted(office)
    posted(office, minutes=60)
    unknown = [n.assignment_id for n in lines(many) if n.state is NoticeState.UNKNOWN]
    sent = [n.assignment_id for n in lines(many) if n.state is NoticeState.SENT]
    assert (len(unknown) + len(sent), bool(unknown), bool(sent)) == (15, True, True)
    assert len(duties_told(zalo)) == len(set(duties_told(zalo))) == 15


def test_at_night_only_urgent_notices_go_out_unless_the_channel_says_otherwise(office_of_one: Database) -> None:
    queue_on(office_of_one)
    always = {"email": replace(USUAL["email"], quiet="always")}
    with running(Sink()) as sink:
        night = an_office(office_of_one, {"email": sink.url()}, quiet=lambda _: True)
        assert posted(night).dispositions == {}
        assert posted(replace(night, policies=always)).dispositions == {Disposition.SENT: 1}


def test_a_channel_may_never_be_used_at_night_not_even_for_what_is_urgent(office_of_one: Database) -> None:
    urgent = only_by(Channel.EMAIL, urgent=True)
    queue_on(office_of_one, ladders=urgent)
    never = {"email": replace(USUAL["email"], quiet="never")}
    with running(Sink()) as sink:
        night = an_office(office_of_one, {"email": sink.url()}, ladders=urgent, quiet=lambda _: True)
        assert posted(replace(night, policies=never)).dispositions == {}
        assert posted(night).dispositions == {Disposition.SENT: 1}


def test_a_rate_spreads_messages_over_the_minute(database: Database) -> None:
    with_contacts(database, "so-noi-vu", "so-tai-chinh", "so-y-te", COORDINATOR)
    registered(database, *[a_row("Trước 15/7/2026", lead) for lead in ("Sở Nội vụ", "Sở Tài chính", "Sở Y tế")])
    queue_on(database)
    clock, policies = Clock(), {"email": replace(USUAL["email"], rate=30)}
    with running(Sink()) as sink:
        office = an_office(database, {"email": sink.url()}, policies=policies, seconds=clock.seconds, sleep=clock.sleep)
        assert posted(office).dispositions == {Disposition.SENT: 4}
    assert clock.slept == pytest.approx([2, 2, 2])


def test_a_channel_that_needs_an_admin_stops_and_its_messages_are_blameless(office_of_one: Database) -> None:
    queue_on(office_of_one)
    with running(Sink(replies={"MAIL": ["550 sender refused"]})) as sink:
        office = an_office(office_of_one, {"email": sink.url()})
        assert posted(office).dispositions == {Disposition.RETRIED: 1}
        assert posted(office, minutes=59).dispositions == {}
        assert [(n.state, n.attempts) for n in lines(office_of_one)] == [(NoticeState.QUEUED, 0)]
        with office_of_one.writing() as session:
            assert [standing.stopped for standing in channel_standings(session)] == [True]
            reopen_channel(session, "email", By(actor="Chị Lan", now=at(DAY)))
        assert posted(office, minutes=59).dispositions == {Disposition.SENT: 1}
    assert actions(office_of_one) == ["channel_stopped", "channel_reopened"]


def test_after_a_week_without_mail_everybody_gets_one_message_with_the_latest_reason(database: Database) -> None:
    with_contacts(database, "so-noi-vu", COORDINATOR)
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    for days in range(-15, 2):
        queue_on(database, DUE + timedelta(days=days))
    assert len([n for n in lines(database, "email") if n.recipient.startswith("vanthu@so-noi-vu")]) == 6
    with running(Sink()) as sink:
        assert posted(an_office(database, {"email": sink.url()})).dispositions == {Disposition.SENT: 2}
    mail = next(mail for mail in sink.mails if "so-noi-vu" in mail["To"])
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().count("Đề nghị") == 1
    assert "Đề nghị hoàn thành và báo cáo kết quả ngay." in " ".join(body.get_content().split())


def test_a_duty_reported_while_its_letter_was_being_written_is_left_out(office_of_one: Database) -> None:
    queue_on(office_of_one)

    def meanwhile(_person: str, duties: Sequence[Assignment]) -> None:
        report = Transition(
            event=Event.REPORT, role=Role.STAFF, by=By(actor="Anh Minh", now=at(DAY)), result="9/BC-SNV"
        )
        with office_of_one.writing() as session:
            apply(session, duties[0].id, report)

    with running(Sink()) as sink:
        outcome = posted(an_office(office_of_one, {"email": sink.url()}, calendar_of=meanwhile))
    assert (outcome.dispositions, outcome.cancelled, sink.mails) == ({}, 1, [])
    assert "chờ xác nhận" in lines(office_of_one)[0].outcome


class Gateway(OwnChannel):
    """A gateway that loses every answer, and can be asked afterwards."""

    SCHEME = "gateway"
    known: ClassVar[dict[str, Outcome]] = {}
    tried: ClassVar[list[str]] = []

    def set_up(self) -> None:
        """Needs nothing."""

    def carry(self, message: Message) -> Outcome:
        self.tried.append(message.message_id)
        return Unknown(text="mất trả lời")

    def look_up(self, message_id: str, _recipient: str) -> Outcome | None:
        return self.known.get(message_id)


@pytest.mark.parametrize(
    ("found", "state", "tries"),
    [
        (Sent(reference="77"), NoticeState.SENT, 1),
        (Refused(advice=Advice.RETRY, code="404", text="không có tin này"), NoticeState.UNKNOWN, 2),
        (None, NoticeState.UNKNOWN, 1),
    ],
)
def test_a_channel_that_can_be_asked_is_asked_before_anything_is_sent_again(
    office_of_one: Database, found: Outcome | None, state: NoticeState, tries: int
) -> None:
    register(Gateway)
    Gateway.known.clear()
    Gateway.tried.clear()
    queue_on(office_of_one)
    policies = {"email": replace(USUAL["email"], unknown="reconcile")}
    office = an_office(office_of_one, {"email": "gateway://gateway.example/"}, policies=policies)
    posted(office)
    if found is not None:
        Gateway.known[Gateway.tried[0]] = found
    posted(office, minutes=10)
    assert [line.state for line in lines(office_of_one)] == [state]
    assert (len(Gateway.tried), len(set(Gateway.tried))) == (tries, 1)
