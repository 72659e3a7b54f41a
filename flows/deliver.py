"""Sending what waits, as a Prefect flow: every five minutes in working hours."""

from datetime import datetime

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run_page import under_prefect
from services.jobs.catalogue import JOBS


@flow(
    name="deliver",
    description="Gửi thông báo và thư đang chờ; xem việc rà soát hằng ngày đã chạy chưa.",
    timeout_seconds=JOBS["deliver"].limit.total_seconds(),
)
async def deliver(moment: datetime | None = None) -> State[str]:
    """Send what may be sent at a moment, by default now; beside another one that is at it, do nothing."""
    return await under_prefect("deliver", moment)
