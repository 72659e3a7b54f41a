"""Reminding agencies of a plan's report days, as a Prefect flow."""

from datetime import datetime

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run_page import under_prefect
from services.jobs.catalogue import JOBS


@flow(
    name="report_cycle",
    description="Nhắc các cơ quan trước ngày báo cáo định kỳ của văn bản.",
    timeout_seconds=JOBS["report_cycle"].limit.total_seconds(),
)
async def report_cycle(moment: datetime | None = None) -> State[str]:
    """Queue the reminders that are due at a moment, by default now."""
    return await under_prefect("report_cycle", moment)
