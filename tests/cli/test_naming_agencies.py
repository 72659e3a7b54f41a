"""Wherever a command takes an agency, its name does as well as its code, and one that nobody knows is refused."""

from pathlib import Path

import pytest

from config.settings import Settings
from services.installation import open_installation
from tests.cli.journeys import Answer, Office, ready_office
from tests.cli.plans.test_amending import SURVEY, plan
from tests.plans import a_row, registered

NAMED = ("Sở Tài chính", "so-tai-chinh")
COMMANDS = [
    ("feeds", "create", "--agency", "{}"),
    ("feeds", "create", "--coordinator", "{}"),
    ("people", "add", "Lê Lan", "lan@tinh.example", "--role", "staff", "--agency", "{}"),
    ("trigger", "watch", "1", "--agency", "{}"),
    ("succeed", "Sở Nội vụ", "{}", "--document", "12/NQ-HĐND"),
    ("succeed", "{}", "Sở Nội vụ", "--document", "12/NQ-HĐND"),
    ("tasks", "--agency", "{}"),
    ("contacts", "list", "--agency", "{}"),
]


@pytest.fixture
def office(tmp_path: Path, migrated_file: Path) -> Office:
    """An office with a duty that waits for an event."""
    made = ready_office(tmp_path / "home", migrated_file)
    with open_installation(Settings(_env_file=None, home=made.home, database_url="")) as installation:  # type: ignore[call-arg]
        registered(installation.database, a_row("Sau khi Bộ Nội vụ ban hành Đề án", "Sở Tài chính"))
    return made


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_l11_an_agency_is_named_by_its_name_or_its_code(office: Office, command: tuple[str, ...]) -> None:
    refused = office.dondoc(*(word.format("Sở Vũ trụ") for word in command))
    assert refused.code == 2, refused.out
    assert "“Sở Vũ trụ” không có trong danh bạ" in refused.err
    name, code = NAMED
    done = office.dondoc(*(word.format(name) for word in command))
    assert done.code == 0, done.err
    assert code not in done.out.replace(f"-{code}.ics", "")
    again = office.dondoc(*(word.format(code) for word in command))
    assert "không có trong danh bạ" not in again.err


@pytest.mark.parametrize(
    "command",
    [
        ("trigger", "watch", "1", "--agency", "{}"),
        ("import", "{plan}", "--coordinator", "{}"),
        ("people", "add", "Lê Lan", "lan@tinh.example", "--role", "staff", "--agency", "{}"),
        ("reassign", "1", "--agency", "{}", "--reason", "đúng chức năng"),
    ],
    ids=" ".join,
)
def test_k20_neither_a_group_nor_an_agency_that_is_no_more_is_charged_with_anything(
    office: Office, tmp_path: Path, command: tuple[str, ...]
) -> None:
    document = plan(tmp_path / "ke-hoach.html", [SURVEY])

    def named(agency: str) -> Answer:
        return office.dondoc(*(word.format(agency, plan=document) for word in command))

    gone = named("Sở Nông nghiệp và Phát triển nông thôn")
    assert "Sở Nông nghiệp và Phát triển nông thôn” đã kết thúc hoạt động" in gone.err, gone.err
    assert "Ghi cơ quan kế thừa: Sở Nông nghiệp và Môi trường." in gone.err
    group = named("cac-so-ban-nganh")
    assert "là một nhóm cơ quan" in group.err, group.err
    assert 0 not in {gone.code, group.code}


def test_l11_a_value_in_the_machine_s_words_is_told_with_what_it_means(office: Office) -> None:
    assert "dead (không gửi được)" in office.dondoc("notices", "list", "--state", "hỏng").err
    assert "in_progress (đang triển khai)" in office.dondoc("tasks", "--state", "đang làm").err
    assert "commune (xã, phường)" in office.dondoc("agencies", "list", "--kind", "xã").err


def test_l11_a_file_to_write_without_a_name_is_refused(office: Office) -> None:
    refused = office.dondoc("calendars", "recurring", "--out", "")
    assert (refused.code, "là thư mục, không phải tệp" in refused.err) == (1, True), refused.err
