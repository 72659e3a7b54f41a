"""Whom a cell may mean that the directory doesn't know: bodies that share what tells them apart."""

import pytest

from config.agencies import load_records
from tests.plans import a_head, a_row, house_policies
from workflow.agencies import Directory
from workflow.plan import Origin, PlanDocument, PrintedRow
from workflow.registry.questions import CellChoice, row_questions, similar_agencies
from workflow.registry.registration import planned_tasks, read_in_plan


@pytest.fixture(scope="module")
def lao_cai() -> Directory:
    return Directory.from_config(load_records(province="Lào Cai"))


@pytest.mark.parametrize("spelling", ["Viettel Lào Cai", "Công ty Cấp nước Lào Cai", "VNPT Đồng Tháp"])
def test_a_body_that_shares_but_the_province_is_no_candidate(lao_cai: Directory, spelling: str) -> None:
    assert similar_agencies(lao_cai, spelling) == []


def test_the_body_of_the_same_work_comes_first_and_is_put_in_the_place_of_the_whole_name(lao_cai: Directory) -> None:
    printed = "Báo và Đài phát thanh, Truyền hình Đồng Tháp"
    first = similar_agencies(lao_cai, printed)[0]
    assert first.name == "Báo và Đài phát thanh, Truyền hình Lào Cai"
    assert [mention.spelling for mention in lao_cai.split(f"Sở Nội vụ, {printed} và Công an tỉnh")] == [
        "Sở Nội vụ",
        printed,
        "Công an tỉnh",
    ]


def asked(row: PrintedRow, directory: Directory) -> list[CellChoice]:
    """What may be chosen where the row's first doubt is asked about, in a plan of 16/01/2026."""
    head, working_days = a_head(), house_policies().working_days
    tables = (row,) if row.origin is Origin.TABLE else ()
    (task,) = planned_tasks(
        PlanDocument(head=head, rows=tables, obligations=(row,)[len(tables) :]), directory, working_days
    )
    questions = row_questions(task, directory, lambda text: read_in_plan(text, head, working_days))
    return [choice for question in questions for choice in question.choices]


@pytest.mark.parametrize("lead", ["Các sở (trừ Sở Y tế)", "Các sở, ban, ngành, trừ Sở Y tế"])
def test_of_a_group_that_leaves_somebody_out_the_others_are_offered_by_name(lao_cai: Directory, lead: str) -> None:
    (choice,) = asked(a_row(lead=lead), lao_cai)
    assert "Sở Y tế" not in choice.text
    named = {mention.agency.code for mention in lao_cai.split(choice.text) if mention.agency}
    assert named == {agency.code for agency in lao_cai.members("cac-so-ban-nganh")} - {"so-y-te"}


def test_what_stands_behind_the_name_of_a_sentences_lead_is_its_work(lao_cai: Directory) -> None:
    lead = "Công an tỉnh làm sạch dữ liệu dân cư"
    row = a_row("Tháng 6", title="Hoàn thành trong tháng 6", lead=lead, origin=Origin.BODY)
    (choice,) = asked(row, lao_cai)
    assert (choice.text, choice.title) == ("Công an tỉnh", "Làm sạch dữ liệu dân cư, hoàn thành trong tháng 6")


@pytest.mark.parametrize(
    ("printed", "offered"),
    [
        ("Trước ngày 10/01", ["Trước ngày 10/01 năm 2027"]),
        ("Trước 15/01/2026", ["Trước 15/01/2027"]),
        ("Quý IV/2025", ["Quý IV/2026"]),
        ("Tháng 3", []),
    ],
)
def test_a_deadline_before_its_document_is_asked_about_with_the_year_after(
    lao_cai: Directory, printed: str, offered: list[str]
) -> None:
    assert [choice.text for choice in asked(a_row(printed), lao_cai)] == offered
