"""The bundled sample: its facts are the plan's, its words our own, and its DOCX gives both back."""

import csv
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from config.agencies import load_records
from documents.reader import read_file
from samples.build import build_plan
from samples.plan import HERE, sample_plan, sample_rows
from workflow.agencies import Directory
from workflow.plan import Origin

if TYPE_CHECKING:
    from docx.document import Document

FACTS = ("section_number", "lead", "cooperating", "deadline")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "ke-hoach-50.docx"
    build_plan(path)
    return path


@pytest.fixture(scope="module")
def built(sample: Path) -> "Document":
    import docx

    return docx.Document(str(sample))


@pytest.fixture(scope="module")
def gold(shared: Path) -> dict[tuple[str, str], dict[str, str]]:
    lines = (shared / "gold" / "ke-hoach-50-2026.tasks.jsonl").read_text("utf-8").splitlines()
    return {(task["appendix"], task["number"]): task for task in map(json.loads, lines)}


def test_the_sample_has_ten_rows_in_appendix_one_and_85_in_appendix_two() -> None:
    numbers = [(row.appendix, int(row.number)) for row in sample_rows()]

    assert numbers == [("I", n) for n in range(1, 11)] + [("II", n) for n in range(1, 86)]


def test_agencies_and_deadlines_are_printed_as_in_the_plan(gold: dict[tuple[str, str], dict[str, str]]) -> None:
    for row in sample_rows():
        task = gold[row.appendix, row.number]
        assert {name: getattr(row, name) for name in FACTS} == {name: task[name] for name in FACTS}, row.place


def test_no_title_of_the_plan_is_carried_over(gold: dict[tuple[str, str], dict[str, str]]) -> None:
    for row in sample_rows():
        title, printed = words(row.title), words(gold[row.appendix, row.number]["title"])
        runs = (" ".join(title[start : start + 9]) for start in range(len(title) - 8))
        assert not [run for run in runs if run in " ".join(printed)], row.place
        assert title != printed[: len(title)], row.place
        assert 15 <= len(row.title) <= 90, row.place


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def test_every_task_can_be_read_back_from_the_docx_cell_by_cell(built: "Document") -> None:
    printed = [
        tuple(cell.text for cell in row.cells)
        for table in built.tables[-2:]
        for row in table.rows
        if row.cells[0].text.isdigit()
    ]

    assert printed == [
        (row.number, row.title, row.lead, row.cooperating, row.product, row.deadline, row.note) for row in sample_rows()
    ]


def test_section_rows_span_the_whole_table(built: "Document") -> None:
    spanning = [row.cells[0].text for row in built.tables[-1].rows if len({cell._tc for cell in row.cells}) == 1]

    assert spanning == [f"{number}. {title}" for number, title in sample_plan().appendices[1].sections.items()]


def test_the_letterhead_says_number_and_day_as_the_decree_prescribes(built: "Document") -> None:
    left, right = (cell.text.split("\n") for cell in built.tables[0].rows[0].cells)

    assert left == ["ỦY BAN NHÂN DÂN", "TỈNH ĐỒNG THÁP", "Số: 50/KH-UBND"]
    assert right[0] == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert right[-1] == "Đồng Tháp, ngày 16 tháng 01 năm 2026"


def test_the_body_names_the_report_cycle_and_the_page_says_that_it_is_a_sample(built: "Document") -> None:
    body = "\n".join(paragraph.text for paragraph in built.paragraphs)

    assert "định kỳ trước ngày 01/6 và 15/11" in body
    assert "năm 2026" in body
    assert "Bản minh họa" in body


def test_our_own_reader_finds_every_cell_of_the_sample(sample: Path) -> None:
    plan = read_file(sample)
    found = [replace(row, source_line=0, doubts=(), inherited=()) for row in plan.rows if row.origin is Origin.TABLE]

    assert found == list(sample_rows())
    assert (plan.head.number, plan.head.issued_on) == ("50/KH-UBND", date(2026, 1, 16))
    assert plan.head.issuer == "Ủy ban nhân dân tỉnh Đồng Tháp"
    assert plan.head.years == (2026, 2026)


def test_building_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    build_plan(tmp_path / "once.docx")
    build_plan(tmp_path / "again.docx")

    assert (tmp_path / "once.docx").read_bytes() == (tmp_path / "again.docx").read_bytes()


def test_every_contact_belongs_to_an_agency_of_the_directory_and_no_department_is_without() -> None:
    directory = Directory.from_config(load_records(province="Đồng Tháp"))
    with (HERE / "contacts.csv").open(encoding="utf-8", newline="") as file:
        mentions = [directory.find(contact["agency"]) for contact in csv.DictReader(file)]

    assert [mention for mention in mentions if mention.agency is None] == []
    reached = {mention.agency for mention in mentions}
    assert set(directory.members("cac-so-ban-nganh")) <= reached


def test_contacts_are_reachable_nowhere_and_each_agency_has_one_of_each_role() -> None:
    with (HERE / "contacts.csv").open(encoding="utf-8", newline="") as file:
        contacts = list(csv.DictReader(file))

    assert all(contact["email"].endswith(".dongthap.example") for contact in contacts)
    assert len({contact["email"] for contact in contacts}) == len(contacts)
    for agency in {contact["agency"] for contact in contacts}:
        assert sorted(c["role"] for c in contacts if c["agency"] == agency) == ["head", "staff"], agency
