"""How the house runs, on one page: its jobs, the disk, its backups, what is wrong, which versions."""

import platform
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from base.vietnamese import capitalise
from config.sign_in import SignInPolicy
from services.checks import Finding, examine, worst_first
from services.day.steps import Day
from services.house.admission import admit_keeper, check_right
from services.house.settings_shown import SETTING_WORDS, ShownSetting, database_words, shown_settings
from services.installation import Installation
from services.jobs.catalogue import JOBS, run_job
from services.jobs.schedules import CRONS, next_run
from services.jobs.status import Status, installation_status
from workflow.log.actions import LogAction
from workflow.log.audit import LogEntry
from workflow.people.actions import Action
from workflow.people.grants import Actor
from workflow.store.database.schema import version as schema_version
from workflow.store.log.writing import record
from workflow.store.operation.runs import RunState

OPERATING = "Quản trị"
_PACKAGES = ("dondoc", "prefect", "sqlalchemy", "icalendar", "apprise", "fastapi", "uvicorn")
_STATES = {
    RunState.RUNNING: "đang chạy",
    RunState.DONE: "xong",
    RunState.FAILED: "lỗi",
    RunState.LOST: "dừng giữa chừng",
}
# Where what an examination finds is put right, and what to press there; what isn't named here is put right on the
# machine itself, in the words of the terminal.
_REMEDIES: Mapping[str, tuple[str, str, str]] = {
    "mail-unset": ("Ghi máy chủ thư", "/thiet-lap#may-chu-thu", "Ghi máy chủ thư rồi gửi một thư thử."),
    "mail-channel": ("Sửa máy chủ thư", "/thiet-lap#may-chu-thu", "Sửa máy chủ thư rồi gửi một thư thử."),
    "agencies-empty": ("Lấy danh bạ", "/thiet-lap#tinh-thanh", "Chọn tỉnh, thành phố, hoặc nhập danh bạ riêng."),
    "leadership-unknown": ("Chọn lãnh đạo tỉnh", "/thiet-lap#lanh-dao-tinh", "Chọn lại cơ quan của lãnh đạo tỉnh."),
    "leadership-head": ("Ghi người nhận thư", "/thiet-lap#lanh-dao-tinh", "Ghi tên, thư của thủ trưởng cơ quan đó."),
    "database-altered": (
        "Kiểm tra nhật ký",
        "/nhat-ky/kiem-tra",
        "Kiểm tra nhật ký; cần thì khôi phục từ bản sao lưu gần nhất ở mục Sao lưu.",
    ),
    "database-damaged": ("Khôi phục", "/quan-tri#sao-luu", "Khôi phục từ bản sao lưu gần nhất."),
    "files-missing": ("Xem bản sao lưu", "/quan-tri#sao-luu", "Khôi phục từ bản sao lưu gần nhất; hỏi cơ quan đã nộp."),
    "files-altered": ("Xem bản sao lưu", "/quan-tri#sao-luu", "Khôi phục từ bản sao lưu gần nhất; hỏi cơ quan đã nộp."),
    "days-off-this-year": ("Ghi ngày nghỉ", "/quan-tri/ngay-nghi", "Ghi thông báo nghỉ lễ, Tết của năm."),
    "days-off-next-year": ("Ghi ngày nghỉ", "/quan-tri/ngay-nghi", "Ghi thông báo nghỉ lễ, Tết khi có."),
    "sweep-missed": ("Xem các tác vụ", "/quan-tri#tac-vu", "Chạy ngay tác vụ hằng ngày, rồi kiểm tra giờ của máy."),
    "notices-stuck": ("Xem các tác vụ", "/quan-tri#tac-vu", "Kiểm tra máy chủ thư, rồi chạy ngay tác vụ gửi."),
    "agencies-strange": ("Xem danh bạ", "/co-quan", "Thêm vào danh bạ, hoặc chuyển nhiệm vụ cho nơi kế thừa."),
    "contacts-dissolved": ("Xem người nhận", "/co-quan", "Thêm người nhận của cơ quan kế thừa, rồi bỏ người nhận cũ."),
    "coordinator-contacts": ("Ghi người nhận", "/co-quan", "Thêm người nhận ở trang của cơ quan, hoặc nhập từ Excel."),
    "lead-contacts": ("Ghi người nhận", "/co-quan", "Thêm người nhận ở trang của cơ quan, hoặc nhập từ Excel."),
    "coordinator-missing": ("Xem văn bản", "/van-ban", "Nhập lại văn bản, ghi cơ quan đầu mối ở bước Phần đầu."),
    "tasks-to-review": (
        "Xem từng nhiệm vụ",
        "/van-ban/cho-xu-ly#chua-chac",
        "Đối chiếu với văn bản; sai thì sửa ở trang của nhiệm vụ.",
    ),
    "notices-dead": (
        "Xem thông báo",
        "/thong-bao",
        "Sửa địa chỉ rồi bấm Gửi lại; nhiệm vụ gấp thì gọi điện.",
    ),
    "notices-unknown": (
        "Xem thông báo",
        "/thong-bao",
        "Hỏi người nhận đã có tin chưa, rồi bấm Ghi là đã đến hoặc Gửi lại.",
    ),
    "channel-stopped": ("Xem kênh gửi", "/thong-bao/kenh", "Xem lý do, sửa, rồi bấm mở lại kênh."),
    "trigger-stale": ("Xem sự kiện chờ", "/su-kien", "Hỏi cơ quan ban hành; đã xảy ra thì bấm Ghi nhận đã xảy ra."),
    "trigger-waiting": ("Xem sự kiện chờ", "/su-kien", "Hỏi cơ quan ban hành; đã xảy ra thì bấm Ghi nhận đã xảy ra."),
}


class UnknownJob(ValueError):
    """There is no job of this name."""


@dataclass(frozen=True, kw_only=True)
class JobLine:
    """A job with its last run and its next: moments are aware, None for none; `told` is what the last came to."""

    name: str
    title: str
    started_at: datetime | None
    state: str
    failed: bool
    told: str
    next_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class FoundFault:
    """Something that is wrong: where, what to do, and the page where ("" where that is on the machine)."""

    finding: Finding
    place: str
    label: str
    address: str
    remedy: str


@dataclass(frozen=True, kw_only=True)
class Operating:
    """How the house runs at a moment. Room is in octets."""

    status: Status
    jobs: Sequence[JobLine]
    faults: Sequence[FoundFault]
    home: Path
    free: int
    disk: int
    database: str
    database_octets: int | None
    versions: Sequence[tuple[str, str]]


def look_at_house(installation: Installation, actor: Actor, *, now: datetime) -> Operating:
    """Look at everything; changes nothing. Raises `NotAllowed`."""
    check_right(actor, Action.KEEP_POLICIES, place=OPERATING)
    settings, database = installation.settings, installation.database
    status = installation_status(installation, now)
    folder = next(one for one in (settings.home, *settings.home.absolute().parents) if one.exists())
    room = shutil.disk_usage(folder)
    file = database.file
    return Operating(
        status=status,
        jobs=[_line(status, name, now) for name in JOBS],
        faults=[_fault(found) for found in worst_first(examine(settings, now=now))],
        home=settings.home,
        free=room.free,
        disk=room.total,
        database=database_words(database.shown),
        database_octets=file.stat().st_size if file is not None and file.exists() else None,
        versions=[
            *((name, version(name)) for name in _PACKAGES),
            ("python", platform.python_version()),
            ("bảng dữ liệu", schema_version(database)),
        ],
    )


def settings_in_force(installation: Installation, policy: SignInPolicy, actor: Actor) -> list[ShownSetting]:
    """Return the settings with where each comes from. Raises `NotAllowed`."""
    check_right(actor, Action.KEEP_POLICIES, place="Cài đặt")
    return shown_settings(installation.settings, policy)


def run_now(installation: Installation, actor: Actor, name: str, *, now: datetime) -> None:
    """Run a job at once, on the record like any other run. Raises `NotAllowed`, `JobBusy`, `UnknownJob`."""
    if name not in JOBS:
        raise UnknownJob(name)
    with installation.database.writing() as session:
        by = admit_keeper(session, actor, Action.KEEP_POLICIES, place=OPERATING, now=now)
        record(session, [LogEntry.of(by, LogAction.RUN_JOB, details={"job": name})])
    run_job(installation, name, Day.at(now))


def _line(status: Status, name: str, now: datetime) -> JobLine:
    run = status.runs.get(name)
    return JobLine(
        name=name,
        title=JOBS[name].title,
        started_at=run.started_at if run else None,
        state=_STATES[run.state] if run else "chưa chạy",
        failed=run is not None and run.state in {RunState.FAILED, RunState.LOST},
        told=capitalise(run.told) if run and run.told else "",
        next_at=next_run(name, now) if name in CRONS else None,
    )


def _fault(found: Finding) -> FoundFault:
    label, address, remedy = _REMEDIES.get(found.id, ("", "", f"Trên máy chủ: {found.remedy}"))
    place = SETTING_WORDS.get(found.place, found.place)
    return FoundFault(finding=found, place=place, label=label, address=address, remedy=remedy)
