"""A changed document changes duties from outside their own life; the log is told enough of that, too."""

from datetime import date

from tests.plans import a_head, a_row, at, house_policies, planned, registered
from tests.store.model import replayed_by_number, rows_by_number
from workflow.by import By
from workflow.lifecycle import Event, Role, Transition
from workflow.plan import PrintedRow
from workflow.store.database.opening import Database
from workflow.store.duties.extensions import request_extension
from workflow.store.duties.sweep import sweep
from workflow.store.duties.transitions import apply
from workflow.store.plans.amend_dates import Amender
from workflow.store.plans.amend_plan import amend, amendment
from workflow.store.plans.registering import PlanSource

TODAY = date(2026, 3, 2)
WAITS = "Trong vòng 10 ngày sau khi Bộ Nội vụ ban hành Đề án"


def bring_in_anew(database: Database, *given: PrintedRow) -> None:
    """The same plan once more, with other rows."""
    source = PlanSource(name="ban-sua.docx", sha256="1" * 64)
    by = Amender(by=By(actor="Anh Minh", now=at(TODAY)), source=source, policies=house_policies())
    with database.writing() as session:
        found = amendment(session, a_head(), planned(*given), source)
        assert found is not None
        amend(session, a_head(), planned(*given), found, by)


def test_a_changed_document_tells_what_it_changed(database: Database) -> None:
    titles = ["Đề án một", "Kế hoạch hai", "Báo cáo ba", "Quy chế bốn", "Đề án năm"]
    before = ["Tháng 4", "Tháng 5", WAITS, "Hằng quý", "Tháng 6"]
    after = ["Tháng 7", WAITS, "Tháng 8", "Tháng 9"]
    leads = ["Sở Nội vụ", "Sở Nội vụ, Sở Tài chính", "Sở Nội vụ", "Sở Tư pháp"]
    registered(database, *(a_row(words, title=title) for words, title in zip(before, titles, strict=True)))
    by = By(actor="Chị Lan", now=at(TODAY), reason="chờ ý kiến Bộ")
    report = Transition(event=Event.REPORT, role=Role.STAFF, by=By(actor="Chị Lan", now=at(TODAY)), result="12/BC")
    with database.writing() as session:
        sweep(session, today=TODAY, now=at(TODAY))
        request_extension(session, 1, date(2026, 6, 1), by)
        apply(session, 2, report)
    rows = rows_by_number(database)
    bring_in_anew(
        database,
        *(a_row(words, lead, title=title) for words, lead, title in zip(after, leads, titles[:4], strict=True)),
    )
    assert rows_by_number(database) != rows
    assert replayed_by_number(database) == rows_by_number(database)
