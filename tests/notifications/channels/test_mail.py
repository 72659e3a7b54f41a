"""Mail through a real SMTP server: what arrives, and what each of the server's answers means."""

import socket
from collections.abc import Mapping
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from base.vietnamese import one_line
from notifications.channels.mime import as_bytes
from notifications.channels.smtp import wire_address
from notifications.delivery.courier import Advice, Courier, Outcome, Refused, Sent, Unknown, deliver_message
from notifications.messages.digest import compose
from notifications.messages.message import Attachment, Message, Recipient
from tests.notifications.certificates import ForLoopback, for_loopback
from tests.notifications.duties import OFFICE, a_line, a_message, on
from tests.notifications.sink import Answer, Sink, Trick, running

ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"


@pytest.fixture(scope="module")
def certificate() -> ForLoopback:
    return for_loopback()


def answered(replies: Mapping[str, Answer | list[Answer]], message: Message | None = None) -> tuple[Outcome, Sink]:
    with running(Sink(replies)) as server:
        return deliver_message(message or a_message(), server.url()), server


def an_address(local: str, name: str = "") -> Address:
    return Address(display_name=one_line(name), username=local, domain="sonoivu.example")


def part(mail: EmailMessage, kind: str) -> EmailMessage:
    (found,) = (p for p in mail.walk() if p.get_content_type() == kind)
    assert isinstance(found, EmailMessage)
    return found


def test_a_digest_arrives_as_text_and_html_under_its_one_message_id(sink: Sink) -> None:
    message = a_message()

    assert isinstance(deliver_message(message, sink.url(name="Đôn%20Đốc")), Sent)

    (mail,) = sink.mails
    assert mail.get_all("Message-ID") == [message.message_id]
    assert mail["Subject"] == message.subject
    assert mail["From"] == "Đôn Đốc <dondoc@tinh.example>"
    assert mail["To"] == "Văn thư Sở Nội vụ <vanthu@sonoivu.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert part(mail, "text/plain").get_content().split() == message.text.split()
    assert part(mail, "text/html").get_content().split() == message.html.split()
    assert sink.envelopes[0].rcpt_tos == ["vanthu@sonoivu.example"]


def test_the_date_is_the_message_s_own(sink: Sink) -> None:
    sent_at = datetime(2026, 3, 5, 1, 15, tzinfo=UTC)
    deliver_message(a_message(sent_at=sent_at), sink.url())

    assert parsedate_to_datetime(str(sink.mails[0]["Date"])) == sent_at


def test_what_is_sent_is_ascii_in_lines_every_server_takes(sink: Sink) -> None:
    deliver_message(a_message(), sink.url())

    (raw,) = sink.raw
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_a_calendar_to_keep_is_attached_with_its_method(sink: Sink) -> None:
    ics = Attachment(name="nhiệm vụ được giao.ics", content=ICS, mime="text/calendar; method=PUBLISH; charset=utf-8")
    deliver_message(a_message(attachments=(ics,)), sink.url())

    calendar = part(sink.mails[0], "text/calendar")
    assert calendar["Content-Type"].params["method"] == "PUBLISH"
    assert calendar.get_filename() == "nhiệm vụ được giao.ics"
    assert calendar.get_payload(decode=True) == ICS


def test_the_same_message_makes_the_same_bytes() -> None:
    ics = Attachment(name="viec.ics", content=ICS, mime="text/calendar")
    made = [as_bytes(a_message(attachments=(ics,)), sender=an_address("a"), to=an_address("b")) for _ in range(2)]

    assert made[0] == made[1]


@pytest.mark.parametrize("mime", ["", "không phải kiểu tệp", "text/calendar\r\nX-Evil: 1", "a/b; c=d\r\n"])
def test_a_file_of_an_unreadable_kind_is_sent_as_plain_bytes(sink: Sink, mime: str) -> None:
    deliver_message(a_message(attachments=(Attachment(name='"x"\r\n.bin', content=b"\0\r\n.", mime=mime),)), sink.url())

    attached = part(sink.mails[0], "application/octet-stream")
    assert attached.get_payload(decode=True) == b"\0\r\n."
    assert sink.mails[0]["X-Evil"] is None


def test_an_invitation_is_an_alternative_so_that_clients_show_its_buttons(sink: Sink) -> None:
    ics = Attachment(name="moi.ics", content=ICS, mime="text/calendar; method=REQUEST")
    deliver_message(a_message(attachments=(ics,)), sink.url())

    (mail,) = sink.mails
    assert mail.get_content_type() == "multipart/alternative"
    assert [p.get_content_type() for p in mail.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    assert part(mail, "text/calendar")["Content-Type"].params["method"] == "REQUEST"


def test_a_long_unsubscribe_address_and_thread_id_reach_the_client_unbroken(sink: Sink) -> None:
    url = "https://dondoc.tinh.example/ngung/" + "a" * 200
    base = "https://mot-ten-mien-rat-dai-cua-co-quan-dau-moi-theo-doi.tinh.example"
    deliver_message(compose(OFFICE, [a_line()], vantage=on(), unsubscribe_url=url, base_url=base), sink.url())

    raw = sink.raw[0].decode()
    assert f"List-Unsubscribe: <{url}>\r\n" in raw
    assert f"References: {sink.mails[0]['In-Reply-To']}\r\n" in raw


def test_the_server_is_greeted_with_the_sender_s_domain(sink: Sink) -> None:
    deliver_message(a_message(), sink.url())
    deliver_message(a_message(), sink.url(helo="may-chu.tinh.example"))

    assert sink.greeted_by == ["tinh.example", "may-chu.tinh.example"]


def test_a_run_keeps_its_connection_for_all_its_mails(sink: Sink) -> None:
    with Courier() as courier:
        outcomes = [courier.deliver(a_message(a_line(id=k)), sink.url()) for k in range(5)]

    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    assert (len(sink.mails), len(sink.greeted_by)) == (5, 1)


def test_a_refused_mail_leaves_the_connection_usable_for_the_next() -> None:
    with running(Sink({"RCPT": ["550 no such person"]})) as server, Courier() as courier:
        outcomes = [courier.deliver(a_message(), server.url()) for _ in range(2)]

    assert [type(outcome) for outcome in outcomes] == [Refused, Sent]
    assert len(server.greeted_by) == 1


def test_a_line_that_the_server_dropped_while_idle_is_opened_again() -> None:
    with running(Sink({"MAIL": [None, Trick.DROP_UNREAD]})) as server, Courier() as courier:
        outcomes = [courier.deliver(a_message(a_line(id=k)), server.url()) for k in range(2)]

    assert [type(outcome) for outcome in outcomes] == [Sent, Sent]
    assert len(server.mails) == 2


@pytest.mark.parametrize(
    ("stage", "reply", "advice", "permanent"),
    [
        ("MAIL", "421 4.3.2 closing down", Advice.RETRY, False),
        ("MAIL", "450 4.7.1 slow down", Advice.RETRY, False),
        ("MAIL", "550 5.7.1 sender not allowed", Advice.STOP_CHANNEL, False),
        ("MAIL", "552 5.3.4 too big", Advice.DEAD, True),
        ("RCPT", "421 4.3.2 closing down", Advice.RETRY, False),
        ("RCPT", "450 4.2.0 mailbox busy", Advice.RETRY, False),
        ("RCPT", "550 5.1.1 no such user", Advice.DEAD, True),
        ("DATA", "451 4.3.0 try later", Advice.RETRY, False),
        ("DATA", "554 5.7.1 spam", Advice.DEAD, True),
    ],
)
def test_a_reply_of_4xx_is_tried_again_and_one_of_5xx_is_not(
    stage: str, reply: str, advice: Advice, permanent: bool
) -> None:
    outcome, server = answered({stage: reply})

    code, _, text = reply.partition(" ")
    assert outcome == Refused(advice=advice, code=code, text=text)
    assert isinstance(outcome, Refused)
    assert outcome.permanent is permanent
    assert server.mails == []


@pytest.mark.parametrize("stage", ["MAIL", "RCPT"])
def test_a_connection_lost_before_the_mail_was_handed_over_is_tried_again(stage: str) -> None:
    outcome, server = answered({stage: Trick.DROP_UNREAD})

    assert isinstance(outcome, Refused)
    assert (outcome.advice, outcome.code, server.mails) == (Advice.RETRY, "connection", [])


@pytest.mark.parametrize(
    ("trick", "kept"), [(Trick.DROP_UNREAD, 0), (Trick.KEEP_AND_DROP, 1), (Trick.KEEP_AND_HANG, 1)]
)
def test_silence_after_the_mail_was_handed_over_is_neither_sent_nor_refused(trick: Trick, kept: int) -> None:
    with running(Sink({"DATA": trick})) as server:
        outcome = deliver_message(a_message(), server.url(timeout="1"))

    assert isinstance(outcome, Unknown)
    assert len(server.mails) == kept


def test_nobody_listening_is_tried_again() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"emailics://127.0.0.1:{taken.getsockname()[1]}/?from=dondoc@tinh.example&tls=none&timeout=1"

        outcome = deliver_message(a_message(), url)

    assert isinstance(outcome, Refused)
    assert (outcome.advice, outcome.code) == (Advice.RETRY, "connection")


def test_a_server_that_accepts_and_says_nothing_is_tried_again() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"emailics://127.0.0.1:{silent.getsockname()[1]}/?from=dondoc@tinh.example&tls=none&timeout=1"

        outcome = deliver_message(a_message(), url)

    assert isinstance(outcome, Refused)
    assert outcome.advice is Advice.RETRY


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("tls", ["starttls", "ssl"])
def test_a_mail_goes_over_a_protected_line_after_login(tls: str, certificate: ForLoopback) -> None:
    context = {tls: certificate.server}
    with running(Sink(), login=("dondoc", "bí mật"), **context) as server:
        url = server.url(tls=tls, verify="no").replace("//", "//dondoc:b%C3%AD%20m%E1%BA%ADt@")
        outcome = deliver_message(a_message(), url)

    assert isinstance(outcome, Sent)


def test_a_wrong_password_stops_the_channel_and_blames_no_message(certificate: ForLoopback) -> None:
    with running(Sink(), login=("dondoc", "right"), starttls=certificate.server) as server:
        url = server.url(tls="starttls", verify="no").replace("//", "//dondoc:wrong@")
        outcome = deliver_message(a_message(), url)

    assert isinstance(outcome, Refused)
    assert (outcome.advice, outcome.code, outcome.permanent) == (Advice.STOP_CHANNEL, "535", False)


def test_a_certificate_nobody_vouches_for_stops_the_channel(certificate: ForLoopback) -> None:
    with running(Sink(), ssl=certificate.server) as server:
        outcome = deliver_message(a_message(), server.url(tls="ssl"))

    assert isinstance(outcome, Refused)
    assert (outcome.advice, outcome.code) == (Advice.STOP_CHANNEL, "tls")


def test_a_server_without_starttls_is_never_talked_to_in_the_clear(sink: Sink) -> None:
    outcome = deliver_message(a_message(), sink.url(tls="starttls"))

    assert isinstance(outcome, Refused)
    assert (outcome.advice, outcome.code, sink.mails) == (Advice.STOP_CHANNEL, "unsupported", [])


@pytest.mark.parametrize(
    "address",
    [
        "",
        "không có a còng",
        "hai@co-quan.example, ba@co-quan.example",
        "a@b\r\nRCPT TO:<c@d>",
        "văn thư@sonoivu.example",
    ],
)
def test_what_is_no_address_is_refused_before_the_server_is_asked(sink: Sink, address: str) -> None:
    outcome = deliver_message(a_message(recipient=Recipient(address=address, name="", office="")), sink.url())

    assert isinstance(outcome, Refused)
    assert (outcome.advice, outcome.code, sink.greeted_by) == (Advice.DEAD, "address", [])


def test_a_vietnamese_domain_is_written_as_the_net_spells_it() -> None:
    assert wire_address("vanthu@nộivụ.example") == "vanthu@xn--niv-6mzuc.example"


lines_of_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(lines_of_text, lines_of_text, lines_of_text)
def test_no_words_of_anybody_break_a_header(subject: str, name: str, value: str) -> None:
    message = a_message(subject=subject, headers=(("X-Dondoc", value),))
    raw = as_bytes(message, sender=an_address("dondoc"), to=an_address("vanthu", name))
    headers = raw.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")
    names = [line.partition(":")[0] for line in headers if not line.startswith((" ", "\t"))]

    assert names == ["From", "To", "Subject", "Date", "Message-ID", "X-Dondoc", "MIME-Version", "Content-Type"]
    assert max(map(len, headers)) <= 998


printable = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=200).map(one_line)


@given(printable)
@example("[Đôn đốc] 1 nhiệm vụ sắp đến hạn – Sở Nội vụ")
@example("=?utf-8?q?gi=E1=BA=A3?=")
def test_a_subject_is_read_back_as_it_was_written(subject: str) -> None:
    raw = as_bytes(a_message(subject=subject), sender=an_address("dondoc"), to=an_address("vanthu"))

    assert str(make_header(decode_header(message_from_bytes(raw)["Subject"]))) == subject
