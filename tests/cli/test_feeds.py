"""`dondoc feeds`: what an admin types, and what there is to copy."""

from pathlib import Path

import pytest

from tests.cli.journeys import Office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


def test_an_address_is_given_out_once_and_listed_without_its_secret(office: Office, tmp_path: Path) -> None:
    picture = tmp_path / "lich.svg"
    given = office.dondoc("feeds", "create", "--agency", "so-noi-vu", "--holder", "Chị Lan", "--qr", picture)
    address = given.out.strip()
    token = address.removeprefix("http://127.0.0.1:8420/lich/").removesuffix(".ics")

    listed = office.dondoc("feeds", "list")

    assert (given.code, len(token)) == (0, 43)
    assert f"webcal://127.0.0.1:8420/lich/{token}.ics" in given.err
    assert picture.read_text(encoding="utf-8").lstrip().startswith("<?xml")
    assert "Chị Lan" in listed.out
    assert f"…{token[-4:]}" in listed.out
    assert token not in listed.out

    forms = office.dondoc("feeds", "url", address)
    assert forms.out.splitlines() == [address, address.replace("http", "webcal")]


def test_rotating_and_revoking_end_the_address(office: Office) -> None:
    office.dondoc("feeds", "create", "--coordinator", "so-tai-chinh", "--today", "2026-03-05")
    number = office.dondoc("feeds", "list").out.splitlines()[-2].split()[1]

    rotated = office.dondoc("feeds", "rotate", number, "--today", "2026-03-06")
    again = office.dondoc("feeds", "revoke", number, "--reason", "thử")

    assert (rotated.code, rotated.out.count("/lich/")) == (0, 1)
    assert again.code == 2
    assert "đã thay ngày 06/03/2026" in again.err
    assert "cơ quan đầu mối Sở Tài chính" in office.dondoc("feeds", "list").out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("create",), "cần đúng một trong bốn"),
        (("create", "--agency", "so-noi-vu", "--plan", "50/KH-UBND"), "cần đúng một trong bốn"),
        (("create", "--agency", "khong-co"), "không có trong danh bạ"),
        (("create", "--plan", "1/KH"), "chưa được nhập"),
        (("create", "--person", "ai@do.example"), "không phải đầu mối"),
        (("create", "--agency", "so-noi-vu", "--alarm", "hourly"), "không có cách nhắc"),
        (("revoke", "999", "--reason", "thử"), "Địa chỉ lịch"),
        (("url", "abc"), "không phải địa chỉ lịch"),
    ],
)
def test_a_wrong_question_is_told_in_words_and_by_exit_code_two(
    office: Office, arguments: tuple[str, ...], reason: str
) -> None:
    answer = office.dondoc("feeds", *arguments)

    assert answer.code == 2
    assert reason in answer.err
