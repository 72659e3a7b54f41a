"""The directory and its people by page: found, read, renamed, merged, away, brought in and given out as Excel."""

from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

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
from workflow.store.tables import AgencyRow, ContactRole, EventRow, NoticeRow, NoticeState

pytestmark = pytest.mark.sqlite_alone
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


def test_a_contact_is_put_right_and_what_was_not_sent_follows_its_address(client: TestClient, office: Database) -> None:
    with office.writing() as session:
        session.add_all([_notice("a", NoticeState.DEAD), _notice("b", NoticeState.SENT)])
    assert "Thư gần nhất không đến" in client.get("/co-quan/so-noi-vu").text
    assert 'href="/co-quan/so-noi-vu#nguoi-nhan"' in client.get("/thong-bao").text
    typed = {"ho-ten": "Chị Hoà", "vai-tro": "head", "dia-chi": "hoa@@snv"}
    refused = client.post("/co-quan/can-bo/1", data=typed)
    assert refused.status_code == 422
    assert "hoa@@snv" in refused.text
    assert client.post("/co-quan/can-bo/1", data=typed | {"ho-ten": " "}).status_code == 422
    assert client.post("/co-quan/can-bo/1", data=typed | {"dia-chi": "Hoa.2@snv.example"}).status_code == 303
    with office.reading() as session:
        known = next(one for one in contacts(session) if one.id == 1)
        told = dict(session.execute(select(NoticeRow.state, NoticeRow.recipient)).all())
        keys = sorted(session.scalars(select(NoticeRow.key)))
        lines = session.scalars(select(EventRow.details).where(EventRow.action == "keep_contact")).all()
    assert (known.name, known.role, known.address) == ("Chị Hoà", ContactRole.HEAD, "hoa.2@snv.example")
    assert told == {NoticeState.DEAD: "hoa.2@snv.example", NoticeState.SENT: "hoa@snv.example"}
    assert keys == ["1:a:email:hoa.2@snv.example", "1:b:email:hoa@snv.example"]
    assert [line["changed"] for line in lines] == [["person", "address"]]
    assert "Thư gần nhất không đến" not in client.get("/co-quan/so-noi-vu").text
    assert "tới địa chỉ cũ hoa@snv.example" in client.get("/thong-bao").text


def test_an_address_that_the_role_has_already_is_refused(client: TestClient) -> None:
    typed = {"ho-ten": "Chị Hoa", "vai-tro": "backup", "dia-chi": "tu@snv.example"}
    answer = client.post("/co-quan/can-bo/1", data=typed)
    assert answer.status_code == 422
    assert "đã có ở vai trò" in answer.text


def _notice(step: str, state: NoticeState) -> NoticeRow:
    return NoticeRow(
        key=f"1:{step}:email:hoa@snv.example",
        step=step,
        due=TODAY,
        channel="email",
        recipient="hoa@snv.example",
        recipient_name="Chị Hoa",
        agency_id=select(AgencyRow.id).where(AgencyRow.code == "so-noi-vu").scalar_subquery(),
        state=state,
        queued_at=at(TODAY),
        not_before=at(TODAY),
        settled_at=at(TODAY),
        outcome="bị từ chối: [550] no such user",
    )


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
    assert rows[0][:3] == ("Mã", "Tên", "Loại")
    content = _workbook(rows[0][:3], ("ban-thu", "Ban Thử nghiệm", "Sở, cơ quan chuyên môn"))
    assert client.post("/co-quan/nhap", data={"loai": "danh-ba"}, files={"tep": ("d.xlsx", content)}).status_code == 303
    assert "Ban Thử nghiệm" in client.get("/co-quan?tim=ban+thu").text


@pytest.mark.parametrize("province", ["Đồng Tháp", "Lào Cai"])
def test_the_directory_that_went_out_comes_in_unchanged_whatever_was_changed_before(
    database: Database, tmp_path: Path, province: str
) -> None:
    with database.writing() as session:
        choose_province(session, province, By(actor="Chị Lan", now=at(TODAY)))
    client = pages_of(database, home=tmp_path)
    paper = {"van-ban": "12/NQ-HĐND ngày 03/3/2026"}
    client.post("/co-quan/so-noi-vu/cach-viet", data={"cach-viet": "Nhà nội vụ"})
    client.post("/co-quan/so-tu-phap/doi-ten", data={"ten": "Sở Pháp luật", **paper})
    client.post("/co-quan/so-y-te/ke-thua", data={"ke-thua": "Sở Tài chính", **paper})
    before = client.get("/co-quan/danh-ba.xlsx").content
    sent = client.post("/co-quan/nhap", data={"loai": "danh-ba"}, files={"tep": ("d.xlsx", before)})
    assert sent.status_code == 303, sent.text
    assert "không có gì thay đổi" in client.get(sent.headers["location"]).text
    assert _rows(client.get("/co-quan/danh-ba.xlsx").content) == _rows(before)


def test_members_go_out_with_the_directory_and_a_new_one_comes_in_with_it(client: TestClient) -> None:
    group = _group(client)
    rows = _rows(client.get("/co-quan/danh-ba.xlsx").content)
    (line,) = [row for row in rows if row[0] == group]
    assert "xa-28261" in line[4].split("|")
    content = _workbook(rows[0], (*line[:4], f"{line[4]}|so-noi-vu", *line[5:]))
    sent = client.post("/co-quan/nhap", data={"loai": "danh-ba"}, files={"tep": ("d.xlsx", content)})
    assert "Đã sửa danh bạ theo tệp" in client.get(sent.headers["location"]).text
    (after,) = [row for row in _rows(client.get("/co-quan/danh-ba.xlsx").content) if row[0] == group]
    assert {*after[4].split("|")} == {*line[4].split("|"), "so-noi-vu"}


@pytest.mark.parametrize(
    ("kind", "rows", "said"),
    [
        (
            "danh-ba",
            [("Mã", "Tên", "Loại"), ("x", "Ban X", "bộ lạc")],
            "dòng 2: “bộ lạc” không phải loại cơ quan",
        ),
        ("danh-ba", [("a", "b")], "cột “Tên” hoặc “Mã”"),
        ("can-bo", [("Đơn vị", "Tên")], "thiếu cột Vai trò"),
        (
            "can-bo",
            [("Cơ quan", "Họ tên", "Vai trò"), ("Sở Y tế", "A", "văn thư")],
            "thiếu cột địa chỉ (Thư điện tử, Điện thoại, Nhóm Zalo, Zalo, Kênh trò chuyện)",
        ),
    ],
)
def test_what_is_wrong_with_a_list_is_said_in_the_words_of_the_office(
    client: TestClient, kind: str, rows: list[tuple[str, ...]], said: str
) -> None:
    files = {"tep": ("danh sách sở.xlsx", _workbook(*rows))}
    answer = client.post("/co-quan/nhap", data={"loai": kind}, files=files)
    assert answer.status_code == 422
    assert said in answer.text
    assert "danh sách sở.xlsx" in answer.text


@pytest.mark.parametrize("kind", ["danh-ba", "can-bo"])
def test_a_file_of_another_kind_is_called_so_whatever_its_name(client: TestClient, kind: str) -> None:
    files = {"tep": ("x.xlsx", b"%PDF-1.7\n1 0 obj\n")}
    answer = client.post("/co-quan/nhap", data={"loai": kind}, files=files)
    assert answer.status_code == 422
    assert "không phải bảng Excel" in answer.text


def test_a_merger_says_how_much_it_moves_and_refuses_a_group(client: TestClient) -> None:
    shown = client.get("/co-quan/so-noi-vu/ke-thua").text
    assert "Chuyển 2 nhiệm vụ còn mở, 2 địa chỉ nhận thông báo." in shown
    assert "Không có tài khoản, quyền nào" in shown
    client.post("/co-quan/so-noi-vu/moi", data={"ho-ten": "Chị Vân", "thu": "van@snv.example"})
    assert "Chuyển 1 quyền, của 1 tài khoản" in client.get("/co-quan/so-noi-vu/ke-thua").text
    typed = {"ke-thua": "Các sở, ban, ngành", "van-ban": "12/NQ-HĐND ngày 03/3/2026"}
    answer = client.post("/co-quan/so-noi-vu/ke-thua", data=typed)
    assert answer.status_code == 422
    assert "là một nhóm" in answer.text


def test_an_ended_agency_is_offered_neither_people_nor_accounts(client: TestClient) -> None:
    typed = {"ke-thua": "Sở Tài chính", "van-ban": "12/NQ-HĐND ngày 03/3/2026"}
    assert client.post("/co-quan/so-noi-vu/ke-thua", data=typed).status_code == 303
    text = client.get("/co-quan/so-noi-vu").text
    assert "them-can-bo" not in text
    assert "/so-noi-vu/moi" not in text
    for form in ("them-can-bo", "moi", "ke-thua"):
        answer = client.get(f"/co-quan/so-noi-vu/{form}")
        assert "đã kết thúc hoạt động" in answer.text.partition("<h1")[2]
        assert "<form" not in answer.text.partition("<main")[2].partition("</main")[0]
    more = {"ho-ten": "Chị Vân", "vai-tro": "head", "thu": "van@snv.example"}
    assert client.post("/co-quan/so-noi-vu/them-can-bo", data=more).status_code == 422


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
