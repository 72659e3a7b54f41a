"""Importing a document with nobody at the screen, as a Prefect flow: for scanners' folders and other programs."""

from datetime import date, datetime
from functools import partial
from pathlib import Path

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run_page import day_asked, show_run
from services.day.steps import Day
from services.installation import Installation
from services.intake.plans import Corrections
from services.intake.unattended import IMPORT, UNATTENDED_LIMIT, import_unattended
from services.job_result import JobResult


@flow(
    name=IMPORT,
    description="Nhập một văn bản mới; văn bản đã có thì chỉ đếm chỗ khác.",
    timeout_seconds=UNATTENDED_LIMIT.seconds,
)
async def import_plan(
    file: Path,
    number: str | None = None,
    issued: date | None = None,
    coordinator: str | None = None,
    moment: datetime | None = None,
    ahead: bool = False,
) -> State[str]:
    """Register a document's plan. One that is known changes nothing: a person looks at the differences first."""
    corrections = Corrections(number=number, issued=issued, coordinator=coordinator)
    day = day_asked(moment, ahead=ahead)
    return await show_run(IMPORT, "Nhập văn bản", day, partial(_import, file, corrections), retries=0)


def _import(file: Path, corrections: Corrections, installation: Installation, day: Day) -> JobResult:
    return import_unattended(installation, file, corrections, day.now)
