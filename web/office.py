"""What the modules of pages are given: the installation, the clock, and how to make a page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from base.clock import VIETNAM
from services.installation import Installation
from web.frame.pages import Pages


@dataclass(frozen=True, kw_only=True)
class Office:
    """The installation behind the pages. `now` is asked once for each request; aware."""

    installation: Installation
    pages: Pages
    now: Callable[[], datetime]

    def today(self) -> date:
        """Return the day in Vietnam."""
        return self.now().astimezone(VIETNAM).date()
