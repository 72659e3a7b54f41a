"""What an examination finds, as a value."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from base.errors import DondocError

_NAMED = 3


class Severity(StrEnum):
    """A fault keeps the house from its promises now; a warning will, unless somebody acts."""

    FAULT = "fault"
    WARNING = "warning"

    @property
    def label(self) -> str:
        return {Severity.FAULT: "Lỗi", Severity.WARNING: "Cảnh báo"}[self]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong. `id` is a stable name for scripts; the rest is read by a person."""

    id: str
    severity: Severity
    place: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.severity.label}: {self.place} {self.reason}. {self.remedy}"


def fault(finding_id: str, place: str, reason: str, remedy: str) -> Finding:
    """Return something that is wrong now."""
    return Finding(id=finding_id, severity=Severity.FAULT, place=place, reason=reason, remedy=remedy)


def warning(finding_id: str, place: str, reason: str, remedy: str) -> Finding:
    """Return something that will go wrong."""
    return Finding(id=finding_id, severity=Severity.WARNING, place=place, reason=reason, remedy=remedy)


def from_error(finding_id: str, error: DondocError) -> Finding:
    """Return an error of the house as a fault."""
    return fault(finding_id, error.place, f"“{error.given}” {error.reason}", error.remedy)


def worst_first(found: Iterable[Finding]) -> list[Finding]:
    """Return the faults before the warnings, each in the order given."""
    return sorted(found, key=lambda finding: finding.severity is not Severity.FAULT)


def first_few(names: Sequence[str]) -> str:
    """Name the first few and count the rest, as in "A, B, C và 34 nơi khác"."""
    rest = len(names) - _NAMED
    shown = ", ".join(names[:_NAMED])
    return f"{shown} và {rest} nơi khác" if rest > 0 else shown
