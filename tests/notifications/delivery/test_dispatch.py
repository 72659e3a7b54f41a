"""From the outbox over a real mail server to the recipient, and what is written about it."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from config.channel_policies import USUAL
from notifications.delivery.courier import ChannelMisconfigured
from notifications.delivery.tally import DispatchResult, Disposition
from tests.notifications.offices import COORDINATOR, an_office, lines, posted, queue_on
from tests.notifications.sink import Answer, Sink, Trick, running
from tests.plans import a_row, registered, with_contacts
from tests.ready import make_ready
from workflow.assignment import Assignment
from workflow.store.database.opening import Database
from workflow.store.tables import NoticeState

MOST_ATTEMPTS = USUAL["email"].attempts


@pytest.fixture
def queued(database: Database) -> Database:
    """Two duties of Sở Nội vụ, overdue since yesterday: notices for the agency and for the coordinator."""
    make_ready(database, f"{__name__}.queued", lambda: fill_queued(database))
    return database


def fill_queued(database: Database) -> None:
    with_contacts(database, "so-noi-vu", COORDINATOR)
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"), a_row("Ngày 14/7/2026", "Sở Nội vụ"))
    queue_on(database)


def post_at(database: Database, sink: Sink, *, minutes: int = 0) -> DispatchResult:
    return posted(an_office(database, {"email": sink.url()}), minutes=minutes)


def recipients(sink: Sink) -> list[str]:
    return [address for envelope in sink.envelopes for address in envelope.rcpt_tos]


def states(database: Database) -> set[NoticeState]:
    return {line.state for line in lines(database, "email")}


def test_each_recipient_gets_one_mail_about_everything(queued: Database) -> None:
    with running(Sink()) as sink:
        assert post_at(queued, sink)[Disposition.SENT] == 2
    assert sorted(recipients(sink)) == [f"vanthu@{COORDINATOR}.example", "vanthu@so-noi-vu.example"]
    assert all("2 nhiệm vụ quá hạn" in mail["Subject"] for mail in sink.mails)
    assert states(queued) == {NoticeState.SENT}


def test_a_letter_that_cannot_be_written_leaves_no_doubt_about_the_one_before(queued: Database) -> None:
    written: list[int] = []

    def calendar_for_the_first_only(_person: str, _duties: Sequence[Assignment]) -> None:
        written.append(len(written))
        if written[-1]:
            raise ZeroDivisionError

    with running(Sink()) as sink:
        office = an_office(queued, {"email": sink.url()}, calendar_of=calendar_for_the_first_only)
        with pytest.raises(ZeroDivisionError):
            posted(office)
    assert len(sink.mails) == 1
    assert states(queued) == {NoticeState.SENT, NoticeState.CLAIMED}


def test_posting_again_sends_nothing_twice(queued: Database) -> None:
    with running(Sink()) as sink:
        post_at(queued, sink)
        assert post_at(queued, sink, minutes=30)[Disposition.SENT] == 0
    assert len(sink.mails) == 2


def test_a_server_that_is_busy_gets_the_mail_later(queued: Database) -> None:
    with running(Sink(replies={"RCPT": ["450 mailbox busy", "450 mailbox busy"]})) as sink:
        assert post_at(queued, sink)[Disposition.RETRIED] == 2
        assert post_at(queued, sink, minutes=1)[Disposition.SENT] == 0
        assert post_at(queued, sink, minutes=20)[Disposition.SENT] == 2


def test_an_address_that_is_refused_for_good_ends_dead_and_is_not_tried_again(queued: Database) -> None:
    with running(Sink(replies={"RCPT": "550 no such user"})) as sink:
        assert post_at(queued, sink)[Disposition.DEAD] == 2
        assert post_at(queued, sink, minutes=60).dispositions == {}
    assert states(queued) == {NoticeState.DEAD}


def test_a_server_that_never_recovers_is_given_up_on(queued: Database) -> None:
    refusals: list[Answer] = ["450 mailbox busy"] * 20
    with running(Sink(replies={"RCPT": refusals})) as sink:
        dispositions = [post_at(queued, sink, minutes=60 * 24 * turn) for turn in range(10)]
    assert len(refusals) == 20 - 2 * MOST_ATTEMPTS
    assert sum(posted[Disposition.DEAD] for posted in dispositions) == 2
    assert states(queued) == {NoticeState.DEAD}


def test_a_channel_that_keeps_failing_is_left_alone_and_then_tried_with_one_message(queued: Database) -> None:
    refusals: list[Answer] = ["450 mailbox busy"] * 5
    with running(Sink(replies={"RCPT": refusals})) as sink:
        tried = [post_at(queued, sink, minutes=minutes).dispositions for minutes in (0, 20, 60, 61, 63)]
    # The fifth failure in a row closes the channel for two minutes; the first mail that is taken opens it again.
    assert tried == [
        {Disposition.RETRIED: 2},
        {Disposition.RETRIED: 2},
        {Disposition.RETRIED: 1},
        {},
        {Disposition.SENT: 1},
    ]


def test_a_mail_whose_answer_never_came_is_sent_again_under_the_same_message_id(queued: Database) -> None:
    with running(Sink(replies={"DATA": [Trick.KEEP_AND_DROP]})) as sink:
        assert post_at(queued, sink).dispositions == {Disposition.UNKNOWN: 1, Disposition.SENT: 1}
        assert post_at(queued, sink, minutes=4).dispositions == {}
        assert post_at(queued, sink, minutes=6).dispositions == {Disposition.SENT: 1}
    doubtful, _, again = sink.mails
    assert doubtful["Message-ID"] == again["Message-ID"]
    assert states(queued) == {NoticeState.SENT}


def test_a_mail_whose_answer_is_lost_again_and_again_waits_for_a_person(queued: Database) -> None:
    with running(Sink(replies={"DATA": Trick.KEEP_AND_DROP})) as sink:
        for day in range(6):
            post_at(queued, sink, minutes=60 * 24 * day)
    assert len(sink.mails) == 2 * (1 + USUAL["email"].resends)
    assert states(queued) == {NoticeState.UNKNOWN}


def test_the_coordinator_is_told_that_an_agency_has_no_contact(database: Database) -> None:
    with_contacts(database, COORDINATOR)
    registered(database, a_row("Trước 15/7/2026", "Sở Y tế"))
    queue_on(database)
    with running(Sink()) as sink:
        post_at(database, sink)
    (mail,) = sink.mails
    text = mail.get_body(("plain",))
    assert text is not None
    assert "Sở Y tế chưa có cán bộ theo dõi nhận thông báo" in " ".join(text.get_content().split())


def test_a_mail_address_that_means_nothing_is_refused_before_anything_is_claimed(queued: Database) -> None:
    with pytest.raises(ChannelMisconfigured):
        posted(an_office(queued, {"email": "thu-dien-tu"}))
    assert states(queued) == {NoticeState.QUEUED}


def test_without_a_mail_address_in_the_settings_mails_stay_queued(queued: Database) -> None:
    assert posted(an_office(queued, {})).dispositions == {}
    assert states(queued) == {NoticeState.QUEUED}


@pytest.mark.parametrize(
    ("stage", "answer", "fate", "state"),
    [
        ("MAIL", "421 closing", Disposition.RETRIED, NoticeState.QUEUED),
        ("RCPT", "450 busy", Disposition.RETRIED, NoticeState.QUEUED),
        ("RCPT", "550 unknown user", Disposition.DEAD, NoticeState.DEAD),
        ("RCPT", Trick.DROP_UNREAD, Disposition.RETRIED, NoticeState.QUEUED),
        ("DATA", "451 try later", Disposition.RETRIED, NoticeState.QUEUED),
        ("DATA", "552 too big", Disposition.DEAD, NoticeState.DEAD),
        ("DATA", Trick.KEEP_AND_DROP, Disposition.UNKNOWN, NoticeState.UNKNOWN),
        ("DATA", Trick.KEEP_AND_HANG, Disposition.UNKNOWN, NoticeState.UNKNOWN),
    ],
)
def test_what_a_server_does_ends_as_the_table_says(
    tmp_path: Path, migrated_file: Path, stage: str, answer: Answer, fate: Disposition, state: NoticeState
) -> None:
    copy = tmp_path / "house.sqlite"
    copy.write_bytes(migrated_file.read_bytes())
    database = Database(f"sqlite:///{copy}")
    with_contacts(database, "so-noi-vu")
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    queue_on(database)
    with running(Sink(replies={stage: answer})) as sink:
        assert posted(an_office(database, {"email": sink.url(timeout="0.5")})).dispositions == {fate: 1}
    assert states(database) == {state}
    database.close()


def test_nobody_listening_is_a_reason_to_try_again(queued: Database) -> None:
    assert (
        posted(an_office(queued, {"email": "emailics://127.0.0.1:1/?from=a@b.example&tls=none"}))[Disposition.RETRIED]
        == 2
    )
