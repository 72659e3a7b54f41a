"""The forms of a duty: what they need, what they do, whom they let, and what becomes of what was typed."""

import html
import re
from datetime import date

import pytest
from fastapi.testclient import TestClient

from tests.plans import a_head, a_row, registered
from tests.web.offices import an_office, pages_of
from tests.web.people import ADMIN, CLERK, COORDINATOR, STRANGER, granted
from web.duties.forms.kinds import FORMS, EventForm
from web.frame.looking import PAGES
from workflow.people.grants import Actor, GrantedRole
from workflow.rights import RIGHTS
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignment, assignments
from workflow.store.log.writing import history

OWN = {"Sec-Fetch-Site": "same-origin"}
REPORT = {"so-van-ban": "128/BC-SNV", "ngay": "05/3/2026"}


@pytest.fixture
def office(file_database: Database) -> Database:
    an_office(file_database)
    return file_database


def pages(office: Database, who: Actor = ADMIN) -> TestClient:
    client = pages_of(office, who)
    client.headers.update(OWN)
    return client


def duty_of(office: Database, title: str) -> int:
    with office.reading() as session:
        return next(duty.id for duty in assignments(session) if title in duty.task.title)


@pytest.fixture
def gate(office: Database) -> int:
    """An open duty of Sở Nội vụ, due tomorrow."""
    return duty_of(office, "một cửa")


def state(office: Database, number: int) -> str:
    with office.reading() as session:
        return assignment(session, number).state.value


def version_in(text: str) -> str:
    found = re.search(r'name="phien-ban" value="(\d+)"', text)
    assert found
    return found[1]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_opening_a_form_changes_nothing(office: Database, gate: int, form: EventForm) -> None:
    with office.reading() as session:
        before = len(history(session, gate))
    shown = pages(office).get(f"/viec/{gate}/{form.name}")
    assert shown.status_code == (200 if GrantedRole.ADMIN in RIGHTS[form.action] else 403)
    assert shown.text.count("<h1") == 1
    with office.reading() as session:
        assert len(history(session, gate)) == before


def test_a_leader_and_a_cooperating_agency_say_what_they_think_and_nothing_of_the_duty_changes(
    office: Database,
) -> None:
    number = duty_of(office, "Y tế thông minh")
    with office.reading() as session:
        before = assignment(session, number)
    leader = pages(office, Actor(name="Ông Lâm", grants=(granted(GrantedRole.LEADER),)))
    helper = pages(office, CLERK)
    assert (
        f'class="button outlined" href="/viec/{number}/chi-dao">Ghi ý kiến chỉ đạo'
        in leader.get(f"/viec/{number}").text
    )
    assert (
        f'class="button outlined" href="/viec/{number}/y-kien">Ghi ý kiến phối hợp'
        in helper.get(f"/viec/{number}").text
    )

    assert "Ghi nội dung ý kiến" in leader.post(f"/viec/{number}/chi-dao", data={"noi-dung": " "}).text
    assert leader.post(f"/viec/{number}/chi-dao", data={"noi-dung": "Làm trước <b>dữ liệu</b>."}).status_code == 303
    assert helper.post(f"/viec/{number}/y-kien", data={"noi-dung": "Đã gửi số liệu 2025"}).status_code == 303
    assert helper.post(f"/viec/{number}/chi-dao", data={"noi-dung": "x"}).status_code == 403

    shown = helper.get(f"/viec/{number}?xong=y-kien").text
    assert "Đã ghi ý kiến phối hợp. Sở Y tế được báo" in shown
    assert "<dt>Ý kiến chỉ đạo</dt><dd>“Làm trước &lt;b&gt;dữ liệu&lt;/b&gt;.”</dd><dd>Ông Lâm, " in shown
    assert "Ông Lâm <b>ghi ý kiến chỉ đạo</b>: Làm trước &lt;b&gt;dữ liệu&lt;/b&gt;" in shown
    assert "Chị Hoa <b>ghi ý kiến phối hợp</b>: Đã gửi số liệu 2025" in shown
    with office.reading() as session:
        assert assignment(session, number) == before


def test_a_clerk_accepts_notes_progress_reports_and_takes_the_report_back(office: Database, gate: int) -> None:
    clerk = pages(office, CLERK)
    assert clerk.post(f"/viec/{gate}/nhan", data={}).headers["location"] == f"/viec/{gate}?xong=nhan"
    assert state(office, gate) == "in_progress"
    assert clerk.post(f"/viec/{gate}/tien-do", data={"noi-dung": "Đã trình", "phan-tram": "60"}).status_code == 303
    assert clerk.post(f"/viec/{gate}/bao-cao", data=REPORT).status_code == 303
    assert state(office, gate) == "reported"
    after = clerk.get(f"/viec/{gate}?xong=bao-cao").text
    assert "Đã gửi báo cáo đến Sở Khoa học và Công nghệ, chờ xác nhận." in after
    assert f'href="/viec/{gate}/rut-bao-cao">Hoàn tác' in after
    assert "128/BC-SNV ngày 05/3/2026" in after
    assert clerk.post(f"/viec/{gate}/rut-bao-cao", data={}).status_code == 303
    assert state(office, gate) == "in_progress"


def test_the_coordinator_sees_the_report_beside_what_was_asked_and_returns_or_confirms_it(
    office: Database, gate: int
) -> None:
    pages(office, CLERK).post(f"/viec/{gate}/bao-cao", data=REPORT)
    coordinator = pages(office, COORDINATOR)
    shown = coordinator.get(f"/viec/{gate}/xac-nhan").text
    assert "128/BC-SNV ngày 05/3/2026" in shown
    assert "“Đề án”" in shown or "Đề án</q>" in shown
    assert coordinator.post(f"/viec/{gate}/tra-lai", data={"ly-do": "Thiếu phụ lục"}).status_code == 303
    assert state(office, gate) == "in_progress"
    pages(office, CLERK).post(f"/viec/{gate}/bao-cao", data=REPORT)
    assert coordinator.post(f"/viec/{gate}/xac-nhan", data={}).status_code == 303
    assert state(office, gate) == "completed"


def test_undoing_a_confirmation_lets_the_report_wait_again(office: Database, gate: int) -> None:
    pages(office, CLERK).post(f"/viec/{gate}/bao-cao", data=REPORT)
    coordinator = pages(office, COORDINATOR)
    coordinator.post(f"/viec/{gate}/xac-nhan", data={})
    assert f'href="/viec/{gate}/rut-xac-nhan">Hoàn tác' in coordinator.get(f"/viec/{gate}?xong=xac-nhan").text
    assert "không phải báo cáo lại" in coordinator.get(f"/viec/{gate}/rut-xac-nhan").text
    assert coordinator.post(f"/viec/{gate}/rut-xac-nhan", data={}).status_code == 303
    assert state(office, gate) == "reported"
    assert "trở lại chờ xác nhận" in coordinator.get(f"/viec/{gate}?xong=rut-xac-nhan").text


def test_who_reported_for_an_agency_may_not_confirm_it(office: Database, gate: int) -> None:
    clerk = pages(office, CLERK)
    clerk.post(f"/viec/{gate}/bao-cao", data=REPORT)
    refused = clerk.post(f"/viec/{gate}/xac-nhan", data={})
    assert refused.status_code == 403
    assert state(office, gate) == "reported"


def test_a_stranger_learns_nothing_of_a_duty(office: Database, gate: int) -> None:
    stranger = pages(office, STRANGER)
    assert stranger.get(f"/viec/{gate}/nhan").status_code == 404
    assert "một cửa" not in stranger.post(f"/viec/{gate}/nhan", data={}).text
    assert state(office, gate) == "assigned"


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("bao-cao", {"ngay": "05/3/2026"}, "Ghi số, ký hiệu của văn bản, kèm tệp, dán đường dẫn"),
        ("bao-cao", {"so-van-ban": "1/BC", "ngay": "31/02/2026"}, "Tháng 02/2026 không có ngày 31"),
        ("bao-cao", {"duong-dan": "javascript:alert(1)", "ngay": "05/3/2026"}, "Dán đường dẫn bắt đầu bằng https://"),
        ("tien-do", {"noi-dung": "x", "phan-tram": "101"}, "Ghi một số từ 0 đến 100"),
        ("tien-do", {"noi-dung": "  "}, "Ghi nội dung tiến độ"),
        ("tu-choi", {}, "Ghi lý do"),
        ("giao-lai", {"co-quan": "Sở Không Có"}, "“Sở Không Có” không có trong danh bạ"),
        ("xin-gia-han", {"ngay": "01/3/2026", "ly-do": "chờ số liệu"}, ""),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    office: Database, gate: int, name: str, typed: dict[str, str], said: str
) -> None:
    answer = pages(office).post(f"/viec/{gate}/{name}", data=typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'role="alert"' in answer.text
    for text in typed.values():
        assert text.strip() in answer.text
    assert state(office, gate) == "assigned"


def test_a_refusal_because_of_another_duty_leads_to_it(office: Database) -> None:
    registered(
        office, a_row("Trước 15/7/2026", "Sở Nội vụ, Sở Y tế", title="Báo cáo chung"), head=a_head(number="51/KH")
    )
    with office.reading() as session:
        first, other = (duty for duty in assignments(session) if duty.task.title == "Báo cáo chung")
    client = pages(office)
    typed = {"phien-ban": version_in(client.get(f"/viec/{first.id}/giao-lai").text), "co-quan": other.agency_name}
    answer = client.post(f"/viec/{first.id}/giao-lai", data=typed | {"ly-do": "giao nhầm"})
    assert answer.status_code == 422
    assert f'<a href="/viec/{other.id}">Xem nhiệm vụ {other.id}</a>' in answer.text


@pytest.mark.parametrize("address", sorted(set(PAGES.values())))
def test_every_page_that_a_refusal_sends_to_opens(office: Database, gate: int, address: str) -> None:
    assert pages(office).get(address.format(gate)).status_code == 200


def test_whoever_comes_second_is_told_who_was_first_and_keeps_his_words(office: Database, gate: int) -> None:
    coordinator = pages(office, COORDINATOR)
    pages(office, CLERK).post(f"/viec/{gate}/bao-cao", data=REPORT)
    version = version_in(coordinator.get(f"/viec/{gate}/tra-lai").text)
    assert coordinator.post(f"/viec/{gate}/xac-nhan", data={"phien-ban": version}).status_code == 303
    late = pages(office).post(f"/viec/{gate}/tra-lai", data={"phien-ban": version, "ly-do": "Thiếu chữ ký"})
    assert late.status_code == 409
    assert "Anh Nam" in late.text
    assert "Thiếu chữ ký" in late.text
    assert state(office, gate) == "completed"


def test_whoever_comes_second_may_go_on_with_his_words_where_that_is_still_possible(
    office: Database, gate: int
) -> None:
    clerk = pages(office, CLERK)
    version = version_in(clerk.get(f"/viec/{gate}/tien-do").text)
    pages(office).post(f"/viec/{gate}/tien-do", data={"noi-dung": "đang lấy ý kiến"})
    late = clerk.post(f"/viec/{gate}/tien-do", data={"phien-ban": version, "noi-dung": "đã xong dự thảo"})
    assert late.status_code == 409
    (again,) = re.findall(r'href="(/viec/\d+/tien-do\?[^"]*)"', late.text)
    assert "đã xong dự thảo" in clerk.get(html.unescape(again)).text


def test_a_form_sent_twice_acts_once(office: Database, gate: int) -> None:
    clerk = pages(office, CLERK)
    version = version_in(clerk.get(f"/viec/{gate}/nhan").text)
    assert clerk.post(f"/viec/{gate}/nhan", data={"phien-ban": version}).status_code == 303
    assert clerk.post(f"/viec/{gate}/nhan", data={"phien-ban": version}).status_code == 409


def test_an_extension_is_asked_for_granted_by_document_and_told(office: Database, gate: int) -> None:
    clerk, coordinator = pages(office, CLERK), pages(office, COORDINATOR)
    asked = clerk.post(f"/viec/{gate}/xin-gia-han", data={"ngay": "30/3/2026", "ly-do": "chờ số liệu"})
    assert asked.status_code == 303
    shown = coordinator.get(f"/viec/{gate}/cho-gia-han").text
    assert "thứ Hai 30/3/2026" in shown
    assert coordinator.post(f"/viec/{gate}/cho-gia-han", data={"van-ban": "315/UBND-KT"}).status_code == 303
    with office.reading() as session:
        assert assignment(session, gate).due == date(2026, 3, 30)


def test_a_form_from_another_site_is_not_taken(office: Database, gate: int) -> None:
    client = pages_of(office, CLERK)
    forged = client.post(f"/viec/{gate}/nhan", data={}, headers={"Sec-Fetch-Site": "cross-site"})
    assert forged.status_code == 403
    assert state(office, gate) == "assigned"


def test_a_form_that_is_not_there_is_no_page(office: Database, gate: int) -> None:
    assert pages(office).get(f"/viec/{gate}/xoa").status_code == 404
