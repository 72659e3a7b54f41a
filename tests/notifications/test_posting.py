"""From the outbox over a real mail server to the recipient, and what is written about it."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from config.channel_policies import USUAL
from notifications.delivery import ChannelMisconfigured
from notifications.message import Attachment
from notifications.posting import Fate, Posted, PostOffice, post
from tests.notifications.sink import Answer, Sink, Trick, running
from tests.plans import a_row, at, house_policies, registered, with_contacts
from workflow.assignment import Assignment
from workflow.store.database import Database
from workflow.store.escalation import Moment, queue_notices
from workflow.store.notice_list import notices
from workflow.store.tables import NoticeState

DUE = date(2026, 7, 14)
DAY = DUE + timedelta(days=1)
MOST_ATTEMPTS = USUAL["email"].attempts
COORDINATOR = "so-khoa-hoc-va-cong-nghe"


def no_calendar(_duties: Sequence[Assignment]) -> Attachment | None:
    return None


@pytest.fixture
def queued(database: Database) -> Database:
    """Two duties of Sở Nội vụ, overdue since yesterday: notices for the agency and for the coordinator."""
    with_contacts(database, "so-noi-vu", COORDINATOR)
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"), a_row("Ngày 14/7/2026", "Sở Nội vụ"))
    queue_on(database, DAY)
    return database


def queue_on(database: Database, day: date) -> None:
    policies = house_policies()
    with database.writing() as session:
        queue_notices(
            session,
            policies.ladders,
            moment=Moment(today=day, now=at(day), not_before=at(day)),
            working_days=policies.working_days,
        )


def post_at(database: Database, sink: Sink, *, minutes: int = 0) -> Posted:
    office = PostOffice(
        database=database,
        ladders=house_policies().ladders,
        channels={"email": sink.url()},
        base_url="",
        calendar_of=no_calendar,
    )
    return post(office, today=DAY, now=at(DAY) + timedelta(minutes=minutes))


def recipients(sink: Sink) -> list[str]:
    return [address for envelope in sink.envelopes for address in envelope.rcpt_tos]


def states(database: Database) -> set[NoticeState]:
    with database.reading() as session:
        return {line.state for line in notices(session) if line.channel == "email"}


def test_each_recipient_gets_one_mail_about_everything(queued: Database) -> None:
    with running(Sink()) as sink:
        assert post_at(queued, sink)[Fate.SENT] == 2
    assert sorted(recipients(sink)) == [f"vanthu@{COORDINATOR}.example", "vanthu@so-noi-vu.example"]
    assert all("2 việc quá hạn" in mail["Subject"] for mail in sink.mails)
    assert states(queued) == {NoticeState.SENT}


def test_posting_again_sends_nothing_twice(queued: Database) -> None:
    with running(Sink()) as sink:
        post_at(queued, sink)
        assert post_at(queued, sink, minutes=30)[Fate.SENT] == 0
    assert len(sink.mails) == 2


def test_a_server_that_is_busy_gets_the_mail_later(queued: Database) -> None:
    with running(Sink(replies={"RCPT": ["450 mailbox busy", "450 mailbox busy"]})) as sink:
        assert post_at(queued, sink)[Fate.RETRIED] == 2
        assert post_at(queued, sink, minutes=1)[Fate.SENT] == 0
        assert post_at(queued, sink, minutes=20)[Fate.SENT] == 2


def test_an_address_that_is_refused_for_good_ends_dead_and_is_not_tried_again(queued: Database) -> None:
    with running(Sink(replies={"RCPT": "550 no such user"})) as sink:
        assert post_at(queued, sink)[Fate.DEAD] == 2
        assert post_at(queued, sink, minutes=60).fates == {}
    assert states(queued) == {NoticeState.DEAD}


def test_a_server_that_never_recovers_is_given_up_on(queued: Database) -> None:
    refusals: list[Answer] = ["450 mailbox busy"] * 20
    with running(Sink(replies={"RCPT": refusals})) as sink:
        fates = [post_at(queued, sink, minutes=60 * 24 * turn) for turn in range(10)]
    assert len(refusals) == 20 - 2 * MOST_ATTEMPTS
    assert sum(posted[Fate.DEAD] for posted in fates) == 2
    assert states(queued) == {NoticeState.DEAD}


def test_a_channel_that_keeps_failing_is_left_alone_and_then_tried_with_one_message(queued: Database) -> None:
    refusals: list[Answer] = ["450 mailbox busy"] * 5
    with running(Sink(replies={"RCPT": refusals})) as sink:
        tried = [post_at(queued, sink, minutes=minutes).fates for minutes in (0, 20, 60, 61, 63)]
    # The fifth failure in a row closes the channel for two minutes; the first mail that is taken opens it again.
    assert tried == [{Fate.RETRIED: 2}, {Fate.RETRIED: 2}, {Fate.RETRIED: 1}, {}, {Fate.SENT: 1}]


def test_a_mail_whose_answer_never_came_is_sent_again_under_the_same_message_id(queued: Database) -> None:
    with running(Sink(replies={"DATA": [Trick.KEEP_AND_DROP]})) as sink:
        assert post_at(queued, sink).fates == {Fate.UNKNOWN: 1, Fate.SENT: 1}
        assert post_at(queued, sink, minutes=4).fates == {}
        assert post_at(queued, sink, minutes=6).fates == {Fate.SENT: 1}
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
    queue_on(database, DAY)
    with running(Sink()) as sink:
        post_at(database, sink)
    (mail,) = sink.mails
    text = mail.get_body(("plain",))
    assert text is not None
    assert "Sở Y tế chưa có đầu mối nhận thông báo" in " ".join(text.get_content().split())


def test_a_mail_address_that_means_nothing_is_refused_before_anything_is_claimed(queued: Database) -> None:
    office = PostOffice(
        database=queued,
        ladders=house_policies().ladders,
        channels={"email": "thu-dien-tu"},
        base_url="",
        calendar_of=no_calendar,
    )
    with pytest.raises(ChannelMisconfigured):
        post(office, today=DAY, now=at(DAY))
    assert states(queued) == {NoticeState.QUEUED}


def test_without_a_mail_address_in_the_settings_mails_stay_queued(queued: Database) -> None:
    office = PostOffice(
        database=queued, ladders=house_policies().ladders, channels={}, base_url="", calendar_of=no_calendar
    )
    assert post(office, today=DAY, now=at(DAY)).fates == {}
    assert states(queued) == {NoticeState.QUEUED}
