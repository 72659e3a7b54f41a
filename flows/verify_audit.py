"""Verifying the log, as a Prefect flow: every night."""

from datetime import datetime

from prefect import flow
from prefect.client.schemas.objects import State

from flows.run_page import under_prefect
from services.jobs.catalogue import JOBS


@flow(
    name="verify_audit",
    description="Kiểm tra chuỗi niêm của nhật ký và giữ mã niêm.",
    timeout_seconds=JOBS["verify_audit"].limit.total_seconds(),
)
async def verify_audit(moment: datetime | None = None) -> State[str]:
    """Hold the log to its seals, to the heads kept elsewhere and to the duties; differences are on the run's page."""
    return await under_prefect("verify_audit", moment)
