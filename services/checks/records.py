"""Checks of what the database holds: whom nobody reaches, what waits too long, whether every day was worked through."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from base.vietnamese import short_date
from services.checks.finding import Finding, fault, first_few, warning
from workflow.store.operation.maintenance_queries import Records, Unreached
from workflow.triggers import Trigger
from workflow.working_days import WorkingDays

# Days for which an awaited event may stay unmentioned: its watcher is asked after 30, a quarter is too long.
LONG_WAIT, TOO_LONG_WAIT = 30, 90
# Working days without a sweep: one may be a machine switched off, two are a broken schedule.
_MISSED = 2
# When the swapped days of the coming year use to be announced.
ANNOUNCING_MONTH = 10
OFF_BY = timedelta(hours=1)
_STUCK = timedelta(days=1)


def check_records(records: Records, *, now: datetime, working_days: WorkingDays) -> Iterator[Finding]:
    """Look at everything that the database tells."""
    yield from _people(records)
    yield from _waiting(records.awaited, now.date())
    yield from _reviews(records)
    yield from _notices(records, now)
    yield from _daily_work(records, now, working_days)
    yield from _years(records, now.date(), working_days)


def _people(records: Records) -> Iterator[Finding]:
    remedy = "Nhập cán bộ theo dõi bằng `dondoc contacts import`."
    if records.coordinators:
        reason = (
            f"chưa có địa chỉ nhận thư: {_counted(records.coordinators)}; không ai được báo khi có nhiệm vụ quá hạn"
        )
        yield fault("coordinator-contacts", "Cơ quan đầu mối của kế hoạch", reason, remedy)
    if records.leads:
        reason = f"chưa có địa chỉ nhận thư: {_counted(records.leads)}; thư đôn đốc gửi cơ quan đầu mối thay"
        yield fault("lead-contacts", f"{len(records.leads)} cơ quan đang được giao nhiệm vụ", reason, remedy)
    if records.unled:
        remedy = "Nhập lại văn bản với --coordinator."
        yield warning("coordinator-missing", "Văn bản", f"chưa có cơ quan đầu mối: {first_few(records.unled)}", remedy)


def _counted(agencies: Sequence[Unreached]) -> str:
    return first_few([f"{agency.name} ({agency.duties} nhiệm vụ)" for agency in agencies])


def _waiting(awaited: Sequence[Trigger], today: date) -> Iterator[Finding]:
    remedy = "Hỏi cơ quan ban hành; đã xảy ra thì `dondoc trigger fire`, xem số bằng `dondoc trigger list`."
    too_long = [trigger for trigger in awaited if trigger.age(today) > TOO_LONG_WAIT]
    long = [trigger for trigger in awaited if LONG_WAIT < trigger.age(today) <= TOO_LONG_WAIT]
    if too_long:
        reason = f"đã chờ quá {TOO_LONG_WAIT} ngày: {_events(too_long)}"
        # Somebody else's delay is no fault of this installation.
        yield warning("trigger-stale", f"{len(too_long)} sự kiện", reason, remedy)
    if long:
        reason = f"đã chờ quá {LONG_WAIT} ngày: {_events(long)}"
        yield warning("trigger-waiting", f"{len(long)} sự kiện", reason, remedy)


def _events(awaited: Sequence[Trigger]) -> str:
    return first_few([f"số {trigger.id} “{trigger.wording}”" for trigger in awaited])


def _reviews(records: Records) -> Iterator[Finding]:
    if records.to_review:
        remedy = "Lập phiếu bằng `dondoc import TỆP --review phieu.xlsx`, sửa, rồi nhập lại với --reviewed."
        yield warning("tasks-to-review", f"{records.to_review} nhiệm vụ", "có chỗ đọc chưa chắc, cần người xem", remedy)


def _notices(records: Records, now: datetime) -> Iterator[Finding]:
    if records.dead:
        remedy = "Xem `dondoc notices list`; sửa địa chỉ rồi `dondoc notices retry`; nhiệm vụ gấp thì gọi điện."
        yield fault("notices-dead", f"{records.dead} thông báo", "không gửi được sau nhiều lần thử", remedy)
    if records.unknown:
        remedy = "Hỏi người nhận đã có tin chưa, rồi `dondoc notices cancel` (đã có) hoặc `dondoc notices retry`."
        yield fault("notices-unknown", f"{records.unknown} thông báo", "không rõ đã đến nơi hay chưa", remedy)
    if records.stopped:
        remedy = "Xem lý do bằng `dondoc notices channels`, sửa rồi mở lại bằng --reopen."
        yield fault("channel-stopped", f"Kênh {', '.join(records.stopped)}", "đã dừng, tin nằm chờ", remedy)
    since = records.queued_since
    if since is not None and now - since > _STUCK:
        reason = f"nằm trong hàng đợi từ ngày {short_date(_day_of(since, now))}"
        remedy = "Kiểm tra DONDOC_MAIL_URL và lịch chạy `dondoc run`."
        yield warning("notices-stuck", "Thông báo", reason, remedy)


def _daily_work(records: Records, now: datetime, working_days: WorkingDays) -> Iterator[Finding]:
    if (latest := _latest(records, now)) > now + OFF_BY:
        reason = f"chỉ {now:%H:%M} ngày {short_date(now)}, trong khi nhật ký đã có dòng của ngày {short_date(latest)}"
        remedy = "Chỉnh giờ máy (bật đồng bộ NTP); bỏ qua nếu trước đó đã chạy thử với --today."
        yield fault("clock-behind", "Đồng hồ máy", reason, remedy)
        return
    swept, begun = records.swept_on, records.first_import
    since = swept or (_day_of(begun, now) if begun else now.date())
    if (missed := working_days.between(since, now.date())) >= _MISSED:
        last = f"chạy lần cuối ngày {short_date(swept)}" if swept else "chưa chạy lần nào"
        remedy = "Chạy `dondoc run`, rồi kiểm tra lịch cron hoặc systemd, và giờ của máy."
        yield fault("sweep-missed", "Rà soát hằng ngày", f"{last}, đã lỡ {missed} ngày làm việc", remedy)


def _latest(records: Records, now: datetime) -> datetime:
    """The latest moment that the house has worked through: the log's last line, or the last sweep's day."""
    told = [records.last_line.astimezone(now.tzinfo)] if records.last_line else []
    swept = [datetime.combine(records.swept_on, time.min, now.tzinfo)] if records.swept_on else []
    return max([*told, *swept], default=now)


def _day_of(moment: datetime, now: datetime) -> date:
    return moment.astimezone(now.tzinfo).date()


def _years(records: Records, today: date, working_days: WorkingDays) -> Iterator[Finding]:
    remedy = "Chép days_off.toml vào DONDOC_CONFIG_DIR, ghi thông báo nghỉ lễ, Tết, thêm năm vào `announced`."
    if not working_days.is_announced(today.year):
        reason = f"chưa có thông báo của năm {today.year}; ngày hoán đổi bị tính sai"
        yield fault("days-off-this-year", "Bảng ngày nghỉ", reason, remedy)
    coming = today.year + 1
    is_owed = records.last_due is not None and records.last_due.year >= coming
    if today.month >= ANNOUNCING_MONTH and is_owed and not working_days.is_announced(coming):
        reason = f"chưa có thông báo của năm {coming}, trong khi đã có nhiệm vụ đến hạn năm đó"
        yield warning("days-off-next-year", "Bảng ngày nghỉ", reason, remedy)
