"""`dondoc resolve` says what a deadline means, to people and to programs."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cli.journeys import Office
from tests.examples import ANY_LETTER


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_a_date_is_told_with_its_weekday_its_certainty_and_its_reason(office: Office) -> None:
    told = office.dondoc("resolve", "Trước 15/7/2026", "--issued", "2026-01-16").out
    assert "thứ Ba 14/7/2026" in told
    assert "chắc chắn" in told
    assert "không tính ngày 15/7/2026" in told


def test_a_day_off_is_told_with_the_last_working_day_before_it(office: Office) -> None:
    told = office.dondoc("resolve", "Tháng 01/2026", "--issued", "2026-01-16").out
    assert "thứ Bảy 31/01/2026" in told
    assert "Nên xong" in told
    assert "thứ Sáu 30/01/2026" in told


def test_a_known_event_gives_the_date_that_hangs_on_it(office: Office) -> None:
    question = "Trong 15 ngày sau khi Bộ Nội vụ ban hành Đề án"
    waiting = office.dondoc("resolve", question, "--issued", "2026-01-16").out
    assert "Chờ" in waiting
    known = office.dondoc(
        "resolve", question, "--issued", "2026-01-16", "--event", "Bộ Nội vụ ban hành Đề án=2026-03-10"
    )
    assert "25/3/2026" in known.out


def test_explain_names_the_words_and_the_rules(office: Office) -> None:
    told = office.dondoc("resolve", "Quý I/2026", "--issued", "2026-01-16", "--explain").out
    assert "Các từ" in told
    assert "Quy tắc đã dùng" in told


def test_json_is_one_object_with_the_keys_of_the_contract(office: Office) -> None:
    answer = json.loads(office.dondoc("resolve", "Tháng 3", "--issued", "2026-01-16", "--json").out)
    assert (answer["due"], answer["act_by"], answer["opens"]) == ("2026-03-31", "2026-03-31", "2026-03-01")
    assert {"kind", "rrule", "next", "event", "offset", "relation", "parts", "certainty", "rules"} <= answer.keys()


def test_a_file_of_questions_is_answered_line_by_line(office: Office, tmp_path: Path) -> None:
    questions = tmp_path / "cau-hoi.jsonl"
    questions.write_text(
        '{"text": "Tháng 3", "issued": "2026-01-16"}\n\n{"text": "xanh đỏ", "issued": "2026-01-16"}\n', encoding="utf-8"
    )
    answers = [json.loads(line) for line in office.dondoc("resolve", "--jsonl", questions).out.splitlines()]
    assert [answer["kind"] for answer in answers] == ["fixed", "unreadable"]


@pytest.mark.parametrize(
    "line", ["không phải JSON", '{"issued": "2026-01-16"}', '{"text": "x", "issued": "hôm qua"}', "[]"]
)
def test_a_line_that_is_no_question_is_named_and_the_others_are_answered(
    office: Office, tmp_path: Path, line: str
) -> None:
    questions = tmp_path / "cau-hoi.jsonl"
    asked = '{"text": "thứ bẩy hàng tuần", "issued": "2026-01-16"}'
    questions.write_text(f"{line}\n{asked}\n", encoding="utf-8")
    bad, good = (json.loads(one) for one in office.dondoc("resolve", "--jsonl", questions).out.splitlines())
    assert (bad["kind"], bad["certainty"]) == ("unreadable", "none")
    assert "Dòng 1" in bad["explanation"]
    assert good["rrule"] == "FREQ=WEEKLY;BYDAY=SA"


def test_bytes_that_are_no_text_spoil_their_own_line_only(office: Office, tmp_path: Path) -> None:
    questions = tmp_path / "cau-hoi.jsonl"
    questions.write_bytes(b'\xff\xfe\n{"text": "Th\xc3\xa1ng 3", "issued": "2026-01-16", "year": 2026}\n')
    answers = [json.loads(line) for line in office.dondoc("resolve", "--jsonl", questions).out.splitlines()]
    assert [answer["due"] for answer in answers] == [None, "2026-03-31"]


@given(st.lists(st.text(ANY_LETTER, max_size=60), min_size=1, max_size=20))
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_cell_is_answered_in_its_own_line(office: Office, tmp_path: Path, cells: list[str]) -> None:
    questions = tmp_path / "cau-hoi.jsonl"
    asked = (json.dumps({"text": cell, "issued": "2026-01-16", "year": 2026}) for cell in cells)
    questions.write_text("".join(f"{line}\n" for line in asked), encoding="utf-8")
    answers = [json.loads(line) for line in office.dondoc("resolve", "--jsonl", questions).out.splitlines()]
    assert [answer["text"] for answer in answers] == cells


@pytest.mark.parametrize("issued", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize(
    "text",
    ["Tháng 3", "trong 15 ngày kể từ ngày ban hành Kế hoạch này", "hằng tháng", "01/01 năm trước", "2 ngày trước Tết"],
)
def test_a_day_that_no_calendar_reaches_is_an_answer_too(office: Office, text: str, issued: str) -> None:
    assert json.loads(office.dondoc("resolve", text, "--issued", issued, "--json").out)["explanation"]


def test_an_event_without_a_day_is_refused(office: Office) -> None:
    answer = office.dondoc("resolve", "Tháng 3", "--event", "ban hành Đề án")
    assert answer.code == 2
    assert "--event" in answer.err
