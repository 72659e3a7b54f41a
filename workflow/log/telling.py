"""How what happened is told: on the screen, to other programs, to the agency that it concerns."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Telling:
    """How an action of the log is told: in the words of the screen, and to other programs as an event in the past.

    `heard` is what the agency that owes the duty hears of it, "" where it hears nothing; `asks` says whether the plan's
    coordinator has to decide then.
    """

    label: str
    past: str
    heard: str = ""
    asks: bool = False
