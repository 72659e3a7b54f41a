"""The addresses that mails, calendars, run pages and files print: of pages and calendars that are served, and no other.

A page that isn't served yet has no address here, so nobody can print one; a test opens each.
"""

from enum import StrEnum


class ServedPage(StrEnum):
    """What an address may lead to; `{}` is what it is about. Of the last ones that is a secret, or a seal."""

    TODAY = "/"
    DUTIES = "/viec"
    DUTY = "/viec/{}"
    PLANS = "/van-ban"
    PLAN = "/van-ban/{}"
    IMPORTS = "/van-ban/nhap"
    EVENTS = "/su-kien"
    EVENT = "/su-kien/{}"
    MAIL_LINK = "/l/{}"
    SIGN_IN = "/dang-nhap/lien-ket/{}"
    INVITATION = "/loi-moi/{}"
    FROZEN_REPORT = "/bao-cao/da-chot/{}"
    SUBSCRIBING = "/lich/{}"
    CALENDAR = "/lich/{}/{}.ics"


def page_url(base_url: str | None, page: ServedPage, *about: object) -> str:
    """Return a page's address. `base_url` is where the pages are, with or without its last slash; without it, ""."""
    return f"{base_url.rstrip('/')}{page.value.format(*about)}" if base_url else ""


def duty_url(base_url: str | None, assignment_id: int) -> str:
    """Return the address of one duty's page."""
    return page_url(base_url, ServedPage.DUTY, assignment_id)
