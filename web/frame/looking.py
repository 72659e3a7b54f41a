"""The page that a refusal sends its reader to; a test opens each."""

from collections.abc import Mapping
from dataclasses import dataclass

from base.errors import DondocError
from base.where_to_look import WhereToLook

PAGES: Mapping[WhereToLook, str] = {
    WhereToLook.AGENCIES: "/co-quan",
    WhereToLook.CONTACTS: "/co-quan",
    WhereToLook.DUTIES: "/viec",
    WhereToLook.DUTY: "/viec/{}",
    WhereToLook.EVENTS: "/su-kien",
    WhereToLook.FEEDS: "/dang-ky-lich",
    WhereToLook.IMPORT: "/van-ban/nhap",
    WhereToLook.LOG_CHECK: "/nhat-ky/kiem-tra",
    WhereToLook.NEW_FEED: "/dang-ky-lich",
    WhereToLook.NOTICES: "/thong-bao",
    WhereToLook.PENDING: "/van-ban/cho-xu-ly",
    WhereToLook.PEOPLE: "/quan-tri/nguoi-dung",
}


@dataclass(frozen=True, kw_only=True)
class Lead:
    """A link: what it says and where it goes."""

    label: str
    address: str


def lead_of(error: DondocError) -> Lead | None:
    """Return the link that stands after an error's remedy; None where it sends nowhere."""
    if error.look is None:
        return None
    return Lead(label=error.look.value.format(error.about), address=PAGES[error.look].format(error.about))
