"""Tasks that nobody was given yet: registered without duties, listed, told weekly, settled by a person."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from base.clock import VIETNAM
from cli.plans.imports import show_registered
from config.settings import Settings
from services.day.alarms import watch_pending
from services.installation import Installation, open_installation
from services.intake.agency_lists import import_communes, own_directory
from services.intake.announcing import announce_plan
from services.intake.pending import (
    NothingPending,
    confirm_issuer,
    list_pending,
    reread_pending,
    settle_task,
)
from services.intake.plans import (
    Corrections,
    commit_amendment,
    commit_import,
    pending_amendment,
    prepare_import,
)
from services.maintenance.setup import install
from tests.documents.builders import HEADER, a_docx, a_row
from tests.services.houses import a_house
from workflow.assignment import Assignment
from workflow.by import By
from workflow.registry.past_days import PastDays
from workflow.store.duties.reading import assignments
from workflow.store.figures.plan_facts import plan_facts
from workflow.store.log.replaying import unexplained_duties
from workflow.store.operation.alarms import alarms
from workflow.store.plans.pending import count_pending
from workflow.store.plans.registering import Registered
from workflow.timeliness import Timeliness

NOW = datetime(2026, 1, 19, 9, tzinfo=VIETNAM)
BY = By(actor="Chị Lan", now=NOW)
MONTHS_LATER = By(actor="Chị Lan", now=datetime(2026, 7, 6, 9, tzinfo=VIETNAM))
NAMED = {"number": "15/KH-UBND", "issued": date(2026, 1, 8)}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Installation]:
    with a_house(tmp_path / "home") as installation:
        yield installation


def imported(
    house: Installation, folder: Path, *rows: tuple[str, ...], issuer: str = "Ủy ban nhân dân tỉnh Đồng Tháp"
) -> Registered:
    """A plan of these rows, from the file that an office would give."""
    path = folder / "plan.docx"
    path.write_bytes(a_docx(HEADER, *rows))
    prepared = prepare_import(house, path, Corrections(issuer=issuer, **NAMED))  # type: ignore[arg-type]
    return commit_import(house, prepared, BY)


def duties(house: Installation) -> list[Assignment]:
    with house.database.reading() as session:
        return assignments(session)


def test_a_held_task_is_registered_without_duties_and_listed(house: Installation, tmp_path: Path) -> None:
    made = imported(house, tmp_path, a_row("1"), a_row("2", lead="Công ty lạ"), a_row("3", deadline=""))
    assert (made.tasks, made.held, made.assignments) == (3, 2, 1)
    assert len(duties(house)) == 1
    assert [one.task.row.number for one in list_pending(house)] == ["2", "3"]
    with house.database.reading() as session:
        waiting = count_pending(session)
    assert (waiting.tasks, waiting.oldest) == (2, NOW.date())


def test_naming_the_lead_gives_the_task_out_once(house: Installation, tmp_path: Path) -> None:
    imported(house, tmp_path, a_row("1", lead="Công ty lạ"))
    (waiting,) = list_pending(house)
    still = settle_task(house, waiting.id, {"lead": "Công ty lạ khác"}, by=BY)
    assert (still.duties, len(still.left)) == (0, 1)
    done = settle_task(house, waiting.id, {"lead": "Sở Y tế"}, by=BY)
    assert (done.tasks, done.duties, list_pending(house)) == (1, 1, [])
    (duty,) = duties(house)
    assert duty.agency_name == "Sở Y tế"
    with pytest.raises(NothingPending):
        settle_task(house, waiting.id, {"lead": "Sở Y tế"}, by=BY)


def test_a_task_without_a_date_is_given_out_when_a_person_says_that_it_stands(
    house: Installation, tmp_path: Path
) -> None:
    imported(house, tmp_path, a_row("1", deadline=""))
    (waiting,) = list_pending(house)
    assert settle_task(house, waiting.id, {}, as_it_is=True, by=BY).duties == 1
    (duty,) = duties(house)
    assert duty.due is None


def test_a_plan_of_another_province_waits_whole_until_somebody_confirms_it(house: Installation, tmp_path: Path) -> None:
    rows = (a_row("1"), a_row("2", lead="UBND các xã, phường"))
    made = imported(house, tmp_path, *rows, issuer="Ủy ban nhân dân tỉnh Lâm Đồng")
    assert (made.assignments, made.held, duties(house)) == (0, 2, [])
    done = confirm_issuer(house, made.plan_id, BY)
    assert (done.tasks, [duty.agency_name for duty in duties(house)]) == (1, ["Sở Nội vụ"])
    assert [one.task.row.number for one in list_pending(house)] == ["2"]
    with pytest.raises(NothingPending):
        confirm_issuer(house, made.plan_id, BY)


def test_the_admin_is_told_each_week_until_nothing_waits(house: Installation, tmp_path: Path) -> None:
    imported(house, tmp_path, a_row("1", deadline=""))
    for day in (19, 20, 26):
        watch_pending(house, NOW.replace(day=day))
        with house.database.reading() as session:
            (told,) = alarms(session)
        assert "1 nhiệm vụ của 1 văn bản chờ xử lý" in told.text
        assert told.raised_at.astimezone(VIETNAM).day == (26 if day == 26 else 19)
    (waiting,) = list_pending(house)
    settle_task(house, waiting.id, {"deadline": "Tháng 3"}, by=BY)
    watch_pending(house, NOW.replace(day=27))
    with house.database.reading() as session:
        assert alarms(session) == []


def test_a_name_that_the_directory_learns_later_gives_its_tasks_out(house: Installation, tmp_path: Path) -> None:
    imported(house, tmp_path, a_row("1", lead="Ban Điều phối chuyển đổi số"))
    file = tmp_path / "home" / "config" / "agencies.csv"
    file.parent.mkdir()
    file.write_text("name,kind\nBan Điều phối chuyển đổi số,other\n", encoding="utf-8")
    with open_installation(house.settings) as later:
        assert reread_pending(later, BY).duties == 1
    assert list_pending(house) == []


def test_a_province_of_ones_own_has_its_own_agencies_and_communes_and_nothing_of_another(
    tmp_path: Path, shared: Path
) -> None:
    settings = Settings(home=tmp_path / "home", database_url="", mail_url="", config_dir=None)
    made = install(settings, "Lào Cai", BY)
    assert (made.province, made.communes) == ("Lào Cai", 0)
    listed = tmp_path / "xa.csv"
    listed.write_text("STT;Tên\n1;Phường Sa Pa\n2;Xã Bát Xát\n3;Xã Y Tý\n", encoding="utf-8")
    assert import_communes(own_directory(settings), listed) == 3
    with open_installation(settings) as house:
        document = shared / "documents" / "more" / "laocai-khoangsan.docx"
        prepared = prepare_import(house, document, Corrections(number="77/KH-UBND", issued=date(2026, 1, 20)))
        assert prepared.foreign is None
        commit_import(house, prepared, BY)
        names = {duty.agency_name for duty in duties(house)}
        assert not [agency.name for agency in house.policies.directory if "Đồng Tháp" in agency.name]
    communes = {"Ủy ban nhân dân phường Sa Pa", "Ủy ban nhân dân xã Bát Xát", "Ủy ban nhân dân xã Y Tý"}
    assert {name for name in names if "xã" in name or "phường" in name} <= communes
    assert "Sở Nông nghiệp và Môi trường" in names


def test_m12_whoever_loses_a_race_of_imports_is_told_since_when_the_plan_is_there(
    house: Installation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "plan.docx"
    document.write_bytes(a_docx(HEADER, a_row("1")))
    corrections = Corrections(issuer="Ủy ban nhân dân tỉnh Đồng Tháp", **NAMED)  # type: ignore[arg-type]
    first, second = (prepare_import(house, document, corrections) for _ in range(2))
    commit_import(house, first, BY)
    show_registered(second, commit_import(house, second, BY))
    assert "đã được nhập trước đó lúc" in " ".join(capsys.readouterr().out.split())


def settled_late(house: Installation, folder: Path, deadline: str, *, told: bool = True) -> list[date | None]:
    """The due days of a task whose lead was named months after the plan's agencies were told."""
    plan = imported(house, folder, a_row("1"), a_row("2", lead="Công ty lạ", deadline=deadline))
    if told:
        announce_plan(house, plan.plan_id, PastDays.ESCALATE, BY)
    (waiting,) = list_pending(house)
    settle_task(house, waiting.id, {"lead": "Sở Y tế"}, by=MONTHS_LATER)
    return [duty.due for duty in duties(house) if duty.agency == "so-y-te"]


@pytest.mark.parametrize(
    ("deadline", "days"),
    [
        ("Trước 01/3/2026", [date(2026, 7, 20)]),
        ("Trước 01/9/2026", [date(2026, 8, 31)]),
        ("Ngày 25 hằng tháng", [date(2026, month, 25) for month in range(7, 13)]),
        ("Trước ngày 01/02 hằng năm", [date(2026, 7, 20)]),
    ],
)
def test_k9_a_task_settled_months_later_is_not_overdue_from_its_first_minute(
    house: Installation, tmp_path: Path, deadline: str, days: list[date]
) -> None:
    assert settled_late(house, tmp_path, deadline) == days
    with house.database.reading() as session:
        assert list(unexplained_duties(session)) == []


def test_a_task_settled_before_the_agencies_are_told_keeps_its_day_which_is_asked_about_then(
    house: Installation, tmp_path: Path
) -> None:
    assert settled_late(house, tmp_path, "Trước 01/3/2026", told=False) == [date(2026, 2, 28)]
    # It is late at once: what lists say doesn't wait for the next night to agree with the figures.
    assert [duty.timeliness for duty in duties(house) if duty.agency == "so-y-te"] == [Timeliness.OVERDUE]
    with house.database.reading() as session:
        assert list(unexplained_duties(session)) == []


def test_k1_an_old_plan_owes_what_came_back_between_its_issue_and_its_import(
    house: Installation, tmp_path: Path
) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(a_docx(HEADER, a_row("1", deadline="Hằng năm")))
    said = Corrections(number="136/KH-UBND", issued=date(2022, 4, 21), issuer="Ủy ban nhân dân tỉnh Đồng Tháp")
    prepared = prepare_import(house, path, said)
    prepared = replace(prepared, head=replace(prepared.head, years=(2022, 2025)))
    made = commit_import(house, prepared, BY)
    assert [duty.due for duty in duties(house)] == [date(year, 12, 31) for year in range(2022, 2026)]
    assert made.assignments == 4


def test_a_better_scan_of_a_plan_gives_it_the_issuer_title_and_coordinator_that_it_lacked(
    house: Installation, tmp_path: Path
) -> None:
    rows = (a_row("1"), a_row("2", lead="Sở Y tế"))
    path = tmp_path / "plan.docx"
    path.write_bytes(a_docx(HEADER, *rows))
    blurred = prepare_import(house, path, Corrections(**NAMED))  # type: ignore[arg-type]
    blurred = replace(blurred, coordinator=None, head=replace(blurred.head, title="rét vật nuôi 2026 2027 vụ"))
    made = commit_import(house, blurred, BY)
    assert (blurred.head.issuer, duties(house), len(list_pending(house))) == ("", [], 2)

    path.write_bytes(a_docx(HEADER, *rows, a_row("3", title="Tổng kết công tác phòng, chống rét")))
    said = Corrections(issuer="Ủy ban nhân dân tỉnh Đồng Tháp", coordinator="so-y-te", **NAMED)  # type: ignore[arg-type]
    clear = prepare_import(house, path, said)
    clear = replace(clear, head=replace(clear.head, title="Phòng, chống rét cho vật nuôi"))
    shown = pending_amendment(house, clear)
    assert shown is not None
    assert shown.plan_id == made.plan_id
    commit_amendment(house, clear, shown, BY)
    with house.database.reading() as session:
        plan = plan_facts(session, made.plan_id)
    assert (plan.head.issuer, plan.head.title) == (said.issuer, "Phòng, chống rét cho vật nuôi")
    assert (plan.coordinator, plan.held) == ("so-y-te", 0)
    assert len(duties(house)) == 3


def test_a_file_that_comes_in_again_leaves_the_coordinator_that_a_plan_has_unless_somebody_names_another(
    house: Installation, tmp_path: Path
) -> None:
    made = imported(house, tmp_path, a_row("1"), a_row("2"))
    with house.database.reading() as session:
        before = plan_facts(session, made.plan_id)
    path = tmp_path / "plan.docx"
    path.write_bytes(a_docx(HEADER, a_row("1")))
    said = Corrections(issuer="Ủy ban nhân dân tỉnh Đồng Tháp", **NAMED)  # type: ignore[arg-type]
    for one, follower in ((said, before.coordinator), (replace(said, coordinator="so-y-te"), "so-y-te")):
        again = replace(prepare_import(house, path, one), coordinator="so-y-te")
        shown = pending_amendment(house, again)
        assert shown is not None
        commit_amendment(house, again, shown, BY)
        with house.database.reading() as session:
            after = plan_facts(session, made.plan_id)
        assert (after.coordinator, after.head) == (follower, before.head)
    assert before.coordinator not in {"", "so-y-te"}
