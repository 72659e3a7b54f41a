"""What is killed, and starved of room, in `bench/kill`: the jobs of an office, each with what it leaves behind.

Beside rows a job may leave files: calendars, a backup. They lie in the folder of outputs, and are compared as well.
"""

import hashlib
import os
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from pathlib import Path

from base.clock import VIETNAM
from bench.register import BY, POLICIES, a_head, a_row
from bench.snapshot import Row, snapshot
from bench.wheel_postgresql import wheel_programs
from config.settings import Settings
from services.day.steps import Day, publish_stage
from services.installation import Installation
from services.jobs.housekeeping import seal_log
from services.maintenance.archive import manifest_of
from services.maintenance.backup import back_up
from services.maintenance.restoring import restore_backup
from workflow.by import By
from workflow.log.actions import LogAction
from workflow.plan import PlanDocument
from workflow.registry.registration import PlannedTask, planned_tasks
from workflow.store.database.opening import Database
from workflow.store.duties.sweep import sweep
from workflow.store.duties.triggers import TriggerAlready, fire
from workflow.store.firings.affected import Firing
from workflow.store.notices.queueing import Moment, queue_notices
from workflow.store.people.directory import Contact, keep_contacts, keep_directory
from workflow.store.plans.registering import PlanSource, register_plan
from workflow.store.tables import ContactRole

FIRED_ON = date(2026, 2, 2)
TODAY = date(2026, 7, 14)
TASKS = (
    ("UBND các xã, phường", "Trước 15/7/2026"),
    ("UBND các xã, phường", "Trước 22/7/2026"),
    ("UBND các xã, phường", "Trong 15 ngày sau khi Bộ Nội vụ ban hành Đề án"),
    ("Sở Y tế", "Sau khi Bộ Nội vụ ban hành Đề án"),
    ("Sở Y tế", "Hằng quý"),
    ("Sở Nội vụ", "Ngày 25 hằng tháng"),
    ("Sở Tài chính, Sở Xây dựng", "Quý III/2026"),
    ("Công an tỉnh", "Thường xuyên"),
)
CONTACTS = [
    Contact(agency=code, role=ContactRole.STAFF, name="Văn thư", address=f"vanthu@{code}.example")
    for code in ("so-noi-vu", "so-tai-chinh")
]
Work = Callable[[Database, Path], None]
State = Mapping[str, list[Row] | dict[str, str]]
EARLIER = "earlier.zip"


def at(day: date) -> datetime:
    """Nine in the morning."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=VIETNAM)


@cache
def understood() -> tuple[PlannedTask, ...]:
    """The plan's tasks."""
    rows = tuple(a_row(number, lead, deadline) for number, (lead, deadline) in enumerate(TASKS, start=1))
    return planned_tasks(PlanDocument(head=a_head(0), rows=rows), POLICIES.directory, POLICIES.working_days)


def settle(database: Database) -> None:
    """Write what is there before any job: agencies, and whom to write to."""
    with database.writing() as session:
        keep_directory(session, POLICIES.directory)
        keep_contacts(session, CONTACTS)


def import_plan(database: Database, _outputs: Path) -> None:
    """Register the plan, as `dondoc import` does; a second time changes nothing."""
    source = PlanSource(name="ke-hoach.docx", sha256="0" * 64)
    with database.writing() as session:
        keep_directory(session, POLICIES.directory)
        register_plan(
            session, a_head(0), understood(), source=source, coordinator="so-noi-vu", by=BY, policies=POLICIES
        )


def fire_event(database: Database, _outputs: Path) -> None:
    """Fire the event that a task of every commune waits for; a second time is refused, and changes nothing."""
    said = Firing(trigger_id=1, on=FIRED_ON, by=By(actor="Chị Lan", now=at(FIRED_ON), document="34/QĐ-BNV"))
    with suppress(TriggerAlready), database.writing() as session:
        fire(session, said, POLICIES)


def sweep_day(database: Database, _outputs: Path) -> None:
    """Do a day's sweep and ladder, each in its own transaction, as the daily run does."""
    moment = at(TODAY)
    with database.writing() as session:
        sweep(session, today=TODAY, now=moment)
    with database.writing() as session:
        queue_notices(
            session,
            POLICIES.ladders,
            moment=Moment(today=TODAY, now=moment, not_before=moment),
            working_days=POLICIES.working_days,
            leadership=POLICIES.leadership,
        )


def publish(database: Database, outputs: Path) -> None:
    """Write the calendars of agencies and plans."""
    publish_stage(installation(database, outputs), Day.at(at(TODAY)), outputs / "calendars")


def seal_lines(database: Database, outputs: Path) -> None:
    """Seal the log's lines; a second time there are none."""
    seal_log(installation(database, outputs), Day.at(at(TODAY)))


def make_backup(database: Database, outputs: Path) -> None:
    """Write a backup, in place of one that is there."""
    back_up(settings(database, outputs), outputs / "b.zip", now=at(TODAY), environment=with_tools(), force=True)


def restore(database: Database, outputs: Path) -> None:
    """Put the backup of an earlier stage in place of what is there."""
    by = By(actor="Chị Lan", now=at(TODAY))
    restore_backup(settings(database, outputs), outputs.parent / EARLIER, by=by, environment=with_tools(), force=True)


# In this order: each starts from what the one before it leaves.
JOBS: Mapping[str, Work] = {
    "import": import_plan,
    "fire": fire_event,
    "sweep": sweep_day,
    "publish": publish,
    "seal": seal_lines,
    "backup": make_backup,
    "restore": restore,
}
# After this job the backup is made that the last one puts back.
BACKED_UP_AFTER = "import"


def state(database: Database, outputs: Path) -> State:
    """Return every row and file. PostgreSQL numbers notices as their duties lie on the disk, which a kill changes.

    The line that a restore leaves tells of what it replaced, which a first try may have replaced already.
    """
    rows = snapshot(database, in_order=False)
    rows["event"] = [row for row in rows["event"] if row["action"] != LogAction.RESTORE]
    return {**rows, "files": files_in(outputs)}


def files_in(outputs: Path) -> dict[str, str]:
    """Return what the files hold that a job left: of a backup what is in it, not how it was packed."""
    return {
        str(path.relative_to(outputs)): _content(path)
        for path in sorted(outputs.rglob("*"))
        if path.is_file() and not path.name.startswith(".") and not any(p.name.startswith(".") for p in path.parents)
    }


def _content(path: Path) -> str:
    if path.suffix != ".zip":
        return hashlib.sha256(path.read_bytes()).hexdigest()
    manifest = manifest_of(path)
    with zipfile.ZipFile(path) as archive:
        # A damaged member is named; a whole archive has none.
        return f"{sorted(manifest.files)} {archive.testzip()}"


def installation(database: Database, outputs: Path) -> Installation:
    """Return the office as its jobs see it."""
    return Installation(settings=settings(database, outputs), policies=POLICIES, database=database)


def settings(database: Database, outputs: Path) -> Settings:
    """Return the settings of an office whose home is beside the outputs."""
    return Settings(_env_file=None, home=outputs.parent, database_url=database.url)  # type: ignore[call-arg]


def with_tools() -> Mapping[str, str]:
    """Return an environment in which PostgreSQL's programs of the server's own version are found."""
    tools = wheel_programs()
    return {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"} if tools else os.environ
