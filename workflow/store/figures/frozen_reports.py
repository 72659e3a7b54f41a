"""Frozen reports: written once under the hash of their figures, found again by its beginning."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from base.errors import DondocError
from workflow.by import By
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.store.database.insert import insert_into
from workflow.store.log.writing import record
from workflow.store.tables import FrozenReportRow

# So much of the hash is printed on paper and stands in the address behind a QR.
_SEAL_LENGTH = 16
_HEX = frozenset("0123456789abcdef")


class UnknownFrozenReport(DondocError):
    """No frozen report has this seal."""

    def __init__(self, seal: str) -> None:
        super().__init__(
            given=seal[:64],
            place="Báo cáo đã chốt",
            reason="không có bản chốt nào mang mã này",
            remedy="Xem lại mã in trên bản tin. Nhật ký ghi mã của mọi bản đã chốt: có dòng ấy mà không mở được thì "
            "báo quản trị.",
        )


@dataclass(frozen=True, kw_only=True)
class FrozenReport:
    """A frozen report as it is stored: `figures` is a text, `digest` what it was hashed to when it was frozen."""

    digest: str
    figures: str
    frozen_at: datetime
    frozen_by: str

    @property
    def seal(self) -> str:
        """What is printed: the beginning of the hash."""
        return self.digest[:_SEAL_LENGTH]

    @property
    def is_intact(self) -> bool:
        """Whether the stored text still has the hash that it was frozen under."""
        return digest_of_figures(self.figures) == self.digest


def digest_of_figures(figures: str) -> str:
    """Return the hash over a frozen report's text."""
    return hashlib.sha256(figures.encode()).hexdigest()


def seal_of_figures(figures: str) -> str:
    """Return the seal that a text is, or would be, frozen under."""
    return digest_of_figures(figures)[:_SEAL_LENGTH]


def freeze_figures(session: Session, figures: str, by: By) -> FrozenReport:
    """Write figures down, with a line in the log. What is frozen already stays as it is and needs no second row."""
    digest = digest_of_figures(figures)
    found = session.get(FrozenReportRow, digest)
    if found is None:
        row = {"digest": digest, "figures": figures, "frozen_at": by.now, "frozen_by": by.actor}
        insert = insert_into(session.get_bind().dialect, FrozenReportRow).values(**row).on_conflict_do_nothing()
        if session.scalar(insert.returning(FrozenReportRow.digest)) is not None:
            record(session, [LogEntry.of(by, LogAction.FREEZE_REPORT, details={"report": digest})])
        found = session.get_one(FrozenReportRow, digest)
    return _frozen(found)


def frozen_report(session: Session, seal: str) -> FrozenReport:
    """Return the report of a seal. Raises `UnknownFrozenReport`."""
    if len(seal) != _SEAL_LENGTH or not _HEX.issuperset(seal):
        raise UnknownFrozenReport(seal)
    # "g" comes after every digit of the hash.
    row = session.scalar(select(FrozenReportRow).where(FrozenReportRow.digest.between(seal, f"{seal}g")).limit(1))
    if row is None:
        raise UnknownFrozenReport(seal)
    return _frozen(row)


def frozen_reports(session: Session, *, before: str = "", limit: int) -> list[FrozenReport]:
    """Return the reports that were frozen last, the newest first; with a seal, those frozen before that one.

    Raises `UnknownFrozenReport`.
    """
    query = select(FrozenReportRow).order_by(FrozenReportRow.frozen_at.desc(), FrozenReportRow.digest.desc())
    if before:
        known = frozen_report(session, before)
        same_moment = and_(FrozenReportRow.frozen_at == known.frozen_at, FrozenReportRow.digest < known.digest)
        query = query.where(or_(FrozenReportRow.frozen_at < known.frozen_at, same_moment))
    return [_frozen(row) for row in session.scalars(query.limit(limit))]


def _frozen(row: FrozenReportRow) -> FrozenReport:
    return FrozenReport(digest=row.digest, figures=row.figures, frozen_at=row.frozen_at, frozen_by=row.frozen_by)
