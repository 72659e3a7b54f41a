"""The addresses of pages that mails, calendars, run pages and files print: of pages that are served, and no other.

A page that isn't served yet has no address here, so nobody can print one; a test opens each.
"""

from enum import StrEnum


class ServedPage(StrEnum):
    """A page that an address may lead to; `{}` is what the address is about."""

    TODAY = "/"
    DUTIES = "/viec"
    DUTY = "/viec/{}"
    PLANS = "/van-ban"
    PLAN = "/van-ban/{}"
    IMPORTS = "/van-ban/nhap"
    EVENTS = "/su-kien"
    EVENT = "/su-kien/{}"
    MAIL_LINK = "/l/{}"


def page_url(base_url: str | None, page: ServedPage, about: object = "") -> str:
    """Return a page's address. `base_url` is where the pages are, with or without its last slash; without it, ""."""
    return f"{base_url.rstrip('/')}{page.value.format(about)}" if base_url else ""


def duty_url(base_url: str | None, assignment_id: int) -> str:
    """Return the address of one duty's page."""
    return page_url(base_url, ServedPage.DUTY, assignment_id)
