"""`dondoc resolve` says what a deadline means, to people and to programs."""

import json
from pathlib import Path

import pytest

from tests.cli.journeys import Office


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
def test_a_line_that_is_no_question_is_named(office: Office, tmp_path: Path, line: str) -> None:
    questions = tmp_path / "cau-hoi.jsonl"
    questions.write_text(f"{line}\n", encoding="utf-8")
    answer = office.dondoc("resolve", "--jsonl", questions)
    assert answer.code == 2
    assert "dòng 1" in answer.err


def test_an_event_without_a_day_is_refused(office: Office) -> None:
    answer = office.dondoc("resolve", "Tháng 3", "--event", "ban hành Đề án")
    assert answer.code == 2
    assert "--event" in answer.err
