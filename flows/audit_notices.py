"""Holding the outbox against the ladder, as a Prefect flow: once a day."""

from datetime import datetime

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run_page import under_prefect
from services.jobs.catalogue import JOBS


@flow(
    name="audit_notices",
    description="Kiểm tra việc quá hạn đã có đủ thông báo theo thang đôn đốc.",
    timeout_seconds=JOBS["audit_notices"].limit.total_seconds(),
)
async def audit_notices(moment: datetime | None = None) -> State[str]:
    """Audit the notices as of a moment, by default now; what is missing is on the run's page."""
    return await under_prefect("audit_notices", moment)
