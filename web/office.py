"""What the modules of pages are given: the installation, the clock, and how to make a page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import Request

from base.clock import VIETNAM
from services.accounts.desk import AccountDesk
from services.installation import Installation
from services.screens.imports import ImportScreens
from services.screens.memory import Memory
from web.frame.pages import Pages
from web.guard.hosts import Names
from web.guard.pacing import Pace
from workflow.people.grants import Actor


@dataclass(frozen=True, kw_only=True)
class Office:
    """The installation behind the pages, and its accounts. `now` is asked at each request; aware.

    `phone` is what the clock of an authenticator app shows: the real one, on pages of another day too.

    `actor_of` says who asks, `memory` keeps what was worked out as long as nothing was committed since. `renew` opens
    the installation anew for the requests that follow: settings, policies and directory are read again. Whatever is
    remembered from one request to the next stands here (`imports` of drafts, `searches` of each person), never in the
    routes: one set of them may serve several offices.
    """

    installation: Installation
    desk: AccountDesk
    names: Names
    pages: Pages
    now: Callable[[], datetime]
    phone: Callable[[], datetime]
    actor_of: Callable[[Request], Actor]
    memory: Memory
    imports: ImportScreens
    searches: Pace
    renew: Callable[[], None] = lambda: None

    def today(self) -> date:
        """Return the day in Vietnam."""
        return self.now().astimezone(VIETNAM).date()
