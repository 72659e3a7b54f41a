"""The errors of the house. Each names the input, the place, the reason and the remedy, in Vietnamese.

An official reads the message as it stands; the four fields let a page or a log show each where it wants.
"""

from base.where_to_look import WhereToLook


class Topic(str):
    """What an error is about in words of ours, that may begin a sentence; anything else was given and is quoted."""

    __slots__ = ()


class DondocError(Exception):
    """What came in, where it was found, why it is refused, and what to do about it.

    `look` is what the remedy sends to, for whoever shows the error to lead there: a page by a link, the command line by
    a command; `about` is the number of what is looked at. `exit_code` is what the command line ends with: 2 when the
    question was wrong, 1 when the fault is ours.
    """

    exit_code = 2

    def __init__(
        self,
        *,
        given: object,
        place: str,
        reason: str,
        remedy: str,
        look: WhereToLook | None = None,
        about: int | None = None,
    ) -> None:
        super().__init__(f"{_fault(given, place, reason)} {remedy}")
        self.given = given
        self.place = place
        self.reason = reason
        self.remedy = remedy
        self.look = look
        self.about = about

    @property
    def fault(self) -> str:
        """What is refused and why, as a sentence; what to do about it is the remedy."""
        return _fault(self.given, self.place, self.reason)


def _fault(given: object, place: str, reason: str) -> str:
    if str(given).lower() == place.lower():
        return f"{place} {reason}."
    named = f"“{given}” " if given != "" else ""
    return f"{place}: {named}{reason}."
