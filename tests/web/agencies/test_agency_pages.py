"""The directory and its people by page: found, read, renamed, merged, away, brought in and given out as Excel."""

from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from openpyxl import Workbook, load_workbook

from tests.plans import at
from tests.web.offices import TODAY, an_office, pages_of
from tests.web.people import ADMIN, CLERK, COORDINATOR, STRANGER, granted
from workflow.by import By
from workflow.lifecycle import OPEN
from workflow.people.grants import Actor, GrantedRole
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.log.tail import latest_lines
from workflow.store.people.contacts import contacts
from workflow.store.people.directory import Contact, keep_contacts
from workflow.store.people.province import choose_province
from workflow.store.tables import ContactRole

HEAD = Actor(name="Bà Mai", grants=(granted(GrantedRole.HEAD, "so-noi-vu"),))
AUDITOR = Actor(name="Ông Kiểm", grants=(granted(GrantedRole.AUDITOR),))


@pytest.fixture
def office(database: Database) -> Database:
    an_office(database)
    with database.writing() as session:
        choose_province(session, "Đồng Tháp", By(actor="Chị Lan", now=at(TODAY)))
        people = [
            Contact(agency="so-noi-vu", role=ContactRole.STAFF, name="Chị Hoa", address="hoa@snv.example"),
            Contact(agency="so-noi-vu", role=ContactRole.BACKUP, name="Anh Tú", address="tu@snv.example"),
            Contact(agency="so-y-te", role=ContactRole.STAFF, name="Anh Bình", address="binh@syt.example"),
        ]
        keep_contacts(session, people)
    return database


@pytest.fixture
def client(office: Database, tmp_path: Path) -> TestClient:
    return pages_of(office, home=tmp_path)


def test_the_list_finds_agencies_without_accents_and_counts_duties_and_people(client: TestClient) -> None:
    text = client.get("/co-quan?tim=so+noi+vu").text
    assert 'href="/co-quan/so-noi-vu"' in text
    assert 'href="/viec?co-quan=so-noi-vu">2</a>' in text
    assert "so-y-te" not in text


def test_agencies_with_duties_and_nobody_to_write_to_are_one_list(client: TestClient) -> None:
    text = client.get("/co-quan?thieu=1").text
    assert "Công an tỉnh" in text
    assert "Sở Nội vụ" not in text


def test_a_cell_is_read_as_it_would_be_in_a_plan(client: TestClient) -> None:
    text = client.get("/co-quan?o=Sở Nội vụ; Sở Ý tế; UBND các xã, phường").text
    assert 'href="/co-quan/so-noi-vu"' in text
    assert "“Sở Ý tế”" in text


def test_a_group_names_its_members_and_an_agency_its_groups(client: TestClient) -> None:
    text = client.get(f"/co-quan/{_group(client)}").text
    assert "Phường Cao Lãnh" in text or "phường Cao Lãnh" in text
    member = text.split('<ul class="columns"><li><a href="')[1].split('"')[0]
    assert "Thuộc nhóm" in client.get(member).text


def test_an_unknown_agency_is_no_page(client: TestClient) -> None:
    assert client.get("/co-quan/khong-co").status_code == 404


@pytest.mark.parametrize(
    ("who", "sees", "keeps"),
    [(ADMIN, True, True), (CLERK, True, True), (HEAD, True, True), (COORDINATOR, True, False), (AUDITOR, True, False)],
)
def test_who_is_written_to_is_shown_and_kept_as_the_table_of_rights_says(
    office: Database, tmp_path: Path, who: Actor, sees: bool, keeps: bool
) -> None:
    client = pages_of(office, who, home=tmp_path)
    text = client.get("/co-quan/so-noi-vu").text
    assert ("hoa@snv.example" in text) is sees
    assert ("Thêm người nhận" in text) is keeps
    assert client.get("/co-quan/so-noi-vu/them-can-bo").status_code == (200 if keeps else 403)
    assert client.post("/co-quan/can-bo/1/bo").status_code == (303 if keeps else 403)


def test_people_of_another_agency_are_nobody_elses(office: Database, tmp_path: Path) -> None:
    client = pages_of(office, CLERK, home=tmp_path)
    assert "binh@syt.example" not in client.get("/co-quan/so-y-te").text
    assert client.get("/co-quan/can-bo/3").status_code == 403
    assert client.post("/co-quan/can-bo/3", data={"vang-tu": "06/3/2026", "vang-den": "09/3/2026"}).status_code == 403
    rows = _rows(client.get("/co-quan/can-bo.xlsx").content)
    assert {row[0] for row in rows[1:]} == {"Sở Nội vụ"}


def test_a_stranger_sees_no_directory(office: Database, tmp_path: Path) -> None:
    client = pages_of(office, STRANGER, home=tmp_path)
    assert [client.get(path).status_code for path in ("/co-quan", "/co-quan/so-y-te", "/co-quan/can-bo.xlsx")] == [
        403
    ] * 3


def test_somebody_is_added_and_what_is_wrong_is_told_at_the_form(client: TestClient, office: Database) -> None:
    typed = {"ho-ten": "Chị Vân", "vai-tro": "head", "thu": "van@@snv", "dien-thoai": "", "gio": ""}
    refused = client.post("/co-quan/so-noi-vu/them-can-bo", data=typed)
    assert refused.status_code == 422
    assert "van@@snv" in refused.text
    assert client.post("/co-quan/so-noi-vu/them-can-bo", data=typed | {"thu": "Van@snv.example"}).status_code == 303
    with office.reading() as session:
        added = next(one for one in contacts(session) if one.name == "Chị Vân")
    assert (added.address, added.role) == ("van@snv.example", ContactRole.HEAD)


def test_an_absence_names_who_stands_in_and_is_taken_back(client: TestClient) -> None:
    away = {"vang-tu": "05/3/2026", "vang-den": "09/3/2026", "thay": "2"}
    assert client.post("/co-quan/can-bo/1", data=away).status_code == 303
    assert "đang vắng đến 09/3/2026, Anh Tú nhận thay" in client.get("/co-quan/so-noi-vu").text
    assert client.post("/co-quan/can-bo/1", data={"gio-tu": "7:30", "gio-den": "16:30"}).status_code == 303
    text = client.get("/co-quan/so-noi-vu").text
    assert "vắng đến" not in text
    assert "nhận thư 07:30–16:30" in text
    assert client.post("/co-quan/can-bo/1", data={"vang-tu": "mai", "vang-den": "xx"}).status_code == 422


def test_what_is_given_out_as_excel_can_be_brought_in_again(client: TestClient, office: Database) -> None:
    content = client.get("/co-quan/can-bo.xlsx").content
    answer = client.post("/co-quan/nhap", data={"loai": "can-bo"}, files={"tep": ("can-bo.xlsx", content)})
    assert answer.status_code == 303
    with office.reading() as session:
        assert len(contacts(session)) == 3


def test_a_list_with_a_fault_changes_nothing_and_names_its_line(client: TestClient, office: Database) -> None:
    content = _workbook(
        ("Cơ quan", "Họ tên", "Vai trò", "Thư điện tử"), ("Sở Y tế", "Chị An", "thủ trưởng", "an-at-syt")
    )
    answer = client.post("/co-quan/nhap", data={"loai": "can-bo"}, files={"tep": ("moi.xlsx", content)})
    assert answer.status_code == 422
    assert "dòng 2" in answer.text
    with office.reading() as session:
        assert len(contacts(session)) == 3


def test_a_clerks_list_is_taken_for_her_own_agency_only(office: Database, tmp_path: Path) -> None:
    client = pages_of(office, CLERK, home=tmp_path)
    head = ("Cơ quan", "Họ tên", "Vai trò", "Thư điện tử")
    own = _workbook(head, ("Sở Nội vụ", "Chị An", "dự phòng", "an@snv.example"))
    other = _workbook(head, ("Sở Y tế", "Chị An", "dự phòng", "an@syt.example"))
    assert client.post("/co-quan/nhap", files={"tep": ("a.xlsx", other)}).status_code == 403
    assert client.post("/co-quan/nhap", files={"tep": ("a.xlsx", own)}).status_code == 303


def test_a_spelling_is_understood_from_then_on(client: TestClient) -> None:
    assert "chưa hiểu" in client.get("/co-quan?o=Nhà nội vụ").text
    assert client.post("/co-quan/so-noi-vu/cach-viet", data={"cach-viet": "Nhà nội vụ"}).status_code == 303
    assert "chưa hiểu" not in client.get("/co-quan?o=Nhà nội vụ").text


def test_a_renamed_agency_keeps_its_duties_and_is_still_read_by_its_old_name(
    client: TestClient, office: Database
) -> None:
    typed = {"ten": "Sở Nội vụ và Lao động", "van-ban": "12/NQ-HĐND ngày 03/3/2026"}
    assert client.post("/co-quan/so-noi-vu/doi-ten", data=typed | {"van-ban": ""}).status_code == 422
    assert client.post("/co-quan/so-noi-vu/doi-ten", data=typed).status_code == 303
    text = client.get("/co-quan/so-noi-vu").text
    assert "<h1>Sở Nội vụ và Lao động</h1>" in text
    assert "Tên trước đây" in text
    assert 'href="/co-quan/so-noi-vu"' in client.get("/co-quan?o=Sở Nội vụ").text
    with office.reading() as session:
        assert {duty.agency_name for duty in assignments(session) if duty.agency == "so-noi-vu"} == {typed["ten"]}


def test_a_merger_hands_the_duties_and_people_on_and_both_pages_say_so(client: TestClient, office: Database) -> None:
    typed = {"ke-thua": "Sở Y tế", "van-ban": "12/NQ-HĐND ngày 03/3/2026"}
    assert client.post("/co-quan/so-noi-vu/ke-thua", data=typed).status_code == 303
    assert "đã kết thúc hoạt động" in client.get("/co-quan/so-noi-vu").text
    heir = client.get("/co-quan/so-y-te").text
    assert 'href="/co-quan/so-noi-vu"' in heir
    assert "hoa@snv.example" in heir
    with office.reading() as session:
        assert not [duty for duty in assignments(session) if duty.agency == "so-noi-vu" and duty.state in OPEN]


def test_a_new_agency_joins_a_group_whose_open_duties_are_then_given_to_it(client: TestClient) -> None:
    assert client.post("/co-quan/them", data={"ten": "Ban Dân tộc mới", "loai": "department"}).status_code == 303
    group = _group(client)
    joined = client.post(f"/co-quan/{group}/thanh-vien", data={"thanh-vien": "Ban Dân tộc mới"})
    assert joined.status_code == 303
    assert "Ban Dân tộc mới" in client.get(f"/co-quan/{group}").text


@pytest.mark.parametrize("who", [CLERK, HEAD, COORDINATOR, AUDITOR])
@pytest.mark.parametrize("form", ["cach-viet", "doi-ten", "ke-thua"])
def test_only_the_admin_changes_the_directory(office: Database, tmp_path: Path, who: Actor, form: str) -> None:
    client = pages_of(office, who, home=tmp_path)
    typed = {"cach-viet": "x", "ten": "Sở X", "ke-thua": "Sở Y tế", "van-ban": "1/QĐ"}
    assert client.get(f"/co-quan/so-noi-vu/{form}").status_code == 403
    assert client.post(f"/co-quan/so-noi-vu/{form}", data=typed).status_code == 403
    assert not (tmp_path / "config").exists()


def test_the_directory_goes_out_as_excel_and_comes_in_with_a_new_agency(client: TestClient) -> None:
    rows = _rows(client.get("/co-quan/danh-ba.xlsx").content)
    assert rows[0][:3] == ("code", "name", "kind")
    content = _workbook(rows[0][:3], ("ban-thu", "Ban Thử nghiệm", "department"))
    assert client.post("/co-quan/nhap", data={"loai": "danh-ba"}, files={"tep": ("d.xlsx", content)}).status_code == 303
    assert "Ban Thử nghiệm" in client.get("/co-quan?tim=ban+thu").text


def test_the_log_says_who_changed_the_directory(client: TestClient, office: Database) -> None:
    client.post("/co-quan/so-noi-vu/cach-viet", data={"cach-viet": "Nhà nội vụ"})
    with office.reading() as session:
        assert "keep_agency" in {line.entry.action for line in latest_lines(session, limit=5) if line.entry}


def _group(client: TestClient) -> str:
    """The code of the first group of communes in the list."""
    return client.get("/co-quan?loai=commune-group").text.split('<th scope="row"><a href="/co-quan/')[1].split('"')[0]


def _workbook(*rows: tuple[str, ...]) -> bytes:
    workbook, made = Workbook(), BytesIO()
    for row in rows:
        workbook.worksheets[0].append(row)
    workbook.save(made)
    return made.getvalue()


def _rows(content: bytes) -> list[tuple[str, ...]]:
    return [tuple(str(cell or "") for cell in row) for row in load_workbook(BytesIO(content)).worksheets[0].values]
