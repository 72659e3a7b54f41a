"""The pages of awaited events: what is awaited, firing with every day in sight, people's words and their fate."""

import re
from datetime import date

import pytest
from fastapi.testclient import TestClient

from tests.plans import a_head, a_row, registered
from tests.web.offices import an_office, pages_of
from tests.web.people import ADMIN, CLERK, COORDINATOR, SINCE, STRANGER
from workflow.lifecycle import State
from workflow.people.actions import Action
from workflow.people.grants import Actor, Grant, GrantedRole, GrantScope, ScopeKind
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.duties.triggers import list_triggers
from workflow.store.firings.event_proposals import open_proposals, proposals_of
from workflow.store.log.tail import latest_lines
from workflow.store.tables import ProposalState

FIRED = {"ngay": "03/3/2026", "van-ban": "345/QĐ-BNV ngày 03/3/2026"}
DOCTOR = Actor(
    name="Anh Tâm",
    grants=(Grant(role=GrantedRole.STAFF, scope=GrantScope(kind=ScopeKind.AGENCY, agency="so-y-te"), since=SINCE),),
)
TRUSTED = Actor(
    name="Anh Nam",
    grants=(
        Grant(
            role=GrantedRole.COORDINATOR,
            scope=GrantScope(kind=ScopeKind.AGENCY, agency="so-khoa-hoc-va-cong-nghe"),
            since=SINCE,
            also=frozenset({Action.FIRE}),
        ),
    ),
)
TRUSTED_CLERK = Actor(
    name="Chị Thu",
    grants=(
        Grant(
            role=GrantedRole.STAFF,
            scope=GrantScope(kind=ScopeKind.AGENCY, agency="so-khoa-hoc-va-cong-nghe"),
            since=SINCE,
            also=frozenset({Action.FIRE}),
        ),
    ),
)


@pytest.fixture
def office(database: Database) -> Database:
    an_office(database)
    return database


@pytest.fixture
def event(office: Database) -> int:
    """The event for which Sở Y tế waits."""
    with office.reading() as session:
        return next(one.id for one in list_triggers(session) if one.awaited_by)


def hanging(office: Database) -> list[tuple[State, date | None]]:
    with office.reading() as session:
        return [(d.state, d.due) for d in assignments(session) if "Bệnh án" in d.task.title]


def sent(client: TestClient, event: int, **more: object) -> dict[str, object]:
    """What the page of proposed days would send, every duty chosen as it stands there."""
    text = client.get(f"/su-kien/{event}/ghi-nhan", params=FIRED).text
    days = dict(re.findall(r'name="(han-\d+)" value="([^"]*)"', text))
    chosen = re.findall(r'name="chon" id="chon-\d+" value="(\d+)" checked', text)
    return FIRED | days | {"chon": chosen} | more


def test_the_list_says_since_when_who_watches_and_how_many_wait(office: Database) -> None:
    text = pages_of(office).get("/su-kien").text
    assert "“Bộ Nội vụ ban hành Đề án”" in text
    assert "chờ 45 ngày" in text
    assert "Sở Khoa học và Công nghệ" in text
    assert "hỏi lần cuối: chưa hỏi" in text


def test_a_preview_names_every_day_with_its_reason_and_changes_nothing(office: Database, event: int) -> None:
    text = pages_of(office).get(f"/su-kien/{event}/ghi-nhan", params=FIRED).text
    assert "thứ Ba 17/3/2026" in text
    assert "suy đoán" in text
    assert "10 ngày làm việc" in text
    assert hanging(office) == [(State.WAITING, None)]


def test_firing_sets_the_days_that_were_shown(office: Database, event: int) -> None:
    admin = pages_of(office)
    answer = admin.post(f"/su-kien/{event}/ghi-nhan", data=sent(admin, event))
    assert answer.headers["location"] == f"/su-kien/{event}?xong=ghi-nhan"
    assert hanging(office) == [(State.ASSIGNED, date(2026, 3, 17))]
    after = admin.get(answer.headers["location"]).text
    assert "Đã ghi nhận sự kiện" in after
    assert f'href="/su-kien/{event}/huy"' in after


def test_an_event_that_may_come_again_opens_a_new_round_each_time(office: Database) -> None:
    row = a_row("Theo yêu cầu của UBND tỉnh", "Sở Y tế", title="Báo cáo tình hình bệnh viện")
    registered(office, row, head=a_head(number="79/KH-UBND"))
    admin = pages_of(office)
    with office.reading() as session:
        number = max(one.id for one in list_triggers(session))
    for day, last in (("02/3/2026", "20/3/2026"), ("04/3/2026", "25/3/2026")):
        fields = {"ngay": day, "van-ban": f"12/UBND-TH ngày {day}"}
        text = admin.get(f"/su-kien/{number}/ghi-nhan", params=fields).text
        picked = re.findall(r'name="chon" id="chon-\d+" value="(\d+)"', text)
        days = {f"han-{one}": last for one in picked}
        assert admin.post(f"/su-kien/{number}/ghi-nhan", data=fields | days | {"chon": picked}).status_code == 303
    with office.reading() as session:
        rounds = sorted(d.due for d in assignments(session) if d.task.title == row.title and d.due)
    assert rounds == [date(2026, 3, 20), date(2026, 3, 25)]


def test_a_day_may_be_edited_and_a_duty_left_out_until_the_event_is_noted_for_it_too(database: Database) -> None:
    words = "Sau khi Bộ Y tế ban hành hướng dẫn"
    registered(database, a_row(words, "Sở Y tế"), a_row(words, "Sở Nội vụ"), a_row(words, "Sở Tài chính"))
    admin, fired = pages_of(database), FIRED | {"van-ban": "9/QĐ-BYT"}
    answer = admin.post(
        "/su-kien/1/ghi-nhan", data=fired | {"chon": ["1", "2"], "han-1": "30/4/2026", "han-2": "17/3/2026"}
    )
    assert answer.status_code == 303
    with database.reading() as session:
        by_number = {duty.id: (duty.state, duty.due) for duty in assignments(session)}
    assert by_number == {
        1: (State.ASSIGNED, date(2026, 4, 30)),
        2: (State.ASSIGNED, date(2026, 3, 17)),
        3: (State.WAITING, None),
    }
    assert "còn nhiệm vụ chưa đặt hạn" in admin.get("/su-kien").text
    other = {"ngay": "20/02/2026", "van-ban": "khác/QĐ", "chon": ["3"], "han-3": "20/3/2026"}
    refused = admin.post("/su-kien/1/ghi-nhan", data=other)
    assert refused.status_code == 422
    assert "ghi đúng ngày ấy, hoặc sửa ngày của sự kiện" in refused.text
    assert "9/QĐ-BYT" in admin.get("/su-kien/1").text
    answer = admin.post("/su-kien/1/ghi-nhan", data=fired | {"chon": ["3"], "han-3": "20/3/2026"})
    assert answer.status_code == 303
    with database.reading() as session:
        assert {duty.state for duty in assignments(session)} == {State.ASSIGNED}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"ngay": "06/3/2026"}, "ngày chưa đến"),
        ({"ngay": "31/02/2026"}, "Tháng 02/2026 không có ngày 31"),
        ({"van-ban": " "}, "Ghi số, ngày của văn bản"),
        ({"ngay": "10/01/2026"}, "trước ngày ban hành của văn bản"),
        ({"chon": []}, "Chọn ít nhất một nhiệm vụ"),
        ({"han-chung": "01/3/2026"}, "Hạn này đã qua"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_happens(
    office: Database, event: int, typed: dict[str, object], said: str
) -> None:
    admin = pages_of(office)
    answer = admin.post(f"/su-kien/{event}/ghi-nhan", data=sent(admin, event, **typed))
    assert answer.status_code == 422
    assert said in answer.text
    assert hanging(office) == [(State.WAITING, None)]


def test_a_due_day_in_the_past_is_told_in_its_row(office: Database, event: int) -> None:
    admin = pages_of(office)
    form = sent(admin, event)
    row = next(name for name in form if name.startswith("han-"))
    answer = admin.post(f"/su-kien/{event}/ghi-nhan", data=form | {row: "02/3/2026"})
    assert answer.status_code == 422
    assert "Hạn này đã qua" in answer.text
    assert 'value="02/3/2026"' in answer.text


def test_an_event_before_the_plan_fires_when_its_day_is_meant(office: Database, event: int) -> None:
    admin = pages_of(office)
    form = sent(admin, event, ngay="10/01/2026", **{"chac-chan": "co"})
    assert admin.post(f"/su-kien/{event}/ghi-nhan", data=form).status_code == 303


def test_a_fired_event_is_corrected_with_its_days_in_sight_and_taken_back(office: Database, event: int) -> None:
    admin = pages_of(office)
    admin.post(f"/su-kien/{event}/ghi-nhan", data=sent(admin, event))
    shown = admin.get(f"/su-kien/{event}/sua").text
    assert 'value="03/3/2026"' in shown
    row = re.findall(r'name="(han-\d+)"', admin.get(f"/su-kien/{event}/sua", params=FIRED).text)[0]
    right = {"ngay": "02/3/2026", "van-ban": "345/QĐ-BNV ngày 02/3/2026", "ly-do": "ghi nhầm ngày"}
    number = row.removeprefix("han-")
    answer = admin.post(f"/su-kien/{event}/sua", data=right | {"chon": number, row: "16/3/2026"})
    assert answer.status_code == 303
    assert hanging(office) == [(State.ASSIGNED, date(2026, 3, 16))]
    assert admin.post(f"/su-kien/{event}/huy", data={}).status_code == 422
    assert admin.post(f"/su-kien/{event}/huy", data={"ly-do": "nhầm văn bản"}).status_code == 303
    assert hanging(office) == [(State.WAITING, None)]


def test_every_word_on_whether_it_happened_stands_on_the_page_of_the_event(office: Database, event: int) -> None:
    admin = pages_of(office)
    admin.post(f"/su-kien/{event}/ghi-nhan", data=sent(admin, event))
    right = {"ngay": "02/3/2026", "van-ban": "345/QĐ-BNV ngày 02/3/2026", "ly-do": "ghi nhầm ngày"}
    row = re.findall(r'name="(han-\d+)"', admin.get(f"/su-kien/{event}/sua", params=FIRED).text)[0]
    admin.post(f"/su-kien/{event}/sua", data=right | {"chon": row.removeprefix("han-"), row: "16/3/2026"})
    admin.post(f"/su-kien/{event}/huy", data={"ly-do": "nhầm văn bản"})
    text = admin.get(f"/su-kien/{event}").text
    said = re.findall(r'<span class="title">((?:Xảy ra|Sửa|Hủy).*?)</span>', text)
    assert [one[:30] for one in said] == [
        "Hủy ghi nhận: nhầm văn bản",
        "Sửa thành thứ Hai 02/3/2026, t",
        "Xảy ra thứ Ba 03/3/2026, theo ",
    ]


def test_a_correction_shows_the_day_that_a_duty_has_and_that_a_person_set_it(office: Database, event: int) -> None:
    admin = pages_of(office)
    form = sent(admin, event)
    row = next(name for name in form if name.startswith("han-"))
    admin.post(f"/su-kien/{event}/ghi-nhan", data=form | {row: "27/3/2026"})
    text = admin.get(f"/su-kien/{event}/sua", params=FIRED | {"ngay": "02/3/2026"}).text
    assert "thay cho 27/3/2026, <b>hạn người ghi nhận đã ấn định</b>" in text
    assert "nhiệm vụ bỏ chọn giữ hạn đang có" in text
    ticked = re.findall(r'<input type="checkbox" name="chon"[^>]*>', text)
    assert [" checked" in one for one in ticked] == [False], "a day that a person set moves only where somebody says so"
    assert "từ chờ sự kiện sang có hạn" not in text


def test_k5_a_correction_says_which_days_moved_and_which_stayed_before_and_after(office: Database, event: int) -> None:
    admin = pages_of(office)
    admin.post(f"/su-kien/{event}/ghi-nhan", data=sent(admin, event))
    right = {"ngay": "03/3/2026", "van-ban": "346/QĐ-BNV ngày 03/3/2026", "ly-do": "ghi nhầm số"}
    shown = admin.get(f"/su-kien/{event}/sua", params=right).text
    assert "như hạn đang có" in shown
    ((name, day),) = re.findall(r'name="(han-\d+)" value="([^"]*)"', shown)
    chosen = {"chon": name.removeprefix("han-"), name: day}
    assert admin.post(f"/su-kien/{event}/sua", data=right | chosen).status_code == 303
    assert "0 hạn đổi, 1 hạn giữ nguyên" in admin.get(f"/su-kien/{event}").text
    duty = admin.get(f"/viec/{name.removeprefix('han-')}").text
    assert "Chỉnh ghi nhận sự kiện" in duty
    assert "Hạn giữ nguyên thứ Ba 17/3/2026" in duty
    # Nobody chosen: the event is put right, the day stays.
    last = right | {"ngay": "02/3/2026"}
    assert admin.post(f"/su-kien/{event}/sua", data=last).status_code == 303
    assert hanging(office) == [(State.ASSIGNED, date(2026, 3, 17))]


def test_correcting_an_event_that_was_taken_back_is_answered_in_words_of_events(office: Database, event: int) -> None:
    admin = pages_of(office)
    admin.post(f"/su-kien/{event}/ghi-nhan", data=sent(admin, event))
    admin.post(f"/su-kien/{event}/huy", data={"ly-do": "nhầm"})
    late = admin.post(f"/su-kien/{event}/sua", data=FIRED | {"ly-do": "nhầm ngày", "chon": "4", "han-4": "25/3/2026"})
    assert late.status_code == 409
    assert "Nhiệm vụ vừa thay đổi" not in late.text
    assert 'class="kept">4<' not in late.text
    assert '<dt>Lý do</dt><dd class="kept">nhầm ngày</dd>' in late.text


def test_staff_propose_and_whoever_may_fire_accepts_what_they_said(office: Database, event: int) -> None:
    doctor, admin = pages_of(office, DOCTOR), pages_of(office)
    assert doctor.post(f"/su-kien/{event}/bao", data=FIRED).status_code == 303
    assert "báo đã xảy ra thứ Ba 03/3/2026" in admin.get("/").text
    shown = admin.get(f"/su-kien/{event}").text
    (address,) = re.findall(r'href="(/su-kien/\d+/ghi-nhan\?bao=\d+)"', shown)
    filled = admin.get(address).text
    assert 'value="03/3/2026"' in filled
    assert "17/3/2026" in filled
    answer = admin.post(f"/su-kien/{event}/ghi-nhan", data=sent(admin, event, bao=address.rpartition("=")[2]))
    assert answer.status_code == 303
    assert hanging(office) == [(State.ASSIGNED, date(2026, 3, 17))]
    with office.reading() as session:
        assert [one.state for one in proposals_of(session, event)] == [ProposalState.ACCEPTED]
        actions = [line.entry.action for line in latest_lines(session, limit=10) if line.entry]
    assert {"propose_event", "accept_proposal", "fire"} <= set(actions)


@pytest.mark.parametrize(
    ("who", "waits"), [(ADMIN, True), (COORDINATOR, False), (TRUSTED, True), (TRUSTED_CLERK, True)]
)
def test_a_word_waits_for_nobody_but_those_who_may_decide_on_it(
    office: Database, event: int, who: Actor, waits: bool
) -> None:
    pages_of(office, COORDINATOR).post(f"/su-kien/{event}/bao", data=FIRED)
    page = pages_of(office, who).get("/").text
    assert (f'href="/su-kien/{event}">Bộ Nội vụ' in page.partition("Chờ tôi")[2].partition("</section>")[0]) is waits


def test_a_word_is_refused_with_a_reason_that_its_author_reads(office: Database, event: int) -> None:
    doctor, admin = pages_of(office, DOCTOR), pages_of(office)
    doctor.post(f"/su-kien/{event}/bao", data=FIRED)
    with office.reading() as session:
        (word,) = open_proposals(session)
    address = f"/su-kien/{event}/khong-nhan/{word.id}"
    assert admin.post(address, data={"ly-do": ""}).status_code == 422
    assert doctor.post(address, data={"ly-do": "x"}).status_code == 403
    assert admin.post(address, data={"ly-do": "Mới là dự thảo"}).status_code == 303
    assert "Mới là dự thảo" in doctor.get(f"/su-kien/{event}").text
    assert admin.post(address, data={"ly-do": "lần nữa"}).status_code == 422
    assert hanging(office) == [(State.WAITING, None)]


def test_firing_without_a_word_closes_the_words_that_waited(office: Database, event: int) -> None:
    pages_of(office, DOCTOR).post(f"/su-kien/{event}/bao", data=FIRED)
    admin = pages_of(office)
    admin.post(f"/su-kien/{event}/ghi-nhan", data=sent(admin, event))
    with office.reading() as session:
        assert open_proposals(session) == []
        assert [one.state for one in proposals_of(session, event)] == [ProposalState.OVERTAKEN]


@pytest.mark.parametrize(
    ("who", "proposes", "fires"),
    [(ADMIN, 303, 303), (COORDINATOR, 303, 403), (TRUSTED, 303, 303), (DOCTOR, 303, 403), (STRANGER, 404, 404)],
)
def test_what_somebody_may_do_follows_the_table(
    office: Database, event: int, who: Actor, proposes: int, fires: int
) -> None:
    form = sent(pages_of(office), event)
    client = pages_of(office, who)
    assert client.post(f"/su-kien/{event}/bao", data=FIRED).status_code == proposes
    assert client.post(f"/su-kien/{event}/ghi-nhan", data=form).status_code == fires


def test_a_clerk_of_the_plan_sees_its_events_and_a_stranger_none(office: Database) -> None:
    assert "Bộ Nội vụ ban hành Đề án" in pages_of(office, CLERK).get("/su-kien").text
    assert "Bộ Nội vụ ban hành Đề án" not in pages_of(office, STRANGER).get("/su-kien").text


def test_whoever_fires_second_is_told_that_it_has_happened(office: Database, event: int) -> None:
    admin = pages_of(office)
    form = sent(admin, event)
    assert admin.post(f"/su-kien/{event}/ghi-nhan", data=form).status_code == 303
    late = admin.post(f"/su-kien/{event}/ghi-nhan", data=form)
    assert late.status_code == 409
    assert "03/3/2026" in late.text
