"""Importing a document with nobody at the screen, as a Prefect flow: for scanners' folders and other programs."""

from datetime import date, datetime
from functools import partial
from pathlib import Path

from prefect import flow
from prefect.client.schemas.objects import State

from flows.house import House
from flows.imports import Corrections
from flows.outcome import Outcome
from flows.stages import Day
from flows.unattended import IMPORT, LIMIT, import_unattended
from flows.under_prefect import shown


@flow(
    name=IMPORT, description="Nhập một văn bản mới; văn bản đã có thì chỉ đếm chỗ khác.", timeout_seconds=LIMIT.seconds
)
async def import_plan(
    file: Path,
    number: str | None = None,
    issued: date | None = None,
    coordinator: str | None = None,
    moment: datetime | None = None,
) -> State[str]:
    """Register a document's plan. One that is known changes nothing: a person looks at the differences first."""
    corrections = Corrections(number=number, issued=issued, coordinator=coordinator)
    return await shown(IMPORT, "Nhập văn bản", moment, partial(_import, file, corrections), retries=0)


def _import(file: Path, corrections: Corrections, house: House, day: Day) -> Outcome:
    return import_unattended(house, file, corrections, day.now)
