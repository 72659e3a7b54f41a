"""Delivery through Apprise's own channels, and what is no channel at all."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import apprise
import pytest

from notifications.channels.base import register
from notifications.channels.mail import EmailWithCalendar
from notifications.delivery.courier import ChannelMisconfigured, Sent, Unknown, deliver_message, try_channel_address
from notifications.messages.message import Attachment
from tests.notifications.duties import a_message
from tests.notifications.sink import Sink, running


class Inbox(HTTPServer):
    """An HTTP service that keeps the JSON it is posted and answers with one status."""

    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Posting)
        self.posts: list[dict[str, Any]] = []


class _Posting(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        assert isinstance(self.server, Inbox)
        self.server.posts.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    server = Inbox()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def mailto(sink: Sink) -> str:
    return f"mailto://127.0.0.1:{sink.port}/?from=dondoc@tinh.example&smtp=127.0.0.1"


def test_a_plain_mailto_address_sends_the_digest_to_its_recipient() -> None:
    ics = Attachment(name="viec.ics", content=b"BEGIN:VCALENDAR", mime="text/calendar; method=PUBLISH")
    with running(Sink()) as sink:
        outcome = deliver_message(a_message(attachments=(ics,)), mailto(sink))

    (mail,) = sink.mails
    assert isinstance(outcome, Sent)
    assert sink.envelopes[0].rcpt_tos == ["vanthu@sonoivu.example"]
    assert mail["Subject"] == a_message().subject
    assert mail["Auto-Submitted"] == "auto-generated"
    assert len(mail.get_all("Message-ID", [])) == 1
    assert {"text/html", "text/plain", "text/calendar"} <= {part.get_content_type() for part in mail.walk()}


def test_two_plain_mails_do_not_wait_for_each_other() -> None:
    with running(Sink()) as sink:
        outcomes = [deliver_message(a_message(), mailto(sink)) for _ in range(3)]

    assert [type(outcome) for outcome in outcomes] == [Sent] * 3


def test_a_plain_mail_that_was_not_taken_is_unknown_because_apprise_cannot_tell() -> None:
    with running(Sink({"RCPT": "550 no such user"})) as sink:
        outcome = deliver_message(a_message(), mailto(sink))

    assert isinstance(outcome, Unknown)


def test_a_chat_channel_gets_the_short_text(inbox: Inbox) -> None:
    message = a_message()

    assert isinstance(deliver_message(message, f"json://127.0.0.1:{inbox.server_port}/"), Sent)
    assert inbox.posts[0]["title"] == message.subject
    assert inbox.posts[0]["message"] == message.short[0]


def test_a_chat_channel_that_fails_is_unknown(inbox: Inbox) -> None:
    inbox.status = 500

    assert isinstance(deliver_message(a_message(), f"json://127.0.0.1:{inbox.server_port}/"), Unknown)


def test_a_placeholder_in_an_address_becomes_the_recipient(inbox: Inbox) -> None:
    deliver_message(a_message(), f"json://127.0.0.1:{inbox.server_port}/?:who={{to}}")

    assert inbox.posts[0]["who"] == "vanthu@sonoivu.example"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "bồ câu đưa thư",
        "khong-co-kenh-nay://127.0.0.1",
        "emailics://127.0.0.1/?tls=none",
        "emailics://127.0.0.1/?from=dondoc@tinh.example&tls=rot13",
        "emailics://127.0.0.1/?from=dondoc@tinh.example&timeout=lâu",
        "emailics:///?from=dondoc@tinh.example",
        "emailics://lan:mat[khau@127.0.0.1/?from=dondoc@tinh.example",
        "emailics://127.0.0.1:99999/?from=dondoc@tinh.example",
        "emailics://127.0.0.1:cong/?from=dondoc@tinh.example",
    ],
)
def test_what_is_no_channel_is_a_fault_of_the_settings_and_nothing_is_sent(url: str) -> None:
    with pytest.raises(ChannelMisconfigured):
        deliver_message(a_message(), url)


def test_a_fault_of_the_settings_says_what_is_missing_and_keeps_the_password_to_itself() -> None:
    with pytest.raises(ChannelMisconfigured, match="không phải địa chỉ thư") as refused:
        try_channel_address("emailics://dondoc:mat-khau@mail.tinh.example/")

    assert "mat-khau" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["emailics://u:p@mail.example:587/?from=a@b.example", "mailto://u:p@mail.example", "json://x/?a={to}"]
)
def test_a_sound_address_passes_the_check_without_anybody_being_called(url: str) -> None:
    try_channel_address(url)


def test_programs_that_know_only_apprise_can_use_the_mail_channel() -> None:
    register(EmailWithCalendar)
    service = apprise.Apprise()
    with running(Sink()) as sink:
        service.add(sink.url(to="ky-thuat@tinh.example"))
        assert service.notify(title="Kiểm tra", body="<p>Chào <b>anh chị</b></p>", body_format="html")

    (mail,) = sink.mails
    assert (mail["Subject"], mail["To"]) == ("Kiểm tra", "ky-thuat@tinh.example")


def test_registering_twice_does_no_harm(caplog: pytest.LogCaptureFixture) -> None:
    register(EmailWithCalendar)
    register(EmailWithCalendar)

    assert caplog.records == []


def test_a_channel_prints_its_address_again_without_the_password() -> None:
    register(EmailWithCalendar)
    url = (
        "emailics://dondoc:mat-khau@mail.example:465/?from=a%40b.example&name=%C4%90%C3%B4n%20%C4%90%E1%BB%91c&tls=ssl"
    )
    channel: Any = apprise.Apprise.instantiate(url)
    again: Any = apprise.Apprise.instantiate(channel.url())

    assert "mat-khau" not in channel.url(privacy=True)
    assert again.options == channel.options == {"from": "a@b.example", "name": "Đôn Đốc", "tls": "ssl"}
    assert again.password == "mat-khau"


def test_apprise_can_describe_the_channel_to_its_own_users() -> None:
    register(EmailWithCalendar)
    details = apprise.Apprise().details()

    assert "emailics" in {scheme for entry in details["schemas"] for scheme in entry["protocols"] or ()}
