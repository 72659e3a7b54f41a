"""Checks of the agencies: who leads the province, who can be written to, who belongs to no directory any more."""

from collections.abc import Iterator, Sequence

from services.checks.finding import Finding, first_few, warning
from workflow.agencies import Directory
from workflow.store.operation.maintenance_queries import AgencyUse

_TEMPLATE = "Xem mã bằng `dondoc agencies list`."


def check_agency_use(uses: Sequence[AgencyUse], directory: Directory, leadership: str) -> Iterator[Finding]:
    """Hold the agencies that are given work or written to against the directory in use."""
    if not directory.agencies or not uses:
        return
    yield from _leadership(uses, directory, leadership)
    known = {agency.code: agency for agency in directory}
    if gone := [use.name for use in uses if use.contacts and use.code in known and known[use.code].dissolved]:
        remedy = "Nhập cán bộ theo dõi của cơ quan kế thừa, rồi xóa cán bộ theo dõi cũ bằng `dondoc contacts remove`."
        yield warning("contacts-dissolved", "Cán bộ theo dõi", f"thuộc cơ quan đã giải thể: {first_few(gone)}", remedy)
    if strange := [use.name for use in uses if use.code not in known]:
        where = "không thuộc danh bạ đang dùng, có thể của tỉnh khác"
        reason = f"có nhiệm vụ hoặc cán bộ theo dõi nhưng {where}: {first_few(strange)}"
        remedy = "Thêm vào danh bạ bằng `dondoc agencies import`, hoặc chuyển nhiệm vụ bằng `dondoc succeed`."
        yield warning("agencies-strange", f"{len(strange)} cơ quan", reason, remedy)


def _leadership(uses: Sequence[AgencyUse], directory: Directory, leadership: str) -> Iterator[Finding]:
    if leadership not in {agency.code for agency in directory}:
        reason = f"là “{leadership}”, không có trong danh bạ; không ai được báo khi nhiệm vụ lên tới lãnh đạo tỉnh"
        yield warning("leadership-unknown", "DONDOC_LEADERSHIP", reason, f"Đặt mã đúng. {_TEMPLATE}")
        return
    if not any(use.heads for use in uses if use.code == leadership):
        name = next(agency.name for agency in directory if agency.code == leadership)
        remedy = "Nhập cán bộ theo dõi có vai trò `head` của cơ quan đó bằng `dondoc contacts import`."
        reason = "chưa có thủ trưởng nhận thư; lần báo lãnh đạo tỉnh không gửi được cho ai"
        yield warning("leadership-head", name, reason, remedy)
