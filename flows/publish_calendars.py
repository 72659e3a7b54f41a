"""Writing the calendars, as a Prefect flow."""

from datetime import datetime

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run_page import under_prefect
from services.jobs.catalogue import JOBS


@flow(
    name="publish_calendars",
    description="Ghi lịch của các cơ quan và văn bản vào thư mục lịch.",
    timeout_seconds=JOBS["publish_calendars"].limit.total_seconds(),
)
async def publish_calendars(moment: datetime | None = None) -> State[str]:
    """Write the calendars as of a moment, by default now; those that say the same stay untouched."""
    return await under_prefect("publish_calendars", moment)
