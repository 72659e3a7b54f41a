"""Putting away what is old and backing up, as a Prefect flow: every night."""

from datetime import datetime

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run_page import under_prefect
from services.jobs.catalogue import JOBS


@flow(
    name="housekeeping",
    description="Dọn lượt chạy, nhật ký chạy, bản sao lưu cũ; sao lưu đêm nay.",
    timeout_seconds=JOBS["housekeeping"].limit.total_seconds(),
)
async def housekeeping(moment: datetime | None = None) -> State[str]:
    """Put away what is old at a moment, by default now, and make that day's backup."""
    return await under_prefect("housekeeping", moment)
