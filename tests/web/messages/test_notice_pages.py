"""The outbox by page: what is stuck and what is done with it, why somebody was told, what goes out next morning."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from services.day.steps import Day, queue_stage
from services.messages.tomorrow import in_letter_order
from tests.plans import at, with_contacts
from tests.web.offices import TODAY, an_app, an_installation, an_office, pages_of
from tests.web.people import ADMIN, CLERK, COORDINATOR, STRANGER, granted
from workflow.people.grants import Actor, GrantedRole
from workflow.store.database.opening import Database
from workflow.store.notices.channels import ChannelStanding, channel_standings, hold_channel, keep_channel
from workflow.store.notices.listing import NoticeLine, notices
from workflow.store.seen_notices.to_come import ComingNotice
from workflow.store.tables import NoticeRow, NoticeState

pytestmark = pytest.mark.sqlite_alone

AUDITOR = Actor(name="Ông Kiểm", grants=(granted(GrantedRole.AUDITOR),))
HEALTH = Actor(name="Anh Bình", grants=(granted(GrantedRole.STAFF, "so-y-te"),))
MORNING = at(TODAY, 8)


@pytest.fixture
def office(database: Database) -> Database:
    """An office whose morning's notices are queued: Sở Nội vụ is late, and due tomorrow."""
    with_contacts(database, "so-noi-vu", "so-y-te", "so-khoa-hoc-va-cong-nghe")
    an_office(database)
    return database


def after_the_morning(database: Database) -> TestClient:
    """The pages as they are at eight, when the morning's letters are on their way."""
    return pages_of(database, now=lambda: MORNING)


def _queue(database: Database, day: datetime = MORNING) -> list[NoticeLine]:
    queue_stage(an_installation(database), Day.at(day))
    with database.reading() as session:
        return notices(session)


def _settle(database: Database, state: NoticeState, outcome: str = "550 5.1.1 không có hộp thư") -> NoticeLine:
    """Queue the morning's notices; one to Sở Nội vụ ends in this state. Return it."""
    number = next(line.id for line in _queue(database) if line.agency_name == "Sở Nội vụ")
    with database.writing() as session:
        row = session.get_one(NoticeRow, number)
        row.state, row.outcome, row.settled_at = state, outcome, MORNING
    with database.reading() as session:
        return next(line for line in notices(session) if line.id == number)


def _state(database: Database, number: int) -> NoticeState:
    with database.reading() as session:
        return next(line.state for line in notices(session) if line.id == number)


def test_the_outbox_says_who_was_told_what_and_each_duty_is_a_link(office: Database) -> None:
    lines = _queue(office)
    text = pages_of(office).get("/thong-bao").text
    assert lines
    assert lines[0].recipient in text
    assert f'href="/viec/{lines[0].assignment_id}"' in text
    assert "Chờ gửi" in text


def test_what_is_stuck_comes_first_with_what_to_do(office: Database) -> None:
    line = _settle(office, NoticeState.DEAD)
    text = pages_of(office).get("/thong-bao").text
    assert "Cần người xem" in text
    assert "550 5.1.1 không có hộp thư" in text
    assert f'name="so" id="so-{line.id}"' in text


@pytest.mark.parametrize(
    ("state", "how", "becomes"),
    [
        (NoticeState.DEAD, "gui-lai", NoticeState.QUEUED),
        (NoticeState.UNKNOWN, "gui-lai", NoticeState.QUEUED),
        (NoticeState.UNKNOWN, "da-den", NoticeState.SENT),
        (NoticeState.DEAD, "khong-gui", NoticeState.CANCELLED),
    ],
)
def test_what_is_stuck_is_decided_with_a_reason(
    office: Database, state: NoticeState, how: str, becomes: NoticeState
) -> None:
    line, client = _settle(office, state), pages_of(office)
    refused = client.post("/thong-bao/quyet", data={"so": str(line.id), "lam": how, "ly-do": ""})
    assert refused.status_code == 422
    assert f'id="so-{line.id}" value="{line.id}" checked' in refused.text
    decided = client.post("/thong-bao/quyet", data={"so": str(line.id), "lam": how, "ly-do": "đã gọi điện"})
    assert decided.status_code == 303
    assert _state(office, line.id) is becomes


def test_what_is_dead_is_never_said_to_have_arrived(office: Database) -> None:
    line = _settle(office, NoticeState.DEAD)
    typed = {"so": str(line.id), "lam": "da-den", "ly-do": "đã gọi điện"}
    assert pages_of(office).post("/thong-bao/quyet", data=typed).status_code == 422
    assert _state(office, line.id) is NoticeState.DEAD


@pytest.mark.parametrize(
    ("who", "sees", "steers"),
    [
        (ADMIN, True, True),
        (COORDINATOR, True, True),
        (AUDITOR, True, False),
        (CLERK, True, False),
        (HEALTH, False, False),
    ],
)
def test_a_notice_is_seen_and_decided_as_the_table_of_rights_says(
    office: Database, who: Actor, sees: bool, steers: bool
) -> None:
    line = _settle(office, NoticeState.DEAD)
    client = pages_of(office, who)
    assert client.get(f"/thong-bao/{line.id}").status_code == (200 if sees else 404)
    assert (f'href="/thong-bao/{line.id}"' in client.get("/thong-bao").text) is sees
    answer = client.post("/thong-bao/quyet", data={"so": str(line.id), "lam": "khong-gui", "ly-do": "x"})
    assert answer.status_code == (303 if steers else 403)


def test_who_has_no_part_sees_no_outbox(office: Database) -> None:
    client = pages_of(office, STRANGER)
    assert [client.get(f"/thong-bao{path}").status_code for path in ("", "/sang-mai", "/kenh", "/thang")] == [403] * 4


def test_why_somebody_is_told_names_every_rung(office: Database) -> None:
    client = pages_of(office)
    text = client.get("/thong-bao/vi-sao?viec=2&nguoi=so-noi-vu").text
    assert "trước hạn 7 ngày" in text
    assert "lần đôn đốc này dành cho" in text
    assert "Ghi một phần tên" in client.get("/thong-bao/vi-sao?viec=2").text
    unknown = client.get("/thong-bao/vi-sao?viec=9999&nguoi=x")
    assert unknown.status_code == 422
    assert "Không có nhiệm vụ số 9999" in unknown.text
    assert "dondoc tasks" not in unknown.text


def test_what_was_told_keeps_the_words_of_the_step_it_was_told_under(office: Database) -> None:
    """A message of an earlier ladder, whose step was called otherwise than the present one's."""
    line = next(one for one in _queue(office) if one.step_words.startswith("trước hạn"))
    with office.writing() as session:
        row = session.get_one(NoticeRow, line.id)
        row.step_words, row.queued_at = "trước hạn 22 ngày", at(TODAY - timedelta(days=1))
    client = pages_of(office)
    why = client.get(f"/thong-bao/vi-sao?viec={line.assignment_id}&nguoi={line.recipient}").text
    assert "22 ngày" in client.get(f"/thong-bao/{line.id}").text
    assert "22 ngày" in client.get(f"/viec/{line.assignment_id}").text
    assert re.search(r"04/3/2026.{0,200}trước hạn 22 ngày", why, re.DOTALL | re.IGNORECASE)


def test_why_is_told_to_whoever_sees_the_notices_of_the_duty(office: Database) -> None:
    assert pages_of(office, CLERK).get("/thong-bao/vi-sao?viec=2&nguoi=so-noi-vu").status_code == 200
    assert pages_of(office, HEALTH).get("/thong-bao/vi-sao?viec=2&nguoi=so-noi-vu").status_code == 422


def test_next_mornings_mails_are_shown_and_nothing_of_the_trial_stays(office: Database) -> None:
    text = after_the_morning(office).get("/thong-bao/sang-mai").text
    assert "07:30 thứ Sáu 06/3/2026" in text
    assert "vanthu@so-noi-vu.example" in text
    assert ".:" not in text
    for letter in re.findall(r'<ul class="bullets small">(.*?)</ul>', text, re.DOTALL):
        linked = re.findall(r'href="/viec/(\d+)"', letter)
        assert len(linked) == len(set(linked))
    with office.reading() as session:
        assert notices(session) == []


def _coming(step: str, line: int | str, duty: int) -> ComingNotice:
    return ComingNotice(
        key=f"{step}:{duty}:{line}:email",
        queued=False,
        channel="email",
        recipient="vanthu@so-noi-vu.example",
        recipient_name="Chị Lan",
        agency_name="Sở Nội vụ",
        step=step,
        step_words="",
        note="",
        due=TODAY,
        not_before=MORNING,
        duty=duty,
        title=f"Nhiệm vụ {duty}",
        plan_number="50/KH-UBND",
    )


def test_what_happened_to_a_duty_stands_in_the_order_of_its_letter_before_what_is_asked() -> None:
    ladder = _coming("lead-1", "2026-03-06", 4)
    changed, opened, other = _coming("changed", 31, 4), _coming("opened", 9, 4), _coming("changed", 2, 5)
    assert in_letter_order([ladder, changed, other, opened]) == [opened, changed, ladder, other]


def test_before_the_first_letters_the_next_morning_is_todays(office: Database) -> None:
    midnight = pages_of(office, now=lambda: at(TODAY, 0))
    assert "07:30 thứ Năm 05/3/2026" in midnight.get("/thong-bao/sang-mai").text


def test_a_letter_of_next_morning_is_shown_as_it_would_come_where_nothing_of_it_runs(office: Database) -> None:
    client = after_the_morning(office)
    asked = "/thong-bao/sang-mai/thu?kenh=email&nguoi=vanthu@so-noi-vu.example"
    letter = client.get(asked)
    assert letter.status_code == 200
    assert "Đề án &lt;b&gt;một cửa&lt;/b&gt;" in letter.text
    assert "/l/" not in letter.text
    assert letter.headers["content-security-policy"].startswith("sandbox")
    assert "script-src" not in letter.headers["content-security-policy"]
    assert pages_of(office, HEALTH).get(asked).status_code == 404
    assert client.get(f"{asked}x").status_code == 404
    with office.reading() as session:
        assert notices(session) == []


def test_a_mail_that_is_kept_back_is_not_queued_the_next_morning_and_can_be_sent_all_the_same(office: Database) -> None:
    client = after_the_morning(office)
    typed = {"kenh": "email", "nguoi": "vanthu@so-noi-vu.example", "ly-do": ""}
    assert client.post("/thong-bao/sang-mai", data=typed).status_code == 422
    assert client.post("/thong-bao/sang-mai", data=typed | {"ly-do": "đang họp kiểm điểm"}).status_code == 303
    assert "vanthu@so-noi-vu.example" not in client.get("/thong-bao/sang-mai").text
    ours = [one for one in _queue(office, at(TODAY + timedelta(days=1), 8)) if one.recipient == typed["nguoi"]]
    assert ours
    assert {one.state for one in ours} == {NoticeState.CANCELLED}
    again = {"so": str(ours[0].id), "lam": "gui-lai", "ly-do": "gửi được rồi"}
    assert client.post("/thong-bao/quyet", data=again).status_code == 303
    assert _state(office, ours[0].id) is NoticeState.QUEUED


def test_a_mail_that_was_kept_back_whole_is_sent_again_whole(office: Database) -> None:
    client = after_the_morning(office)
    typed = {"kenh": "email", "nguoi": "vanthu@so-khoa-hoc-va-cong-nghe.example", "ly-do": "đang họp kiểm điểm"}
    client.post("/thong-bao/sang-mai", data=typed)
    ours = [one for one in _queue(office, at(TODAY + timedelta(days=1), 8)) if one.recipient == typed["nguoi"]]
    assert len(ours) > 1
    page = client.get(f"/thong-bao/{ours[0].id}").text
    assert f"Gửi lại cả {len(ours)} thông báo đã giữ lại cùng lúc" in page
    again = {"so": str(ours[0].id), "lam": "gui-lai ca-thu", "ly-do": "họp xong"}
    answer = client.post("/thong-bao/quyet", data=again)
    assert answer.headers["location"] == "/thong-bao?xong=gui-lai"
    assert {_state(office, one.id) for one in ours} == {NoticeState.QUEUED}
    assert "đã giữ lại cùng lúc" not in client.get(f"/thong-bao/{ours[0].id}").text


def test_only_who_steers_keeps_a_mail_back(office: Database) -> None:
    typed = {"kenh": "email", "nguoi": "vanthu@so-noi-vu.example", "ly-do": "x"}
    for who in (CLERK, AUDITOR):
        assert pages_of(office, who).post("/thong-bao/sang-mai", data=typed).status_code == 403
    assert "Giữ lại" not in pages_of(office, CLERK).get("/thong-bao/sang-mai").text


def test_a_stopped_channel_says_why_and_is_opened_by_the_admin(office: Database, tmp_path: Path) -> None:
    with office.writing() as session:
        hold_channel(session, "email")
        keep_channel(session, ChannelStanding(name="email", stopped=True, why="535 sai mật khẩu"))
    assert (
        pages_of(office, COORDINATOR, home=tmp_path).post("/thong-bao/kenh", data={"kenh": "email"}).status_code == 403
    )
    client: TestClient = pages_of(office, home=tmp_path)
    text = client.get("/thong-bao/kenh").text
    assert "535 sai mật khẩu" in text
    assert client.post("/thong-bao/kenh", data={"kenh": "email"}).status_code == 303
    with office.reading() as session:
        assert not channel_standings(session)[0].stopped


def test_a_channel_that_is_no_longer_set_up_is_not_said_to_run(office: Database, tmp_path: Path) -> None:
    with office.writing() as session:
        hold_channel(session, "email")
    text = pages_of(office, home=tmp_path).get("/thong-bao/kenh").text
    assert "Thư điện tử: chưa cài đặt" in text
    assert "đang chạy" not in text
    running = an_app(office, home=tmp_path, mail_url="emailics://127.0.0.1:25/?from=a@b.example&tls=none")
    assert "Thư điện tử: đang chạy" in TestClient(running).get("/thong-bao/kenh").text
