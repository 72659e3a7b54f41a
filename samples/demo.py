"""`make demo`: the whole way of a plan, from the document to mails and calendars, in a throw-away folder.

Everything is real: the DOCX is read like any other, mails go over SMTP to a server on this machine, the day's work
runs as a Prefect flow. Nothing leaves the machine.
"""

import os
import shutil
from datetime import date
from pathlib import Path

from rich.console import Console

from base.clock import moment_of
from base.vietnamese import group_thousands
from cli.operation.running import show_report
from cli.plans.announcing import announce_now
from cli.plans.imports import show_doubts, show_registered
from cli.show import STYLES, console, day_text, table
from config.settings import Settings
from flows.prefect_home import prepare_prefect
from samples.build import build_plan
from samples.contacts import write_contacts
from samples.mailbox import Mailbox, receiving
from samples.office_life import live
from samples.people import invite_people
from services.day.steps import DayReport
from services.installation import Installation, open_installation
from services.intake.contacts import import_contacts
from services.intake.plans import Corrections, commit_import, prepare_import
from services.maintenance.setup import install
from workflow.assignment import Assignment
from workflow.by import By
from workflow.registry.past_days import PastDays
from workflow.store.duties.reading import assignment
from workflow.store.duties.triggers import fire, list_triggers
from workflow.store.figures.overview import count_by_timeliness, most_urgent, standing_by_agency
from workflow.store.firings.affected import Affected, Firing
from workflow.timeliness import Timeliness

FOLDER = Path(__file__).parent.parent / "demo"
IMPORTED_ON = date(2026, 1, 19)
FIRED = "Bộ Nội vụ ban hành Đề án"
FIRED_ON = date(2026, 2, 26)
AS_OF = date(2026, 3, 5)
ACTOR = "Trình diễn"
SHOWN_AGENCIES = 12
SHOWN_URGENT = 10


def main() -> None:
    """Run the demonstration and print where everything lies."""
    screen = console()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    with receiving(FOLDER / "mails") as mailbox:
        _settle_in(mailbox)
        install(Settings(), "Đồng Tháp", By(actor=ACTOR, now=moment_of(IMPORTED_ON)))
        with open_installation() as installation:
            _import(installation, screen)
            _fire(installation, screen)
            report = _work(screen)
            _show(installation, screen)
            _say_where(installation, report, mailbox, screen)
            _invite(installation, screen)


def _settle_in(mailbox: Mailbox) -> None:
    """Set what an installation would set in its environment: everything lies in the demo's folder."""
    os.environ["DONDOC_HOME"] = str(FOLDER)
    os.environ["DONDOC_DATABASE_URL"] = ""
    # Where `make serve` opens the pages: the links in mails and calendars lead there.
    os.environ["DONDOC_BASE_URL"] = "http://127.0.0.1:8420"
    os.environ["DONDOC_MAIL_URL"] = (
        f"emailics://127.0.0.1:{mailbox.port}/?from=dondoc@dongthap.example&name=Đôn đốc&tls=none"
    )
    prepare_prefect(FOLDER)


def _import(installation: Installation, screen: Console) -> None:
    screen.rule("1. Nhập văn bản")
    plan, contacts = FOLDER / "ke-hoach-50.docx", FOLDER / "dau-moi.csv"
    build_plan(plan)
    prepared = prepare_import(installation, plan, Corrections())
    show_doubts(prepared)
    by = By(actor=ACTOR, now=moment_of(IMPORTED_ON))
    registered = commit_import(installation, prepared, by)
    show_registered(prepared, registered)
    write_contacts(contacts, installation.policies.directory)
    new, _ = import_contacts(installation, contacts)
    screen.print(f"Đã nhập {new} cán bộ theo dõi nhận thông báo.")
    announce_now(installation, registered.plan_id, PastDays.ESCALATE, by)


def _fire(installation: Installation, screen: Console) -> None:
    screen.rule("2. Một sự kiện chờ đã xảy ra")
    screen.print(f"“{FIRED}”, ngày {day_text(FIRED_ON)}:")
    for item, duty in fire_sample_event(installation):
        screen.print(f"  {duty.agency_name}: “{duty.task.title}” → hạn {day_text(duty.due)} ({item.proposal.rule})")
    screen.print(
        f"Các cơ quan đã thực hiện {live(installation)} thao tác: nhận, báo cáo, trả lại, xin và cho gia hạn, từ chối."
    )


def fire_sample_event(installation: Installation) -> list[tuple[Affected, Assignment]]:
    """Mark the sample's event as having happened; return the duties that got a date by it."""
    with installation.database.writing() as session:
        awaited = next(trigger for trigger in list_triggers(session) if trigger.wording == FIRED)
        firing = Firing(
            trigger_id=awaited.id,
            on=FIRED_ON,
            by=By(actor=ACTOR, now=moment_of(FIRED_ON), document="Quyết định số 345/QĐ-BNV ngày 26/02/2026 (ví dụ)"),
        )
        moved = fire(session, firing, installation.policies)
        return [(item, assignment(session, item.assignment.id)) for item in moved]


def _work(screen: Console) -> DayReport:
    screen.rule(f"3. Tác vụ hằng ngày, tính đến {day_text(AS_OF)}, chạy bằng Prefect")
    with screen.status("Prefect đang khởi động (lần đầu mất khoảng 20 giây) …"):
        # Prefect reads its settings when it is imported, so not before `prepare_prefect`.
        from flows.daily import daily

        report = daily(today=AS_OF)
    show_report(report)
    return report


def _show(installation: Installation, screen: Console) -> None:
    screen.rule(f"4. Tình hình ngày {day_text(AS_OF)}")
    with installation.database.reading() as session:
        counts = count_by_timeliness(session)
        agencies = standing_by_agency(session)
        urgent = most_urgent(session, limit=SHOWN_URGENT)
        waiting = list_triggers(session, waiting_only=True)
    screen.print(
        "  ".join(f"[{STYLES[s] or 'default'}]{s.label}: {group_thousands(counts.get(s, 0))}[/]" for s in Timeliness)
    )
    columns = [s for s in Timeliness if counts.get(s)]
    screen.print(
        table(
            f"Theo cơ quan ({SHOWN_AGENCIES} trên {len(agencies)})",
            ("Cơ quan", *(s.label for s in columns)),
            ((a.name, *(str(a[s] or "") for s in columns)) for a in agencies[:SHOWN_AGENCIES]),
            numbers=range(1, len(columns) + 1),
        )
    )
    screen.print(
        table(
            "Mười nhiệm vụ khẩn nhất",
            ("Hạn", "", "Nhiệm vụ", "Cơ quan", "Nguyên văn"),
            (
                (
                    day_text(task.due),
                    _left(task.due),
                    task.title,
                    task.agency if task.owing == 1 else f"{task.owing} cơ quan",
                    task.expression,
                )
                for task in urgent
            ),
        )
    )
    screen.print(
        table(
            "Đang chờ sự kiện",
            ("Sự kiện", "Đã chờ", "Nhiệm vụ"),
            ((t.wording, f"{t.age(AS_OF)} ngày", group_thousands(t.awaited_by)) for t in waiting),
            numbers=(2,),
        )
    )


def _left(due: date) -> str:
    left = (due - AS_OF).days
    return f"quá {-left} ngày" if left < 0 else f"còn {left} ngày"


def _say_where(installation: Installation, report: DayReport, mailbox: Mailbox, screen: Console) -> None:
    screen.rule("5. Kết quả nằm ở đâu")
    calendars = len(report.published.written) + len(report.published.unchanged)
    screen.print(f"{len(mailbox.mails())} thư:      {mailbox.folder}")
    screen.print(f"{calendars} lịch .ics: {installation.settings.calendars_dir}")
    screen.print(f"Văn bản mẫu:  {FOLDER / 'ke-hoach-50.docx'}")
    screen.rule("6. Thử tiếp bằng lệnh")
    screen.print("export DONDOC_HOME=demo", style="bold")
    for command in (
        '.venv/bin/dondoc resolve "Trước 15/7/2026" --issued 2026-01-16',
        '.venv/bin/dondoc tasks --agency "Sở Nội vụ" --today 2026-03-05',
        ".venv/bin/dondoc trigger list --today 2026-03-05",
    ):
        screen.print(command, style="bold", highlight=False)


def _invite(installation: Installation, screen: Console) -> None:
    """Make the people who may look at the pages; say the one command that opens them, and their links."""
    screen.rule("7. Mở các trang")
    screen.print("make serve", style="bold")
    screen.print("rồi mở một liên kết, mỗi liên kết dùng một lần trong 48 giờ:")
    for person in invite_people(installation, AS_OF):
        screen.print(f"  {person.name} ({person.standing})")
        # Whole on one line, so that it can be copied.
        screen.print(f"  {person.url}", style="bold", highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
