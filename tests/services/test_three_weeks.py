"""Three weeks of an office: every mail is true on its day, its addresses open, nobody gets two, no decision is lost."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from base.vietnamese import short_date
from config.keys import make_key_file
from services.day.steps import Day
from services.installation import Installation
from services.intake.announcing import announce_plan
from services.job_result import page
from services.jobs.catalogue import JOBS, run_job
from tests.notifications.sink import Sink, running
from tests.plans import a_row, at, registered, with_contacts
from tests.services.houses import a_house
from tests.services.mail_sentences import PHRASES, Said, Standing, untrue
from tests.services.office_weeks import FIRST, HEIRS, MERGED, POLICIES, happens
from tests.services.sent_mails import Sent, rows, run, sections
from tests.web.people import granted
from tests.web.shared_pages import pages_over
from workflow.by import By
from workflow.lifecycle import State
from workflow.people.grants import Actor, GrantedRole
from workflow.registry.past_days import PastDays

COORDINATOR = "so-khoa-hoc-va-cong-nghe"
OFFICES = ("so-noi-vu", "so-y-te", "so-tai-chinh", "cong-an-tinh")
DATED = re.compile(r"^\* \S+ \S*?\s?(\d{2}/\d{1,2}/\d{4}) \S (.+)$", re.MULTILINE)


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
            a_row("ngày 25 hằng tháng", "Sở Tài chính", title="Giải ngân hằng tháng", cooperating=""),
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
        assert state in mail.states, f"{mail.day}: {phrase}"


def of_helpers() -> tuple[str, str]:
    """Those of the group that cooperates which have nobody to write to, as the coordinator is told of them."""
    helping = {one.code for one in POLICIES.directory.members("cac-so-ban-nganh")} - {*OFFICES, COORDINATOR}
    return f"{len(helping)} cơ quan phối hợp", "cán bộ theo dõi"


def test_l7_every_sentence_is_one_that_is_vouched_for_and_true_on_the_day_of_sending(weeks: Weeks) -> None:
    faults: list[str] = []
    said = Counter[str]()
    for mail in weeks.sent:
        at = Standing(
            day=mail.day,
            agency=HEIRS.get(mail.office, mail.office) if mail.day > MERGED else mail.office,
            coordinates=mail.office == COORDINATOR,
            is_head=mail.to.startswith("giamdoc@"),
            duties=mail.duties,
            lines=mail.lines,
            lacking={of_helpers()},
        )
        for number, told in rows(mail):
            said.update(told)
            faults += filter(None, (untrue(Said(mail.duties[number], sentence, at)) for sentence in told))
    assert not faults, "\n".join(faults)
    unsaid = [phrase for phrase in PHRASES if not any(re.fullmatch(phrase, sentence) for sentence in said)]
    assert not unsaid, f"no mail of these weeks says: {unsaid}"


def test_l8_a_chain_ends_with_the_day_that_holds_on_the_day_of_sending(weeks: Weeks) -> None:
    seen = Counter[str]()
    for mail in weeks.sent:
        standing = re.findall(r"^\* .+?[▲●◆○◷✓–] (.+)\n.+\(Số (\d+)", mail.text, re.MULTILINE)
        for number, detail in re.findall(r"^Số (\d+)\. .+\n((?:  .+\n)+)", mail.text, re.MULTILINE):
            steps, _, today = detail.partition("  Hôm nay: ")
            label, _, last = steps.splitlines()[-1].strip().partition(": ")
            due = mail.duties[int(number)].due
            seen[label.partition(" lần")[0]] += 1
            assert (short_date(due) in last) if due else ("chưa biết" in last or label == "Hủy ghi nhận sự kiện"), (
                detail
            )
            assert today.splitlines()[0] in {said for said, of in standing if of == number}
    assert {"Đọc là", "Sự kiện đã xảy ra", "Chỉnh ghi nhận sự kiện", "Gia hạn", "Hủy ghi nhận sự kiện"} <= set(seen)


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
        ("so-noi-vu", "xác nhận hoàn thành được rút lại; lý do: bấm nhầm"),
        ("so-noi-vu", "có ý kiến phối hợp của Sở Tài chính (Ông Phạm Văn A): “Bổ sung dự toán.”"),
        ("so-noi-vu", "ngày xảy ra “Bộ Nội vụ ban hành Đề án” được chỉnh lại thành"),
        (
            "so-noi-vu",
            "hủy ghi nhận “Bộ Nội vụ ban hành Đề án” đã xảy ra, nhiệm vụ chờ lại sự kiện; lý do: văn bản bị thu hồi",
        ),
        ("so-tai-chinh", "có ý kiến chỉ đạo của Ông Phạm Văn A: “Trình trước phiên họp tháng 3.”"),
        ("so-tai-chinh", "báo cáo kết quả được trả lại; lý do: Thiếu phụ lục."),
        ("so-y-te", "được cơ quan đầu mối nhắc; lý do: Sắp họp giao ban."),
        ("so-y-te", "nhiệm vụ được chuyển sang cơ quan kế thừa; trước đây của Công an tỉnh"),
        ("so-y-te", "nhiệm vụ được thu hồi; lý do: đã giao ở văn bản khác"),
        ("so-y-te", "nhiệm vụ được mở lại; lý do: rút nhầm"),
    ],
)
def test_the_agency_hears_what_became_of_its_duty(weeks: Weeks, office: str, words: str) -> None:
    mails = [" ".join(mail.text.split()) for mail in weeks.sent if mail.to == f"vanthu@{office}.example"]
    assert any(words in mail for mail in mails)


def test_every_address_answers_its_recipient(weeks: Weeks) -> None:
    opened: set[tuple[str, str]] = set()
    for mail in weeks.sent:
        paths = set(re.findall(r"https://dondoc\.tinh\.example([^\s<>\"]*)", mail.text))
        fresh = sorted(path for path in paths if (mail.office, path) not in opened)
        opened |= {(mail.office, path) for path in fresh}
        client = pages_on(weeks.house, mail.day, reader(HEIRS.get(mail.office, mail.office)))
        for path in fresh:
            answer = client.get(path)
            # By the end of these weeks a duty may have gone to another agency: its mailed link says so.
            over = path.startswith("/l/") and answer.status_code == 410 and "không còn dùng được" in answer.text
            assert answer.status_code == 200 or over, f"{mail.day} {mail.to} {path}"


@pytest.mark.parametrize("role", [GrantedRole.HEAD, GrantedRole.VIEWER])
def test_l13_every_address_in_a_head_s_mail_opens_for_whoever_leads_or_only_looks(
    weeks: Weeks, role: GrantedRole
) -> None:
    mails = [mail for mail in weeks.sent if mail.to.startswith("giamdoc@") and "ubnd-tinh" not in mail.to]
    assert mails
    for mail in mails:
        agency = mail.to.partition("@")[2].removesuffix(".example")
        client = pages_on(weeks.house, mail.day, Actor(name=agency, grants=(granted(role, agency),)))
        paths = set(re.findall(r"https://dondoc\.tinh\.example([^\s<>\"]*)", mail.text))
        assert any(path.startswith("/viec/") for path in paths)
        assert [path for path in paths if client.get(path).status_code != 200] == []


def test_a_head_hears_only_what_is_past_its_date(weeks: Weeks) -> None:
    for mail in weeks.sent:
        if mail.to.startswith("giamdoc@"):
            assert {heading for heading, _ in sections(mail)} == {"QUÁ HẠN, CHƯA CÓ BÁO CÁO KẾT QUẢ"}
            assert "Ngừng nhận thư nhắc" not in mail.text, "an escalation can't be ended"


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
