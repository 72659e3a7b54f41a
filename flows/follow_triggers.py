"""Asking the watchers of long-awaited events, as a Prefect flow."""

from datetime import datetime

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run_page import under_prefect
from services.jobs.catalogue import JOBS


@flow(
    name="follow_triggers",
    description="Hỏi cơ quan theo dõi về các sự kiện đã chờ từ 30 ngày.",
    timeout_seconds=JOBS["follow_triggers"].limit.total_seconds(),
)
async def follow_triggers(moment: datetime | None = None) -> State[str]:
    """Queue the questions that are due at a moment, by default now; each event once in 30 days."""
    return await under_prefect("follow_triggers", moment)
