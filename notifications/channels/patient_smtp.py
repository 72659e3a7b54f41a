"""smtplib's conversation with an end to its patience: a time for each whole reply, a bound of its lines, a strict form.

smtplib gives each octet the whole timeout, so that a server that sends one a second holds a sender for hours; it reads
"220-" without end; and it takes "25 ok" for the code 25, which would count as a refusal of a mail that was taken.
"""

import re
import smtplib
import time
from typing import Any

MOST_LINES, LONGEST_LINE = 100, 2_000
# RFC 5321 section 4.2: three digits, the first of them 2 to 5, then a blank, a hyphen or the end of the line. The
# second should be 5 at most, but servers say 571.
_REPLY = re.compile(rb"([2-5][0-9]{2})(?:([ -])([^\r\n]*))?\r?\n?")
ILL_FORMED = -1
# Saying goodbye isn't worth waiting for.
GOODBYE_SECONDS = 5.0


class ServerTooSlow(smtplib.SMTPServerDisconnected):
    """A reply took longer, or was longer, than anybody waits for."""


class PatientSmtp(smtplib.SMTP):
    """A conversation whose replies are read with a deadline. Their codes are 200 to 599, or `ILL_FORMED`."""

    sock: Any
    timeout: Any
    _waiting: bytes = b""

    def getreply(self) -> tuple[int, bytes]:
        """Read a whole reply. Raises `ServerTooSlow` and `SMTPServerDisconnected`; the connection is closed then."""
        until = time.monotonic() + float(self.timeout)
        codes: set[bytes] = set()
        texts: list[bytes] = []
        for _ in range(MOST_LINES):
            read = _REPLY.fullmatch(self._line(until))
            if read is None:
                return ILL_FORMED, b"\n".join(texts)
            codes.add(read[1])
            texts.append(read[3] or b"")
            if read[2] != b"-":
                text = b"\n".join(texts)
                return (int(read[1]), text) if len(codes) == 1 else (ILL_FORMED, text)
        raise self._given_up("trả lời không dứt")

    @property
    def spoke_too_early(self) -> bool:
        """Whether the server said more than it was asked: what comes next couldn't be told from an answer."""
        return bool(self._waiting)

    def starttls(self, *given: Any, **named: Any) -> tuple[int, bytes]:
        """Change to TLS. What came before it in plain was put there by somebody else."""
        answered = super().starttls(*given, **named)
        self._waiting = b""
        return answered

    def _line(self, until: float) -> bytes:
        while b"\n" not in self._waiting:
            left = until - time.monotonic()
            if left <= 0:
                raise self._given_up("trả lời quá chậm")
            if len(self._waiting) > LONGEST_LINE:
                raise self._given_up("trả lời quá dài")
            self._waiting += self._octets(left)
        line, mark, self._waiting = self._waiting.partition(b"\n")
        return line + mark

    def _octets(self, seconds: float) -> bytes:
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("chưa kết nối")
        self.sock.settimeout(seconds)
        try:
            octets: bytes = self.sock.recv(4_096)
        except TimeoutError as error:
            raise self._given_up("không trả lời") from error
        except OSError as error:
            self.close()
            raise smtplib.SMTPServerDisconnected(f"mất kết nối: {error}") from error
        finally:
            if self.sock is not None:
                self.sock.settimeout(self.timeout)
        if not octets:
            self.close()
            raise smtplib.SMTPServerDisconnected("máy chủ ngắt kết nối")
        return octets

    def _given_up(self, words: str) -> ServerTooSlow:
        self.close()
        return ServerTooSlow(f"máy chủ thư {words}")

    def close(self) -> None:
        """End the connection without a word."""
        self._waiting = b""
        super().close()


class PatientSmtpOverTls(PatientSmtp, smtplib.SMTP_SSL):
    """A conversation that is protected from its first byte."""
