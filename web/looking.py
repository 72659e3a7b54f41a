"""The page that a refusal sends its reader to."""

from collections.abc import Mapping
from dataclasses import dataclass

from base.errors import DondocError
from base.where_to_look import WhereToLook
from web.agencies.pages import AGENCY_PLACE
from web.calendar.subscribing import SUBSCRIBING
from web.events.listing import EVENTS
from web.house.register import REGISTER
from web.imports.uploading import IMPORTS
from web.messages.outbox import NOTICES_PLACE
from web.plans.pending import PENDING
from workflow.log.view import LOG_ADDRESS
from workflow.views.duty_list import ADDRESS

PAGES: Mapping[WhereToLook, str] = {
    WhereToLook.AGENCIES: AGENCY_PLACE,
    WhereToLook.CONTACTS: AGENCY_PLACE,
    WhereToLook.DUTIES: ADDRESS,
    WhereToLook.EVENTS: EVENTS,
    WhereToLook.FEEDS: SUBSCRIBING,
    WhereToLook.IMPORT: IMPORTS,
    WhereToLook.LOG_CHECK: f"{LOG_ADDRESS}/kiem-tra",
    WhereToLook.NEW_FEED: SUBSCRIBING,
    WhereToLook.NOTICES: NOTICES_PLACE,
    WhereToLook.PENDING: PENDING,
    WhereToLook.PEOPLE: REGISTER,
}


@dataclass(frozen=True, kw_only=True)
class Lead:
    """A link: what it says and where it goes."""

    label: str
    address: str


def lead_of(error: DondocError) -> Lead | None:
    """Return the link that stands after an error's remedy; None where it sends nowhere."""
    return Lead(label=error.look.value, address=PAGES[error.look]) if error.look else None
