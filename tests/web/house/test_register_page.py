"""Who has an account, on pages: invited as anything, given rights and more, let go, closed; the mail's fate is said."""

from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from services.accounts.people import people_with_grants
from services.accounts.register import look_at_register
from tests.plans import a_row, registered
from tests.web.accounts.office import Office
from tests.web.offices import SEVEN, an_installation
from tests.web.people import ADMIN, CLERK, SINCE
from tests.web.shared_pages import pages_over
from workflow.people.actions import Action
from workflow.people.grants import Actor, Grant, GrantedRole, ScopeKind
from workflow.store.database.opening import Database
from workflow.store.tables import EventRow

REGISTER = "/quan-tri/nguoi-dung"
INVITED = {
    "ho-ten": "Chị Hoa",
    "thu": "hoa@skhcn.example",
    "vai-tro": "coordinator",
    "co-quan": "Sở Khoa học và Công nghệ",
}
AUDITOR = Actor(name="Thanh tra", grants=(Grant(role=GrantedRole.AUDITOR, since=SINCE),))


@pytest.fixture
def house(file_database: Database) -> Office:
    """An office with one duty of Sở Nội vụ; its mails leave."""
    registered(file_database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    return Office(file_database)


def asked_by(office: Office, who: Actor, *, mails: bool = True) -> TestClient:
    """The pages as somebody sees them who has just proved himself; without `mails` no mail server is set."""
    installation = an_installation(office.database, base_url=office.base_url)
    app = pages_over(installation, now=lambda: SEVEN, desk=office.desk if mails else None, actor_of=lambda _: who)
    return TestClient(app, follow_redirects=False, headers={"Sec-Fetch-Site": "same-origin"})


def held(office: Office, mail: str) -> list[Grant]:
    return [
        kept.grant for account, rights in people_with_grants(office.desk) if account.mail == mail for kept in rights
    ]


def test_whoever_is_invited_has_the_role_the_scope_and_what_was_added(house: Office) -> None:
    fields = INVITED | {"den": "31/12/2026", "van-ban": "12/QĐ-UBND ngày 02/3/2026", "them": "import"}
    client = asked_by(house, ADMIN)
    led = client.post(REGISTER + "/moi", data=fields)
    assert led.status_code == 303
    for _ in ("first", "again"):
        assert "Thư mời đã gửi tới hoa@skhcn.example" in client.get(led.headers["location"]).text
    assert asked_by(house, AUDITOR).get(led.headers["location"]).headers["location"] == "/"
    assert [mail.recipient.address for mail in house.mails] == ["hoa@skhcn.example"]
    (right,) = held(house, "hoa@skhcn.example")
    assert (right.role, right.scope.agency) == (GrantedRole.COORDINATOR, "so-khoa-hoc-va-cong-nghe")
    assert (right.until, right.document) == (date(2026, 12, 31), "12/QĐ-UBND ngày 02/3/2026")
    assert right.also == {Action.IMPORT}
    page = asked_by(house, ADMIN).get(REGISTER).text
    assert "Cơ quan đầu mối, thêm nhập văn bản, Sở Khoa học và Công nghệ đến hết 31/12/2026" in page


def test_without_a_mail_server_the_link_is_shown_once_to_whoever_gives_rights(house: Office) -> None:
    answer = asked_by(house, ADMIN, mails=False).post(REGISTER + "/moi", data=INVITED)
    assert "Thư mời chưa gửi được" in answer.text
    assert f"<code>{house.base_url}/loi-moi/" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    head = Actor(name="Giám đốc", grants=(Grant(role=GrantedRole.HEAD, scope=CLERK.grants[0].scope, since=SINCE),))
    agency = head.grants[0].scope.agency
    own = asked_by(house, head, mails=False).post(f"/co-quan/{agency}/moi", data={"ho-ten": "A", "thu": "a@x.example"})
    assert "Thư mời chưa gửi được" in own.text
    assert "/loi-moi/" not in own.text


def test_a_link_of_a_house_without_a_base_address_leads_to_where_the_page_was_asked(house: Office) -> None:
    installation = an_installation(house.database, base_url="", development=True)
    app = pages_over(installation, now=lambda: SEVEN, actor_of=lambda _: ADMIN)
    own = {"Sec-Fetch-Site": "same-origin"}
    client = TestClient(app, follow_redirects=False, headers=own, base_url="http://127.0.0.1:8731")
    answer = client.post(REGISTER + "/moi", data=INVITED).text
    assert "<code>http://127.0.0.1:8731/loi-moi/" in answer
    assert answer.count("chưa gửi được") == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"vai-tro": "staff", "co-quan": ""}, "không giao cho toàn hệ thống. Vai trò này giao cho một cơ quan."),
        ({"co-quan": "Sở Không Có"}, "Sở Không Có"),
        ({"so-van-ban": "999/KH-UBND"}, "999/KH-UBND"),
        ({"den": "01/01/2026"}, "“01/01/2026” là ngày trước ngày bắt đầu"),
        ({"den": "mai mốt"}, "Chưa đọc được ngày"),
        ({"them": "see_log"}, "không phải quyền giao thêm được"),
        ({"ho-ten": ""}, "Ghi họ và tên"),
    ],
)
def test_what_cant_be_given_is_said_at_the_form_and_what_was_typed_stays(
    house: Office, changed: dict[str, str], said: str
) -> None:
    answer = asked_by(house, ADMIN).post(REGISTER + "/moi", data=INVITED | changed)
    assert answer.status_code == 422
    assert said in answer.text
    assert "hoa@skhcn.example" in answer.text
    assert look_at_register(house.desk, ADMIN, search="hoa@", now=SEVEN) == []
    assert house.mails == []


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"co-quan": "Sở Không Có"}, "co-quan", "“Sở Không Có” không phải tên một cơ quan trong danh bạ"),
        ({"co-quan": "", "so-van-ban": "77/KH-KHÔNG"}, "so-van-ban", "77/KH-KHÔNG"),
        ({"den": "01/01/2026"}, "den", "là ngày trước ngày bắt đầu"),
        ({"vai-tro": "admin"}, "vai-tro", "không giao cho"),
    ],
)
def test_what_is_wrong_stands_at_the_field_where_it_was_typed(
    house: Office, changed: dict[str, str], field: str, said: str
) -> None:
    answer = asked_by(house, ADMIN).post(REGISTER + "/moi", data=INVITED | changed)
    assert answer.status_code == 422
    at_field = answer.text.partition(f'id="{field}-loi"')[2].partition("</p>")[0]
    assert said in at_field
    assert "Sửa dòng này" not in answer.text


def test_a_right_is_given_and_ended_an_account_closed_and_opened_again(house: Office) -> None:
    client = asked_by(house, ADMIN)
    number, _ = house.person("binh@snv.example", name="Anh Bình")
    page = f"{REGISTER}/{number}"
    assert "Chưa có quyền nào" in client.get(page).text
    assert client.post(f"{page}/quyen", data={"vai-tro": "viewer", "so-van-ban": "50/KH-UBND"}).status_code == 303
    (right,) = held(house, "binh@snv.example")
    assert (right.role, right.scope.kind) == (GrantedRole.VIEWER, ScopeKind.PLAN)
    assert client.post(f"{page}/quyen/1/thu-hoi").status_code == 303
    assert held(house, "binh@snv.example") == []
    assert client.post(f"{page}/khoa", data={"ly-do": ""}).status_code == 422
    assert client.post(f"{page}/khoa", data={"ly-do": "nghỉ hưu"}).status_code == 303
    assert "nghỉ hưu" in client.get(page).text
    assert client.post(f"{page}/mo").status_code == 303
    assert "Gửi lại lời mời" in client.get(page).text


def test_the_last_admin_is_neither_closed_nor_let_go(house: Office) -> None:
    house.admin()
    client, (admin,) = asked_by(house, ADMIN), look_at_register(house.desk, ADMIN, now=SEVEN)
    page = f"{REGISTER}/{admin.account.id}"
    for path, fields in ((f"{page}/khoa", {"ly-do": "x"}), (f"{page}/quyen/{admin.grants[0].id}/thu-hoi", {})):
        answer = client.post(path, data=fields)
        assert answer.status_code == 422, path
        assert "quản trị duy nhất" in answer.text


def test_an_auditor_reads_the_register_and_changes_nothing_there(house: Office) -> None:
    number, _ = house.person("binh@snv.example", name="Anh Bình")
    client = asked_by(house, AUDITOR)
    page = client.get(f"{REGISTER}/{number}").text
    assert "Anh Bình" in page
    assert '<form method="post"' not in page
    for path in ("moi", f"{number}/quyen", f"{number}/khoa", f"{number}/mo", f"{number}/moi-lai"):
        answer = client.post(f"{REGISTER}/{path}", data=INVITED | {"ly-do": "x"})
        assert answer.status_code in {403, 422}, path
    assert len(house.mails) == 0
    assert held(house, "binh@snv.example") == []


def test_a_lock_of_wrong_passwords_is_shown_until_when_and_lifted_by_an_admin(house: Office) -> None:
    house.clock.now = SEVEN
    number, path = house.person("truong@snv.example", name="Anh Trường")
    owner = house.browser()
    owner.post(path)
    password = "Mot-mat-khau-9-chu"
    owner.post("/toi/mat-khau", mat_khau_moi=password, nhap_lai=password)
    tries = house.browser()
    for wrong in range(house.policy.wrong_in_a_row):
        tries.post("/dang-nhap/mat-khau", thu="truong@snv.example", mat_khau=f"sai-{wrong}")
    client, auditor, page = asked_by(house, ADMIN), asked_by(house, AUDITOR), f"{REGISTER}/{number}"
    assert "tạm khóa đến 19:00 ngày 05/3/2026" in client.get(REGISTER).text
    assert "tạm khóa đăng nhập bằng mật khẩu đến 19:00 ngày 05/3/2026" in client.get(page).text
    assert "Mở khóa</button>" in client.get(page).text
    assert "Mở khóa</button>" not in auditor.get(page).text
    assert auditor.post(f"{page}/mo-khoa").status_code == 403
    assert tries.post("/dang-nhap/mat-khau", thu="truong@snv.example", mat_khau=password).status_code != 303

    done = client.post(f"{page}/mo-khoa")
    assert "Đã mở khóa" in client.get(done.headers["location"]).text
    assert "tạm khóa" not in client.get(page).text
    assert tries.post("/dang-nhap/mat-khau", thu="truong@snv.example", mat_khau=password).status_code == 303
    with house.database.reading() as session:
        told = session.scalars(select(EventRow.action).order_by(EventRow.id.desc())).all()
    assert "unlock_account" in told
