"""Words and refusals that the pages of signing in share."""

import logging
from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import Response

from base.errors import DondocError, Topic
from base.vietnamese import capitalise
from notifications.messages.message import Message
from services.accounts.desk import AccountDesk, MailUnavailable
from web.frame.values import Page
from web.guard.transport import Transport, transport_of
from web.office import Office

log = logging.getLogger(__name__)


def error_words(error: DondocError) -> str:
    """Return what a field says of an error: why, and what to do. What was typed stands in it as it was typed."""
    return f"{_named(error.given)} {error.reason}. {error.remedy}"


def _named(given: object) -> str:
    words = str(given)
    if isinstance(given, Topic):
        return capitalise(words)
    return words if words.startswith("“") else f"“{words}”"


def without_tls(request: Request, office: Office) -> Response | None:
    """Refuse to sign anybody in over a way that others can read; None where it is safe, or allowed all the same."""
    if transport_of(request, office.names, office.desk.policy) is not Transport.REFUSED:
        return None
    page = Page(title="Cần kết nối an toàn để đăng nhập")
    return office.pages.show(request, "accounts/without_tls.html", page, status=403)


def send_mails(desk: AccountDesk, mails: Sequence[Message]) -> None:
    """Send after the answer; what can't be sent is in the log, and what was done stays done."""
    for mail in mails:
        try:
            desk.send(mail)
        except MailUnavailable as error:
            log.warning("a mail about an account could not be sent: %s", error.reason)
