"""The audit of the log as a service: verify the chain, hold it to the heads kept elsewhere, replay it, name the head.

A head (the digest of the newest seal) is kept in the records of runs and in the log files each time something was
sealed. Whoever rewrites the chain has to find and rewrite all of those as well. What a restored backup lacks is told
by the restoring's own line.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from base.errors import DondocError
from config.log_lines import FILE, LOG_FOLDER
from config.settings import Settings
from services.day.steps import Day
from services.evidence.file_store import StoreUnavailable
from services.evidence.holding import hold_files
from services.evidence.place import file_store
from services.installation import Installation
from services.job_result import JobResult
from workflow.log.audit import Seal, Verdict
from workflow.store.database.guards import altered_structure
from workflow.store.database.opening import Session
from workflow.store.log.replaying import Unexplained, unexplained_duties
from workflow.store.log.restoring import heads_lost_by_restoring
from workflow.store.log.sealing import newest_seals, verify
from workflow.store.operation.alarms import clear_alarms, raise_alarm
from workflow.store.operation.runs import told_by_runs

HEAD_NOTE = "mã khóa sổ cuối"
_HEAD = re.compile(rf"{HEAD_NOTE} ([0-9a-f]{{64}})")
_CODE = re.compile(r"[0-9a-f]{64}")
_UNDER = "audit:"
_MOST_NAMED = 50


class NotSealCode(DondocError):
    """What was given as the code of a seal can't be one: a slip of the hand, no sign of tampering."""

    def __init__(self, given: str) -> None:
        super().__init__(
            given=given[:70],
            place="Mã khóa sổ",
            reason="không thể là mã khóa sổ: mã có đúng 64 ký tự, gồm chữ số và chữ từ a đến f",
            remedy="Chép lại cả mã từ thư đêm của quản trị hoặc nơi đã giữ, hoặc để trống.",
        )


@dataclass(frozen=True, kw_only=True)
class AuditReport:
    """What an audit found: the chain's verdict, what of the database isn't as made, duties the log doesn't explain.

    `heads` counts the heads kept elsewhere that the chain was held to. At most 50 duties are named. `files` are the
    sentences about files of reports that are missing or aren't what the log says.
    """

    verdict: Verdict
    altered: tuple[str, ...]
    unexplained: tuple[Unexplained, ...]
    heads: int
    files: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing was tampered with, as far as can be told."""
        return self.verdict.whole and not self.altered and not self.unexplained and not self.files

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong, one Vietnamese sentence each."""
        broken = (self.verdict.breach.words,) if self.verdict.breach else ()
        return (*broken, *self.altered, *(found.words for found in self.unexplained), *self.files)


def audit_log(installation: Installation, *, head: str = "") -> AuditReport:
    """Verify the log and what it explains. `head` is one more digest that somebody kept, "" for none.

    Raises `NotSealCode`.
    """
    head = "".join(head.split()).lower()
    if head and not _CODE.fullmatch(head):
        raise NotSealCode(head)
    with installation.database.reading() as session:
        told = told_by_runs(session, HEAD_NOTE)
        lost = heads_lost_by_restoring(session)
        kept = {found for text in told for found in _HEAD.findall(text)}
        kept |= set(_heads_in_log_files(installation.settings.home))
        wanted = (kept - lost) | ({head} if head else set())
        verdict = verify(session, heads=wanted)
        unexplained = tuple(islice(unexplained_duties(session), _MOST_NAMED))
        files = _file_faults(session, installation)
    altered = tuple(altered_structure(installation.database))
    return AuditReport(verdict=verdict, altered=altered, unexplained=unexplained, heads=len(wanted), files=files)


def _file_faults(session: Session, installation: Installation) -> tuple[str, ...]:
    """What the seals cover by their digests: files that are gone or altered."""
    try:
        held = hold_files(session, file_store(installation.settings), now=installation.clock())
    except StoreUnavailable as error:
        return (f"{error.place} {error.reason}",)
    return held.faults[:_MOST_NAMED]


def newest_head(installation: Installation) -> Seal | None:
    """Return the newest seal, whose digest is to be kept elsewhere; None while nothing is sealed."""
    with installation.database.reading() as session:
        return next(iter(newest_seals(session, limit=1)), None)


def verify_audit(installation: Installation, day: Day) -> JobResult:
    """Verify the log once a night, alarm on a difference, and mail the head to the admin."""
    report = audit_log(installation)
    with installation.database.writing() as session:
        keys = {f"{_UNDER}{number}:{fault}"[:200]: fault for number, fault in enumerate(report.faults)}
        clear_alarms(session, under=_UNDER, still=list(keys))
        for key, fault in keys.items():
            raise_alarm(session, key, f"nhật ký: {fault}; quản trị kiểm tra ở trang Nhật ký", now=day.now)
    if report.verdict.head:
        _mail_head(installation.settings, report, day.now)
    figures = {"chỗ nhật ký không khớp": len(report.faults)}
    rows = tuple((fault,) for fault in report.faults)
    note = f"{report.verdict.lines} dòng đã khóa sổ, {HEAD_NOTE} {report.verdict.head}" if report.whole else ""
    return JobResult(figures=figures, news=len(rows), columns=("Không khớp",), rows=rows, note=note)


def _mail_head(settings: Settings, report: AuditReport, now: datetime) -> None:
    """A mail outside the house is what no tamperer of the house can rewrite. One that isn't sent is no fault."""
    if not (settings.admin_mail and settings.mail_url):
        return
    # Apprise takes a while to load.
    from notifications.delivery.courier import deliver_message
    from notifications.messages.admin import head_message

    message = head_message(
        report.verdict.head, seals=report.verdict.seals, faults=report.faults, to=settings.admin_mail, now=now
    )
    deliver_message(message, settings.mail_url)


def _heads_in_log_files(home: Path) -> Iterator[str]:
    """The heads that sealings told the log files; other lines, and damaged ones, are passed over."""
    folder = home / LOG_FOLDER
    # Where there is no such folder, nothing is in it.
    for path in sorted(folder.glob(f"{FILE}*")):
        with path.open(encoding="utf-8", errors="replace") as file:
            for line in file:
                if HEAD_NOTE in line:
                    yield from _HEAD.findall(_told_in(line))


def _told_in(line: str) -> str:
    try:
        told = json.loads(line)
    except ValueError:
        return ""
    return str(told.get("told", "")) if isinstance(told, dict) else ""
