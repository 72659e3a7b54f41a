"""What the modules of pages are given: the installation, the clock, and how to make a page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from base.clock import VIETNAM
from services.accounts.desk import AccountDesk
from services.installation import Installation
from web.frame.pages import Pages
from web.guard.hosts import Names


@dataclass(frozen=True, kw_only=True)
class Office:
    """The installation behind the pages, and its accounts. `now` is asked at each request; aware."""

    installation: Installation
    desk: AccountDesk
    names: Names
    pages: Pages
    now: Callable[[], datetime]

    def today(self) -> date:
        """Return the day in Vietnam."""
        return self.now().astimezone(VIETNAM).date()
