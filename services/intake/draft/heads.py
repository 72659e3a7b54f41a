"""The head of a document on its way in, as people set it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.intake.plans import Corrections
from workflow.registry.plan_span import read_years


@dataclass(frozen=True, kw_only=True)
class HeadSaid:
    """The fields of a head that people may set, as they stand in decisions."""

    number: str = ""
    issued: date | None = None
    issuer: str = ""
    title: str = ""
    coordinator: str = ""
    years: tuple[int, int] | None = None
    ours: bool = False
    standing: bool = False
    states: bool = False
    separate: bool = False

    @property
    def corrections(self) -> Corrections:
        """The same as the command takes it."""
        return Corrections(
            number=self.number or None,
            issued=self.issued,
            issuer=self.issuer or None,
            title=self.title or None,
            coordinator=self.coordinator or None,
            years=self.years,
            confirmed=self.ours,
            separate=self.separate,
        )


def head_said(head: Mapping[str, str]) -> HeadSaid:
    """Return what decisions say of the head. Days stand in them as YYYY-MM-DD, years as typed, ticks as "1" or ""."""
    issued = head.get("issued", "")
    return HeadSaid(
        number=head.get("number", ""),
        issued=date.fromisoformat(issued) if issued else None,
        issuer=head.get("issuer", ""),
        title=head.get("title", ""),
        coordinator=head.get("coordinator", ""),
        years=read_years(head.get("years", "")),
        ours=bool(head.get("ours")),
        standing=bool(head.get("standing")),
        states=bool(head.get("states")),
        separate=bool(head.get("separate")),
    )
