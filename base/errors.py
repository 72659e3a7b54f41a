"""The errors of the house. Each names the input, the place, the reason and the remedy, in Vietnamese.

An official reads the message as it stands; the four fields let a page or a log show each where it wants.
"""


class DondocError(Exception):
    """What came in, where it was found, why it is refused, and what to do about it.

    `exit_code` is what the command line ends with: 2 when the question was wrong, 1 when the fault is ours.
    """

    exit_code = 2

    def __init__(self, *, given: object, place: str, reason: str, remedy: str) -> None:
        super().__init__(f"{place}: “{given}” {reason}. {remedy}")
        self.given = given
        self.place = place
        self.reason = reason
        self.remedy = remedy
