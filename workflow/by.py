"""Who does something, when and why: the one value that every change of the house takes."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from base.clock import VIETNAM
from workflow.evidence.files import EvidenceFile


@dataclass(frozen=True, kw_only=True)
class By:
    """A person's name, or a machine's as in "máy: rà soát hằng ngày", and the aware moment.

    `reason` and `document` (number and day of the paper) are Vietnamese, "" where the change needs none. `person` is
    the number of the account that acts, `lent_by` that of the one who lent it the right; None for machines. `files`
    are what he hands in with it.
    """

    actor: str
    now: datetime
    reason: str = ""
    document: str = ""
    person: int | None = None
    lent_by: int | None = None
    files: tuple[EvidenceFile, ...] = ()

    @property
    def today(self) -> date:
        """The day in Vietnam."""
        return self.now.astimezone(VIETNAM).date()

    def because(self, reason: str, document: str = "") -> "By":
        """Return the same person and moment, with another reason and document."""
        return replace(self, reason=reason, document=document)
