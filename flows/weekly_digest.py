"""The coordinators' picture of the week, as a Prefect flow: Mondays at 07:30."""

from datetime import datetime

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run_page import under_prefect
from services.jobs.catalogue import JOBS


@flow(
    name="weekly_digest",
    description="Lập bản tổng hợp đầu tuần cho các cơ quan đầu mối.",
    timeout_seconds=JOBS["weekly_digest"].limit.total_seconds(),
)
async def weekly_digest(moment: datetime | None = None) -> State[str]:
    """Queue the digests of the week that a moment lies in, by default this week's; each once."""
    return await under_prefect("weekly_digest", moment)
