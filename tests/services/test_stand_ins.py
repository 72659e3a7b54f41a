"""Who hears instead of somebody: on every rung, for every reason, in words that are true of him and of nobody else."""

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from config.keys import make_key_file
from tests.notifications.sink import Sink, running
from tests.plans import a_row, at, house_policies, registered, with_agencies
from tests.services.houses import a_house
from tests.services.mail_sentences import INSTEAD, Said, Standing, untrue
from tests.services.sent_mails import Sent, rows, run
from workflow.notices.ladder import step_day
from workflow.store.database.opening import Database
from workflow.store.people.contacts import contacts, set_away
from workflow.store.people.directory import Contact, keep_contacts
from workflow.store.tables import ContactRole

COORDINATOR = "so-khoa-hoc-va-cong-nghe"
DUE = date(2026, 3, 11)
POLICIES = house_policies()
LADDER = POLICIES.ladders.common
DAYS = sorted({step_day(step, DUE, POLICIES.working_days) for step in LADDER.steps})
STAFF, HEAD, BACKUP = ContactRole.STAFF, ContactRole.HEAD, ContactRole.BACKUP
# Who there is, and who is away with whom in his place; Sở Nội vụ, UBND tỉnh and all that cooperate have nobody.
PEOPLE = {
    f"vanthu@{COORDINATOR}.example": (COORDINATOR, STAFF),
    "vanthu@so-y-te.example": ("so-y-te", STAFF),
    "vanthu@so-tai-chinh.example": ("so-tai-chinh", STAFF),
    "duphong@so-tai-chinh.example": ("so-tai-chinh", BACKUP),
    "vanthu@cong-an-tinh.example": ("cong-an-tinh", STAFF),
    "giamdoc@cong-an-tinh.example": ("cong-an-tinh", HEAD),
    "thay@cong-an-tinh.example": ("cong-an-tinh", BACKUP),
    "vanthu@so-xay-dung.example": ("so-xay-dung", STAFF),
    "giamdoc@so-xay-dung.example": ("so-xay-dung", HEAD),
}
AWAY = {
    "vanthu@so-y-te.example": "",
    "vanthu@so-tai-chinh.example": "",
    "vanthu@cong-an-tinh.example": "thay@cong-an-tinh.example",
    "giamdoc@cong-an-tinh.example": "thay@cong-an-tinh.example",
    "giamdoc@so-xay-dung.example": "",
}
LACKING = {
    ("Sở Nội vụ", "cán bộ theo dõi"),
    ("Sở Nội vụ", "thủ trưởng"),
    ("Sở Y tế", "thủ trưởng"),
    ("Ủy ban nhân dân tỉnh", "lãnh đạo"),
    ("Thanh tra tỉnh", "cán bộ theo dõi"),
    ("2 cơ quan phối hợp", "cán bộ theo dõi"),
    ("2 xã, phường", "cán bộ theo dõi"),
}
ABSENT = {("Sở Y tế", "cán bộ theo dõi"), ("Sở Xây dựng", "thủ trưởng")}


def with_people(database: Database) -> None:
    with_agencies(database)
    with database.writing() as session:
        keep_contacts(session, [Contact(agency=c, role=r, name=a, address=a) for a, (c, r) in PEOPLE.items()])
        numbers = {one.address: one.id for one in contacts(session)}
        for address, instead in AWAY.items():
            set_away(session, numbers[address], first=DAYS[0], last=DAYS[-1], stand_in=numbers.get(instead))


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> list[Sent]:
    home: Path = tmp_path_factory.mktemp("stand_ins")
    make_key_file(home)
    with running(Sink()) as sink, a_house(home, mail_url=sink.url(), base_url="https://dondoc.tinh.example") as house:
        with_people(house.database)
        words = "Trước 12/3/2026"
        registered(
            house.database,
            a_row(words, "Sở Nội vụ", title="Không ai", cooperating="Sở Công Thương, Thanh tra tỉnh"),
            a_row(words, "Sở Y tế", title="Văn thư vắng", cooperating=""),
            a_row(words, "Sở Tài chính", title="Dự phòng", cooperating="Thanh tra tỉnh"),
            a_row(words, "Công an tỉnh", title="Có người thay", cooperating=""),
            a_row(words, "Sở Xây dựng", title="Giám đốc vắng", cooperating=""),
            a_row(words, "Sở Khoa học và Công nghệ", cooperating="UBND phường Mỹ Tho, UBND phường Đạo Thạnh"),
        )
        return [mail for day in DAYS for mail in run(house, sink, at(day, 8))]


def standing(mail: Sent) -> Standing:
    who = mail.to.partition("@")[0]
    return Standing(
        day=mail.day,
        agency=mail.office,
        coordinates=mail.office == COORDINATOR,
        is_head=who in {"giamdoc", "thay"},
        duties=mail.duties,
        lines=mail.lines,
        lacking=LACKING,
        absent=ABSENT,
        stands_in=who == "thay",
        is_backup=who == "duphong",
    )


def test_l7_whoever_hears_instead_of_another_is_asked_only_what_is_true_of_himself(sent: list[Sent]) -> None:
    said = Counter[str]()
    faults: list[str] = []
    for mail in sent:
        at_the_time = standing(mail)
        for number, told in rows(mail):
            said.update(told)
            faults += filter(None, (untrue(Said(mail.duties[number], one, at_the_time)) for one in told))
            assert len(told) == len(set(told)), f"{mail.day} {mail.to}: twice in one row: {told}"
    assert not faults, "\n".join(faults)
    unsaid = [phrase for phrase in INSTEAD if not any(re.fullmatch(phrase, sentence) for sentence in said)]
    assert not unsaid, f"nobody hears: {unsaid}"


def test_every_rung_has_told_somebody(sent: list[Sent]) -> None:
    assert {mail.day for mail in sent} == set(DAYS)


def test_l5_each_agency_that_nobody_can_be_told_for_is_named_to_the_coordinator(sent: list[Sent]) -> None:
    mails = " ".join(" ".join(mail.text.split()) for mail in sent if mail.office == COORDINATOR)
    assert not [name for name, _ in LACKING | ABSENT if f"{name} chưa có" not in mails and f"của {name} " not in mails]
