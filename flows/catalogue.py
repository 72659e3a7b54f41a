"""All flows by name. Imports Prefect: prepare its home first (`flows.prefect_home`)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from prefect import Flow, flow
from prefect.client.schemas.objects import State

from flows.daily import daily
from flows.import_plan import import_plan
from flows.run_page import under_prefect
from services.jobs.catalogue import JOBS


def _flow_of(job: str, description: str) -> Flow[Any, Any]:
    """Return the flow of a job: done as of a moment, by default now; another run in its way is no failure.

    A day that hasn't come is refused unless `ahead`.
    """

    @flow(name=job, description=description, timeout_seconds=JOBS[job].limit.total_seconds())
    async def run(moment: datetime | None = None, ahead: bool = False) -> State[str]:
        return await under_prefect(job, moment, ahead=ahead)

    return run


# Each stands under its own name too, since Prefect finds a deployment's flow by file and name.
audit_notices = _flow_of("audit_notices", "Kiểm tra nhiệm vụ quá hạn đã có đủ thông báo theo thang đôn đốc.")
deliver = _flow_of("deliver", "Gửi thông báo và thư đang chờ; xem tác vụ rà soát hằng ngày đã chạy chưa.")
follow_triggers = _flow_of("follow_triggers", "Hỏi cơ quan theo dõi về các sự kiện đã chờ từ 30 ngày.")
housekeeping = _flow_of("housekeeping", "Dọn lượt chạy, nhật ký chạy, bản sao lưu cũ; sao lưu đêm nay.")
publish_calendars = _flow_of("publish_calendars", "Ghi lịch của các cơ quan và văn bản vào thư mục lịch.")
report_cycle = _flow_of("report_cycle", "Nhắc các cơ quan trước ngày báo cáo định kỳ của văn bản.")
seal_audit = _flow_of("seal_audit", "Khóa sổ các dòng nhật ký mới.")
verify_audit = _flow_of("verify_audit", "Kiểm tra chuỗi khóa sổ của nhật ký và giữ mã khóa sổ.")
weekly_digest = _flow_of("weekly_digest", "Lập bản tổng hợp đầu tuần cho các cơ quan đầu mối.")

FLOWS: Mapping[str, Flow[Any, Any]] = {
    one.name: one
    for one in (
        audit_notices,
        daily,
        deliver,
        follow_triggers,
        housekeeping,
        import_plan,
        publish_calendars,
        report_cycle,
        seal_audit,
        verify_audit,
        weekly_digest,
    )
}
