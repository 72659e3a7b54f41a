"""Handing a mail to an SMTP server, and knowing what became of it.

RFC 5321: a reply of 4xx is a refusal for now, one of 5xx for good; the server owns the mail from its 250 to the final
dot on. What is lost between our dot and that reply is neither sent nor refused (section 6.1 names the gap).
"""

import base64
import re
import smtplib
import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial

from base.vietnamese import one_line
from notifications.channels.outcome import (
    Advice,
    Outcome,
    PendingOutcome,
    Refused,
    Sent,
    Unknown,
    already_known,
    unreachable_words,
)
from notifications.channels.patient_smtp import GOODBYE_SECONDS, PatientSmtp, PatientSmtpOverTls

# One address and nothing that could end its line or its brackets.
_ADDRESS = re.compile(r"[^\s<>@\x00-\x1f\x7f]{1,64}@[^\s<>@\x00-\x1f\x7f]{1,255}")
BYE = 421
TOO_BIG = 552
LOGGED_IN = 235
TAKEN, GO_ON, REFUSING = range(200, 300), range(354, 355), range(400, 600)


class Tls(StrEnum):
    """How the connection is protected: not at all, after STARTTLS, or from its first byte."""

    NONE = "none"
    STARTTLS = "starttls"
    SSL = "ssl"


@dataclass(frozen=True, kw_only=True)
class SmtpServer:
    """Where to hand mails over. `timeout` is in seconds, for connecting, for each whole reply and for sending a mail.

    `helo` is how we call ourselves; without it the machine's full name is looked up, which a broken DNS makes slow.
    """

    host: str
    port: int
    tls: Tls = Tls.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 30
    verify: bool = True
    helo: str | None = None


class _Refusal(Exception):
    """A reply, or the lack of one, that ends the attempt while the mail is certainly still ours."""

    def __init__(self, advice: Advice, code: str, text: str) -> None:
        super().__init__(text)
        self.refused = Refused(advice=advice, code=code, text=text)


class SmtpLine:
    """A connection to one server, opened at the first mail and kept for the next ones."""

    def __init__(self, server: SmtpServer) -> None:
        self.server = server
        self._smtp: PatientSmtp | None = None

    def hand_over(self, sender: str, recipient: str, content: bytes) -> PendingOutcome:
        """Hand one mail over for one recipient. Both addresses are as `wire_address` gives them.

        What the server says of it must be asked for before the next mail.
        """
        try:
            smtp = self._ready_for(sender, recipient)
        except _Refusal as refusal:
            return already_known(refusal.refused)
        # From the first byte on, a broken connection means that nobody knows.
        try:
            smtp.send(_dotted(content))
        except (smtplib.SMTPException, OSError) as error:
            return already_known(self._lost(error))
        return partial(self._answered, smtp)

    def close(self) -> None:
        """Say goodbye; a server that has gone already is no error."""
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        smtp.timeout = GOODBYE_SECONDS
        try:
            smtp.quit()
        except (smtplib.SMTPException, OSError):
            smtp.close()

    def _ready_for(self, sender: str, recipient: str) -> PatientSmtp:
        """Bring the conversation to where the server asks for the mail. Nothing is handed over yet."""
        reused = self._smtp is not None
        try:
            return self._envelope(sender, recipient)
        except _Refusal as refusal:
            # A server may hang up on a line that was idle; nothing was said on the new one.
            if not reused or self._smtp is not None or refusal.refused.permanent:
                raise
            return self._envelope(sender, recipient)

    def _envelope(self, sender: str, recipient: str) -> PatientSmtp:
        smtp = self._smtp or self._connect()
        try:
            self._expect(smtp.mail(sender), TAKEN, in_5xx=Advice.STOP_CHANNEL)
            self._expect(smtp.rcpt(recipient), TAKEN, in_5xx=Advice.DEAD)
            self._expect(smtp.docmd("DATA"), GO_ON, in_5xx=Advice.DEAD)
            if smtp.spoke_too_early:
                raise smtplib.SMTPServerDisconnected("máy chủ thư trả lời trước khi nhận thư")
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise _Refusal(Advice.RETRY, "connection", unreachable_words(error)) from error
        return smtp

    def _expect(self, reply: tuple[int, bytes], wanted: range, *, in_5xx: Advice) -> None:
        code, text = reply
        if code in wanted:
            return
        self._after_refusal(code)
        raise _Refusal(_advice(code, in_5xx), str(code), _decoded(text))

    def _answered(self, smtp: PatientSmtp) -> Outcome:
        """Wait for what the server says of a mail that it has been given whole."""
        try:
            code, text = smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            return self._lost(error)
        if code in TAKEN:
            return Sent(reference=_decoded(text))
        if code not in REFUSING:
            # Neither yes nor no: it may have been taken.
            self._drop()
            return Unknown(text=f"máy chủ thư trả lời không đọc được sau khi nhận thư: {_decoded(text)}")
        self._after_refusal(code)
        return Refused(advice=_advice(code, Advice.DEAD), code=str(code), text=_decoded(text))

    def _lost(self, error: Exception) -> Unknown:
        self._drop()
        return Unknown(text=f"mất kết nối sau khi chuyển thư: {_words(error)}")

    def _connect(self) -> PatientSmtp:
        try:
            self._smtp = self._greeted()
        except smtplib.SMTPResponseException as error:
            code = int(error.smtp_code)
            raise _Refusal(_advice(code, Advice.STOP_CHANNEL), str(code), _decoded(error.smtp_error)) from error
        except ssl.SSLError as error:
            raise _Refusal(Advice.STOP_CHANNEL, "tls", _words(error)) from error
        except smtplib.SMTPNotSupportedError as error:
            raise _Refusal(Advice.STOP_CHANNEL, "unsupported", _words(error)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise _Refusal(Advice.RETRY, "connection", unreachable_words(error)) from error
        return self._smtp

    def _greeted(self) -> PatientSmtp:
        server = self.server
        smtp: PatientSmtp
        if server.tls is Tls.SSL:
            context = _certificates(verify=server.verify)
            smtp = PatientSmtpOverTls(server.host, server.port, server.helo, timeout=server.timeout, context=context)
        else:
            smtp = PatientSmtp(server.host, server.port, server.helo, timeout=server.timeout)
        try:
            smtp.ehlo_or_helo_if_needed()
            if server.tls is Tls.STARTTLS:
                smtp.starttls(context=_certificates(verify=server.verify))
            if server.user:
                _log_in(smtp, server.user, server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _after_refusal(self, code: int) -> None:
        """Make the connection ready for the next mail, or give it up when the server has."""
        try:
            if self._smtp is not None and code != BYE and self._smtp.rset()[0] == 250:
                return
        except (smtplib.SMTPException, OSError):
            pass
        self._drop()

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def _certificates(*, verify: bool) -> ssl.SSLContext:
    """Whose certificates are trusted. Reading them takes 50 ms, so a line without protection doesn't."""
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _log_in(smtp: smtplib.SMTP, user: str, password: str) -> None:
    if user.isascii() and password.isascii():
        smtp.login(user, password)
        return
    # smtplib only knows ASCII; the mechanism itself takes UTF-8 (RFC 4616).
    smtp.ehlo_or_helo_if_needed()
    given = base64.b64encode(f"\0{user}\0{password}".encode()).decode("ascii")
    code, text = smtp.docmd("AUTH", f"PLAIN {given}")
    if code != LOGGED_IN:
        raise smtplib.SMTPAuthenticationError(code, text)


def wire_address(address: str) -> str | None:
    """The address in the ASCII that every server speaks, its domain by IDNA; None when it can't be one."""
    local, _, domain = address.rpartition("@")
    try:
        wire = f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return None
    return wire if _ADDRESS.fullmatch(wire) and wire.isascii() else None


def _advice(code: int, in_5xx: Advice) -> Advice:
    if code < 500 or code not in REFUSING:
        return Advice.RETRY
    return Advice.DEAD if code == TOO_BIG else in_5xx


def _dotted(content: bytes) -> bytes:
    """The mail as it goes over the wire, up to and with the final dot (RFC 5321 section 4.5.2)."""
    ended = content if content.endswith(b"\r\n") else content + b"\r\n"
    # Line by line, without looking at each line.
    return (b"\n" + ended).replace(b"\n.", b"\n..")[1:] + b".\r\n"


def _decoded(text: bytes | str) -> str:
    return one_line(text.decode("utf-8", "replace") if isinstance(text, bytes) else text)


def _words(error: Exception) -> str:
    return one_line(str(error)) or type(error).__name__
