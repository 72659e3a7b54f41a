"""An application that is made anew while it serves: what an admin set counts from the next request on, without a stop.

Requests that are under way end with what they began with, so what was open for them is closed one renewal later.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack

from web.asgi import AsgiApp, AsgiScope, Receive, Send


class Renewable:
    """Serves what `opening` gives, and after each `renew` what it gives then. `opening` is told how to ask for that."""

    def __init__(self, opening: Callable[[Callable[[], None]], AbstractContextManager[AsgiApp]]) -> None:
        self._opening = opening
        self._lock = threading.Lock()
        self._before = ExitStack()
        self._now = ExitStack()
        self._app = self._now.enter_context(opening(self.renew))

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Answer with the application as it is now."""
        await self._app(scope, receive, send)

    def renew(self) -> None:
        """Open anew. What can't be opened leaves the application as it is, and raises what is wrong."""
        with self._lock:
            opened = ExitStack()
            app = opened.enter_context(self._opening(self.renew))
            self._before.close()
            self._before, self._now, self._app = self._now, opened, app

    def close(self) -> None:
        """Close everything that is open."""
        self._before.close()
        self._now.close()
