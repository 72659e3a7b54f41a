"""Asking a program whether it still answers: one that hangs is alive to the kernel, and nobody would start it again."""

import http.client
import threading
from urllib.parse import urlsplit

# Seconds: between two questions, for an answer, for a program that has just started to answer for the first time.
EVERY, PATIENCE, GRACE = 15.0, 10.0, 120.0
# So many silences in a row mean that it hangs.
MOST_SILENCES = 3


class Asker:
    """Asks an address now and then, in a thread of its own, so that whoever looks never waits for the answer.

    `answered` says whether the program has answered since it began.
    """

    def __init__(self, address: str, *, every: float = EVERY, patience: float = PATIENCE, grace: float = GRACE) -> None:
        self._place = urlsplit(address)
        self._every, self._patience, self._grace = every, patience, grace
        self._ask_at = self._starting_until = 0.0
        self.answered = False
        self._silences = 0
        self._asking: threading.Thread | None = None

    def begin(self, now: float) -> None:
        """Begin anew with a program that started at this moment, in seconds of a clock that only goes on."""
        self.answered, self._silences = False, 0
        self._ask_at, self._starting_until = now + self._every, now + self._grace

    def hangs(self, now: float) -> bool:
        """Ask when it is time to, and say whether the program was silent too often."""
        if (self._asking is None or not self._asking.is_alive()) and now >= self._ask_at:
            self._ask_at = now + self._every
            self._asking = threading.Thread(target=self._ask, daemon=True)
            self._asking.start()
        is_starting = not self.answered and now < self._starting_until
        return self._silences >= MOST_SILENCES and not is_starting

    def _ask(self) -> None:
        line = http.client.HTTPConnection(self._place.hostname or "", self._place.port, timeout=self._patience)
        try:
            line.request("GET", self._place.path)
            line.getresponse().read()
        except (OSError, http.client.HTTPException):
            self._silences += 1
        else:
            self.answered, self._silences = True, 0
        finally:
            line.close()
