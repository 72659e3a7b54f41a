"""Sealing the log into its chain, as a Prefect flow: every hour."""

from datetime import datetime

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run_page import under_prefect
from services.jobs.catalogue import JOBS


@flow(
    name="seal_audit",
    description="Niêm các dòng nhật ký mới vào chuỗi.",
    timeout_seconds=JOBS["seal_audit"].limit.total_seconds(),
)
async def seal_audit(moment: datetime | None = None) -> State[str]:
    """Seal what was logged up to a moment, by default now; the chain's head is on the run's page."""
    return await under_prefect("seal_audit", moment)
