"""`dondoc feeds`: what an admin types, and what there is to copy."""

import io
from dataclasses import dataclass
from pathlib import Path

import pytest
import segno
from typer.testing import CliRunner

from base.errors import DondocError
from cli.calendars.feeds import app
from tests.cli.journeys import Answer
from tests.services.houses import with_empty_database


@dataclass(frozen=True)
class Desk:
    """An installation, and `dondoc feeds` in it."""

    home: Path

    def feeds(self, *arguments: str | Path, typed: str = "") -> Answer:
        runner = CliRunner(env={"DONDOC_HOME": str(self.home), "DONDOC_BASE_URL": "", "COLUMNS": "200"})
        done = runner.invoke(app, [str(argument) for argument in arguments], input=typed)
        if isinstance(done.exception, DondocError):
            return Answer(done.exception.exit_code, done.stdout, str(done.exception))
        return Answer(done.exit_code, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    home = tmp_path_factory.mktemp("office")
    with_empty_database(home)
    return Desk(home)


def test_an_address_is_given_out_once_and_listed_without_its_secret(desk: Desk, tmp_path: Path) -> None:
    picture = tmp_path / "lich.svg"
    given = desk.feeds("create", "--agency", "so-noi-vu", "--holder", "Chị Lan", "--qr", picture)
    address = given.out.strip()
    token, name = address.removeprefix("http://127.0.0.1:8420/lich/").split("/")

    listed = desk.feeds("list")

    assert (given.code, len(token), name) == (0, 43, "nhiem-vu-duoc-giao-so-noi-vu.ics")
    assert f"webcal://127.0.0.1:8420/lich/{token}/{name}" in given.err
    assert picture.read_text(encoding="utf-8").lstrip().startswith("<?xml")
    assert "Chị Lan" in listed.out
    assert f"…{token[-4:]}" in listed.out
    assert token not in listed.out

    forms = desk.feeds("url", "-", typed=f"{address}\n")
    page = f"http://127.0.0.1:8420/lich/{token}"
    assert forms.out.splitlines() == [address, address.replace("http", "webcal"), page]
    assert page in given.err


def test_l18_the_place_that_an_address_names_is_kept_in_all_its_forms(desk: Desk) -> None:
    token = desk.feeds("create", "--agency", "so-noi-vu").out.strip().split("/")[-2]
    name = "nhiem-vu-duoc-giao-so-noi-vu.ics"

    told = [
        desk.feeds("url", f"{scheme}://lich.tinh.example:8443/don-doc/lich/{token}.ics")
        for scheme in ("https", "webcal")
    ]

    place = "lich.tinh.example:8443/don-doc/lich"
    for forms in told:
        assert forms.out.splitlines() == [
            f"https://{place}/{token}/{name}",
            f"webcal://{place}/{token}/{name}",
            f"https://{place}/{token}",
        ]


def test_l18_a_code_is_drawn_of_an_address_in_use_alone(desk: Desk, tmp_path: Path) -> None:
    token = desk.feeds("create", "--agency", "so-noi-vu").out.strip().split("/")[-2]
    number = desk.feeds("list").out.splitlines()[-2].split()[1]
    drawn = desk.feeds("qr", f"https://lich.tinh.example/lich/{token}.ics", "--out", tmp_path / "a.svg")
    desk.feeds("revoke", number, "--reason", "thử")

    # One secret in 64 begins with "-", which is an option unless "--" stands before it.
    ended = desk.feeds("qr", "--out", tmp_path / "b.svg", "--", token)
    unknown = desk.feeds("qr", "--out", tmp_path / "c.svg", "--", "-" + "a" * 42)

    expected = io.BytesIO()
    segno.make_qr(f"https://lich.tinh.example/lich/{token}").save(expected, kind="svg", scale=8)
    assert drawn.code == 0
    assert (tmp_path / "a.svg").read_bytes() == expected.getvalue()
    assert (ended.code, "đã thu hồi" in ended.err) == (2, True)
    assert (unknown.code, "chưa từng được cấp" in unknown.err) == (2, True)
    assert not (tmp_path / "b.svg").exists()
    assert not (tmp_path / "c.svg").exists()


def test_the_list_tells_label_alarm_and_span_and_a_label_is_one_line(desk: Desk) -> None:
    options = ("--label", "Phòng\nTổng hợp", "--alarm", "hom-truoc", "--span")
    given = desk.feeds("create", "--agency", "so-y-te", *options)

    listed = " ".join(desk.feeds("list").out.replace("│", " ").split())

    assert given.out.strip().endswith("/phong-tong-hop.ics")
    for told in ("Tổng hợp”", "hom-truoc", "cả khoảng"):
        assert told in listed


def test_l19_an_address_is_changed_without_another_one_in_the_words_that_the_list_shows(desk: Desk) -> None:
    given = desk.feeds("create", "--agency", "so-tu-phap", "--color", "tim")
    number = desk.feeds("list").out.splitlines()[-2].split()[1]

    wished = ("--label", "Phòng Hai", "--alarm", "ba-ngay", "--span", "--color", "cam", "--open-only")
    changed = desk.feeds("change", number, *wished)
    back = desk.feeds("change", number, "--label", "", "--color", "thuong", "--due-day", "--with-done")

    assert "“Phòng Hai”: ba-ngay, cả khoảng, màu cam, chỉ chưa hoàn thành." in changed.err
    assert back.err.endswith("Sở Tư pháp, chủ trì: ba-ngay, ngày đến hạn.\n")
    assert desk.feeds("url", given.out.strip()).code == 0


def test_rotating_and_revoking_end_the_address(desk: Desk) -> None:
    desk.feeds("create", "--coordinator", "so-tai-chinh")
    number = desk.feeds("list").out.splitlines()[-2].split()[1]

    rotated = desk.feeds("rotate", number)
    again = desk.feeds("revoke", number, "--reason", "thử")

    assert (rotated.code, rotated.out.count("/lich/")) == (0, 1)
    assert again.code == 2
    assert "đã thay ngày" in again.err
    assert "cơ quan đầu mối Sở Tài chính" in desk.feeds("list").out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("create",), "Ghi đúng một trong"),
        (("create", "--agency", "so-noi-vu", "--plan", "50/KH-UBND"), "Ghi đúng một trong"),
        (("create", "--agency", "khong-co"), "không có trong danh bạ"),
        (("create", "--plan", "1/KH"), "chưa được nhập"),
        (("create", "--person", "ai@do.example"), "không phải cán bộ theo dõi"),
        (("create", "--agency", "so-noi-vu", "--alarm", "hourly"), "không phải một cách nhắc"),
        (("create", "--agency", "so-noi-vu", "--color", "red"), "Chọn một: thuong, xanh-duong"),
        (("create", "--agency", "so-noi-vu", "--only-plan", "1/KH"), "chưa được nhập"),
        (("change", "999", "--alarm", "khong"), "Địa chỉ lịch"),
        (("create", "--agency", "so-noi-vu", "--role", "lead"), "Chọn một: chu-tri, phoi-hop"),
        (("revoke", "999", "--reason", "thử"), "Địa chỉ lịch"),
        (("url", "abc"), "không phải địa chỉ lịch"),
    ],
)
def test_a_wrong_question_is_told_in_words_and_by_exit_code_two(
    desk: Desk, arguments: tuple[str, ...], reason: str
) -> None:
    answer = desk.feeds(*arguments)

    assert answer.code == 2
    assert reason in answer.err
