"""Three weeks of an office: every mail is true on its day, its addresses open, nobody gets two, no decision is lost."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from config.keys import make_key_file
from services.day.steps import Day, deliver_stage, queue_stage, sweep_stage
from services.installation import Installation
from services.intake.announcing import announce_plan
from services.job_result import page
from services.jobs.catalogue import JOBS, run_job
from tests.notifications.sink import Sink, running
from tests.plans import a_row, at, house_policies, registered, with_contacts
from tests.services.houses import a_house
from tests.web.people import granted
from tests.web.shared_pages import pages_over
from workflow.by import By
from workflow.lifecycle import Event, Role, State, Transition
from workflow.people.grants import Actor, GrantedRole
from workflow.registry.past_days import PastDays
from workflow.store.database.opening import Session
from workflow.store.duties.extensions import grant_extension, request_extension
from workflow.store.duties.reading import assignments
from workflow.store.duties.transitions import apply
from workflow.store.duties.triggers import fire
from workflow.store.firings.affected import Firing
from workflow.store.firings.event_proposals import keep_proposal, overtake_proposals

COORDINATOR = "so-khoa-hoc-va-cong-nghe"
OFFICES = ("so-noi-vu", "so-y-te", "so-tai-chinh", "cong-an-tinh")
FIRST = date(2026, 3, 2)
POLICIES = house_policies()
DATED = re.compile(r"^\* \S+ \S*?\s?(\d{2}/\d{1,2}/\d{4}) \S (.+)$", re.MULTILINE)
SECTION = re.compile(r"^([A-ZÀ-Ỹ ,]+) \(\d+ nhiệm vụ\)$", re.MULTILINE)


@dataclass(frozen=True)
class Sent:
    """A mail, the day it was sent on, and the duties' states as they were then."""

    day: date
    to: str
    subject: str
    text: str
    states: dict[int, State] = field(repr=False)


def act(session: Session, number: int, event: Event, role: Role, day: date, **brought: str) -> None:
    reason = brought.pop("reason", "")
    by = By(actor="Anh Minh", now=at(day, 10), reason=reason)
    apply(session, number, Transition(event=event, role=role, by=by, **brought))  # type: ignore[arg-type]


def happens(session: Session, day: date) -> None:
    """What people do on a day, between the two runs of it."""
    now = at(day, 10)
    match (day - FIRST).days:
        case 1:
            act(session, 1, Event.ACCEPT, Role.STAFF, day)
            act(session, 2, Event.REFUSE, Role.STAFF, day, reason="không đúng chức năng")
        case 2:
            act(session, 1, Event.REPORT, Role.STAFF, day, result="12/BC-SNV")
        case 3:
            act(session, 2, Event.REASSIGN, Role.COORDINATOR, day, agency="so-tai-chinh", reason="đúng chức năng")
            request_extension(session, 3, date(2026, 3, 24), By(actor="Anh Minh", now=now, reason="chờ ý kiến"))
            keep_proposal(session, 1, day, By(actor="Anh Minh", now=now, document="345/QĐ-BNV"))
        case 4:
            act(session, 1, Event.RETURN, Role.COORDINATOR, day, reason="chưa có phụ lục")
        case 8:
            by = By(actor="Chị Lan", now=now, document="Công văn 88/UBND")
            grant_extension(session, 3, by, POLICIES)
            fire(
                session, Firing(trigger_id=1, on=day, by=By(actor="Chị Lan", now=now, document="345/QĐ-BNV")), POLICIES
            )
            overtake_proposals(session, 1, by)
        case 9:
            act(session, 1, Event.REPORT, Role.STAFF, day, result="15/BC-SNV")
        case 11:
            act(session, 1, Event.CONFIRM, Role.COORDINATOR, day)
        case _:
            pass


def states_of(house: Installation) -> dict[int, State]:
    with house.database.reading() as session:
        return {duty.id: duty.state for duty in assignments(session)}


def run(house: Installation, sink: Sink, moment: datetime) -> Iterator[Sent]:
    """One run of the day's work: what it sent."""
    before = len(sink.mails)
    today = Day.at(moment)
    sweep_stage(house, today)
    queue_stage(house, today)
    deliver_stage(house, today)
    for mail in sink.mails[before:]:
        body = mail.get_body(("plain",))
        assert body is not None
        to = str(mail["To"].addresses[0].addr_spec)
        yield Sent(
            moment.date(), to, str(mail["Subject"]), "\n".join(body.get_content().splitlines()), states_of(house)
        )


@dataclass(frozen=True)
class Weeks:
    """The house after three weeks, and all that was sent."""

    house: Installation
    sent: list[Sent]


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Weeks]:
    home: Path = tmp_path_factory.mktemp("weeks")
    make_key_file(home)
    with running(Sink()) as sink, a_house(home, mail_url=sink.url(), base_url="https://dondoc.tinh.example") as house:
        with_contacts(house.database, *OFFICES, COORDINATOR, "ubnd-tinh", heads=True)
        registered(
            house.database,
            a_row("Trước 06/3/2026", "Sở Nội vụ", title="Kế hoạch cải cách hành chính", cooperating="Sở Tài chính"),
            a_row("Trước 12/3/2026", "Sở Y tế", title="Y tế thông minh", cooperating=""),
            a_row("Trước ngày 10/3/2026", "Công an tỉnh", title="An toàn thông tin", cooperating="Các sở, ban, ngành"),
            a_row("Trong 5 ngày sau khi Bộ Nội vụ ban hành Đề án", "Sở Nội vụ", title="Vị trí", cooperating=""),
            a_row("Trước 01/02/2026", "Sở Y tế", title="Khám sức khỏe định kỳ", cooperating=""),
            a_row("Ngày 15/3/2026", "Sở Tài chính", title="Dự toán", cooperating=""),
            on=FIRST - timedelta(days=3),
            report_cycle="trước ngày 20 hằng tháng",
            held=True,
        )
        announce_plan(house, 1, PastDays.ESCALATE, By(actor="Chị Lan", now=at(FIRST, 7)))
        sent: list[Sent] = []
        for number in range(19):
            day = FIRST + timedelta(days=number)
            sent += run(house, sink, at(day, 8))
            with house.database.writing() as session:
                happens(session, day)
            sent += run(house, sink, at(day, 14))
        yield Weeks(house, sent)


def test_three_weeks_make_mails_to_everybody_concerned(weeks: Weeks) -> None:
    told = {mail.to for mail in weeks.sent}
    assert {f"vanthu@{office}.example" for office in (*OFFICES, COORDINATOR)} <= told
    assert "giamdoc@ubnd-tinh.example" in told


def test_nobody_gets_two_mails_on_a_day(weeks: Weeks) -> None:
    twice = {key: count for key, count in Counter((mail.day, mail.to) for mail in weeks.sent).items() if count > 1}
    assert not twice


def due_of(written: str) -> date:
    day, month, year = map(int, written.split("/"))
    return date(year, month, day)


def test_how_near_each_date_is_holds_on_the_day_of_sending(weeks: Weeks) -> None:
    seen = Counter[str]()
    for mail in weeks.sent:
        for written, standing in DATED.findall(mail.text):
            due = due_of(written)
            act_by = POLICIES.working_days.on_or_before(due)
            if late := re.search(r"quá hạn (\d+) ngày", standing):
                seen["late"] += 1
                assert int(late[1]) == (mail.day - due).days > 0
            elif "đến hạn hôm nay" in standing:
                seen["today"] += 1
                assert due == mail.day
            elif left := re.search(r"còn (\d+) ngày làm việc", standing):
                seen["left"] += 1
                assert int(left[1]) == POLICIES.working_days.between(mail.day, act_by) > 0
    assert min(seen["late"], seen["today"], seen["left"]) > 0


def is_now(due: date, day: date) -> bool:
    return POLICIES.working_days.on_or_before(due) <= day <= due


def sections(mail: Sent) -> Iterator[tuple[str, str]]:
    parts = SECTION.split(mail.text)
    yield from zip(parts[1::2], parts[2::2], strict=True)


def test_every_section_holds_only_duties_of_which_its_heading_is_true(weeks: Weeks) -> None:
    found = set()
    for mail in weeks.sent:
        for heading, body in sections(mail):
            found.add(heading)
            for written, _ in DATED.findall(body.split("CHI TIẾT")[0]):
                due = due_of(written)
                act_by = POLICIES.working_days.on_or_before(due)
                if heading.startswith("QUÁ HẠN"):
                    assert due < mail.day
                elif heading == "CẦN XONG HÔM NAY":
                    assert mail.day in (act_by, due)
                elif heading == "CẦN XONG TRONG TUẦN NÀY":
                    assert mail.day < act_by <= mail.day + timedelta(days=6 - mail.day.weekday())
                elif heading == "SẮP TỚI":
                    assert act_by > mail.day
    assert {"QUÁ HẠN, CHƯA CÓ BÁO CÁO KẾT QUẢ", "CẦN XONG HÔM NAY", "CHỜ CƠ QUAN ĐẦU MỐI QUYẾT ĐỊNH"} <= found


@pytest.mark.parametrize(
    ("phrase", "state"),
    [("chờ xác nhận.", State.REPORTED), ("chờ giao lại.", State.REFUSED)],
)
def test_what_is_said_to_wait_for_a_decision_waits_as_it_is_said(weeks: Weeks, phrase: str, state: State) -> None:
    saying = [mail for mail in weeks.sent if phrase in mail.text]
    assert saying
    for mail in saying:
        assert state in mail.states.values(), f"{mail.day}: {phrase}"


def test_no_mail_says_the_name_of_a_rung_or_what_only_one_day_makes_true(weeks: Weeks) -> None:
    for mail in weeks.sent:
        for forbidden in ("Mốc nhắc", "Hôm nay là ngày làm việc cuối cùng", "None", "trước hạn 7 ngày"):
            assert forbidden not in mail.text
        if "trong ngày." in mail.text:
            assert any(is_now(due_of(written), mail.day) for written, _ in DATED.findall(mail.text))


@pytest.mark.parametrize(
    ("asked_on", "words"),
    [
        (1, "Cơ quan từ chối nhận"),
        (2, "Báo cáo kết quả gửi ngày"),
        (3, "Cơ quan xin gia hạn đến 24/3/2026"),
        (3, "Anh Minh báo ngày 05/3/2026: đã xảy ra ngày 05/3/2026, căn cứ 345/QĐ-BNV"),
    ],
)
def test_every_decision_is_told_to_the_coordinator_in_its_next_mail(weeks: Weeks, asked_on: int, words: str) -> None:
    asked = FIRST + timedelta(days=asked_on)
    soon = (asked, asked + timedelta(days=1))
    following = [mail for mail in weeks.sent if mail.to == f"vanthu@{COORDINATOR}.example" and mail.day in soon]
    assert any(words in mail.text for mail in following)


@pytest.mark.parametrize(
    ("office", "words"),
    [
        ("so-y-te", "nhiệm vụ được giao cho cơ quan khác"),
        ("so-tai-chinh", "nhiệm vụ được giao lại cho cơ quan này"),
        ("so-noi-vu", "báo cáo kết quả được trả lại; lý do: chưa có phụ lục"),
        ("so-noi-vu", "ghi nhận “Bộ Nội vụ ban hành Đề án” đã xảy ra"),
        ("cong-an-tinh", "được gia hạn; hạn trước đây 09/3/2026; hạn mới 24/3/2026; căn cứ Công văn 88/UBND"),
        ("so-noi-vu", "báo cáo kết quả được xác nhận"),
    ],
)
def test_the_agency_hears_what_became_of_its_duty(weeks: Weeks, office: str, words: str) -> None:
    assert any(words in mail.text for mail in weeks.sent if mail.to == f"vanthu@{office}.example")


def test_every_address_answers_its_recipient(weeks: Weeks) -> None:
    for mail in weeks.sent[:: max(1, len(weeks.sent) // 12)]:
        agency = mail.to.partition("@")[2].removesuffix(".example")
        client = pages_on(weeks.house, mail.day, reader(agency))
        for path in set(re.findall(r"https://dondoc\.tinh\.example([^\s<>\"]*)", mail.text)):
            assert client.get(path).status_code == 200, f"{mail.day} {mail.to} {path}"


@pytest.mark.parametrize("job", ["daily", "deliver", "weekly_digest", "follow_triggers", "seal_audit", "watch"])
def test_l13_every_address_on_a_run_s_page_answers_the_admin(weeks: Weeks, job: str) -> None:
    day = FIRST + timedelta(days=20)
    outcome = run_job(weeks.house, job, Day.at(at(day, 8)))
    shown = page(JOBS[job].title, "22/3/2026", outcome, weeks.house.settings.base_url)
    printed = set(re.findall(r"\(https://dondoc\.tinh\.example([^)]*)\)", shown))
    client = pages_on(weeks.house, day, Actor(name="admin", grants=(granted(GrantedRole.ADMIN),)))
    assert printed
    assert [path for path in printed if client.get(path).status_code != 200] == []


def pages_on(house: Installation, day: date, who: Actor) -> TestClient:
    """The pages as somebody sees them on a day."""
    return TestClient(pages_over(house, now=lambda: at(day, 9), actor_of=lambda _: who), follow_redirects=False)


def reader(agency: str) -> Actor:
    """Somebody of an agency, as he is signed in; the coordinator and the province's leaders see every duty."""
    if agency == "ubnd-tinh":
        return Actor(name=agency, grants=(granted(GrantedRole.LEADER),))
    role = GrantedRole.COORDINATOR if agency == COORDINATOR else GrantedRole.STAFF
    return Actor(name=agency, grants=(granted(role, agency),))
