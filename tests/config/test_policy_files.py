"""Data files of the house that can't be read or meant: told with their line, never in a parser's words."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from base.errors import DondocError
from config.agencies import load_records
from config.days_off import days_off
from config.deadline_rules import deadline_rules
from config.escalation import escalation
from config.policy_files import PolicyFileRefused
from config.provinces import ProvinceUnknown, province_of
from config.table_words import table_words

READERS: dict[str, Callable[[Path], object]] = {
    "days_off.toml": days_off,
    "deadline_rules.toml": deadline_rules,
    "escalation.toml": escalation,
    "table_words.toml": table_words,
    "agencies.toml": load_records,
    "agencies.csv": load_records,
    "communes.csv": load_records,
}
TOML = [name for name in READERS if name.endswith(".toml")]
# Each makes the parser say something else.
NO_TOML = (
    "a = ",
    "a 1",
    "= 1",
    "[a",
    "[[a",
    "[a]]",
    'a = "x',
    "a = 'x\n'",
    "a = [1, 2",
    "a = {b = 1",
    "a = 1 2",
    "a = 1\na = 2",
    "[a]\n[a]",
    "a = {b = 1, b = 2}",
    "a = 2026-02-30",
    "a = thứ Sáu",
    'a = "\\q"',
    "a = \x01",
    "a = 1\n[a.b]",
    'a = "\\uD800"',
    f"a = {'[' * 5000}",
)
# Words of the parsers, of Python and of pydantic.
ENGLISH = re.compile(r"\b(?:invalid|expected|unclosed|cannot|line|column|at|got|error|key|value|must)\b", re.IGNORECASE)


def refusal(name: str, folder: Path, text: str | bytes) -> PolicyFileRefused:
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(PolicyFileRefused) as refused:
        READERS[name](folder)
    return refused.value


@pytest.mark.parametrize("text", NO_TOML)
@pytest.mark.parametrize("name", TOML)
def test_what_is_no_toml_is_told_without_the_parser_s_words(tmp_path: Path, name: str, text: str) -> None:
    error = refusal(name, tmp_path, text)

    (fault,) = error.faults
    assert fault.place.startswith(("dòng ", "cuối tệp", "cả tệp"))
    assert not ENGLISH.search(f"{fault.place} {fault.reason}")
    assert all((error.given, error.place, error.reason, error.remedy))
    assert name in str(error)


@pytest.mark.parametrize("name", READERS)
def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path: Path, name: str) -> None:
    (fault,) = refusal(name, tmp_path, "# code,name\nten = Sở Y tế\n".encode("utf-16")).faults

    assert (fault.place, fault.reason) == ("dòng 1", "không phải chữ UTF-8")


@pytest.mark.parametrize("name", TOML)
def test_a_byte_order_mark_is_no_fault(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\xef\xbb\xbfkhoa = 1\n")
    with pytest.raises(PolicyFileRefused) as refused:
        READERS[name](tmp_path)
    assert "khoa" in str(refused.value)


@pytest.mark.parametrize(
    ("name", "text", "place", "reason"),
    [
        ("deadline_rules.toml", "\nweekly_day = 8", "dòng 2, khóa weekly_day", "không nhận giá trị “8”"),
        ("deadline_rules.toml", "stale_days = true", "dòng 1, khóa stale_days", "không nhận giá trị “true”"),
        ("deadline_rules.toml", "weekly = 5", "dòng 1, khóa weekly", "là khóa không ai đọc"),
        ("days_off.toml", "[[change]]\noff = 1", "cả tệp", "thiếu khóa announced"),
        ("days_off.toml", 'announced = ["nay"]', "dòng 1, khóa announced", "không nhận giá trị “[nay]”"),
        ("days_off.toml", "announced = 2026", "dòng 1, khóa announced", "không nhận giá trị “2026”"),
        ("days_off.toml", "announced = []\nchange = 3", "dòng 2, khóa change", "không nhận giá trị “3”"),
        ("table_words.toml", "agency = 3", "dòng 1, khóa agency", "phải là một mục"),
        ("table_words.toml", "[agency]\nheads = 3", "dòng 2, [agency], khóa heads", "không nhận giá trị “3”"),
        ("agencies.toml", "province = 3", "dòng 1, khóa province", "không nhận giá trị “3”"),
        ("agencies.toml", "[[agency]]\nname = 3", "dòng 2, [[agency]], khóa name", "không nhận giá trị “3”"),
        ("agencies.toml", '[[agency]]\nkind = "department"', "dòng 1, [[agency]]", "thiếu tên (name) và mã (code)"),
        ("agencies.csv", "ten\nSở Y tế\n", "dòng đầu", "không có cột “name” hay “code”"),
        ("agencies.csv", "", "dòng đầu", "không có cột “name” hay “code”"),
        ("communes.csv", "ma,ten\n1,Xã A\n", "dòng 2", "thiếu mã (code) hoặc tên (name)"),
        ("escalation.toml", "step = [1]\n[wording]\na = 'b'\n", "cả tệp", "thiếu mục [[step]] hoặc [wording]"),
    ],
)
def test_a_value_that_can_t_be_meant_is_named_with_its_line(
    tmp_path: Path, name: str, text: str, place: str, reason: str
) -> None:
    (fault,) = refusal(name, tmp_path, text).faults

    assert (fault.place, fault.reason) == (place, reason)


def test_a_swap_says_what_it_lacks(tmp_path: Path) -> None:
    faults = refusal("days_off.toml", tmp_path, 'announced = []\n[[change]]\noff = "hôm nay"\n').faults

    assert [(fault.place, fault.reason) for fault in faults] == [
        ("dòng 2, [[change]]", "thiếu khóa name"),
        ("dòng 2, [[change]]", "thiếu khóa source"),
        ("dòng 3, [[change]], khóa off", "không nhận giá trị “hôm nay”"),
    ]


def test_several_faults_are_told_together_with_their_remedies(tmp_path: Path) -> None:
    error = refusal("deadline_rules.toml", tmp_path, "weekly_day = 8\nstale_days = 0\n")

    assert error.reason == "có 2 lỗi"
    assert "dòng 2, khóa stale_days: không nhận giá trị “0”. Viết một số từ 1 đến 366." in error.remedy


def test_a_file_nobody_may_read_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "loop.toml").symlink_to(tmp_path / "loop.toml")
    from config.policy_files import policy_text

    with pytest.raises(PolicyFileRefused, match="liên kết vòng"):
        policy_text(tmp_path / "loop.toml")


def test_a_province_that_isn_t_one_is_told_with_all_that_are() -> None:
    with pytest.raises(ProvinceUnknown, match="Đồng Tháp") as refused:
        province_of("Hà Nam")
    assert isinstance(refused.value, DondocError)
