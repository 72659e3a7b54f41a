"""Who lends a right hears of each thing that was done in his name: in his message of the day, not in one of its own."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.notifications.delivery.test_news_letters import post_on
from tests.notifications.sink import Sink
from tests.plans import a_row, registered
from tests.store.notices.test_change_notices import run
from tests.web.accounts.office import DAY, Browser, Office, of_agency
from workflow.people.grants import GrantedRole
from workflow.store.database.opening import Database

COORDINATOR = "so-khoa-hoc-va-cong-nghe"
LAN, TODAY = "lan@skhcn.example", DAY.date()
LOAN = {"tu": f"{TODAY:%d/%m/%Y}", "den": f"{TODAY + timedelta(days=20):%d/%m/%Y}", "van_ban": "12/GUQ-SKHCN"}


@dataclass
class Lent:
    """An office in which Chị Lan, who coordinates, lent her right to Anh Nam."""

    office: Office
    lan: Browser
    nam: Browser


@pytest.fixture
def lent(database: Database) -> Lent:
    registered(database, a_row("Trước 15/7/2026"), a_row("Trước 20/8/2026", title="Nhiệm vụ thứ hai"))
    office = Office(database)
    run(database, TODAY - timedelta(days=1))
    lan = office.signed_in(LAN, of_agency(GrantedRole.COORDINATOR, COORDINATOR), name="Chị Lan")
    nam = office.signed_in("nam@skhcn.example", name="Anh Nam")
    assert lan.post("/toi/uy-quyen", quyen="1", thu="nam@skhcn.example", **LOAN).status_code == 303
    return Lent(office, lan, nam)


def withdraw(browser: Browser, duty: int) -> None:
    assert browser.post(f"/viec/{duty}/thu-hoi", ly_do="trùng nhiệm vụ").status_code == 303


def test_n_the_principal_hears_what_his_deputy_did_and_by_which_document(lent: Lent, sink: Sink) -> None:
    withdraw(lent.nam, 1)
    run(lent.office.database, TODAY)
    text = post_on(lent.office.database, sink, TODAY)[LAN]

    assert "NGƯỜI ĐƯỢC BẠN ỦY QUYỀN ĐÃ LÀM THAY (1 nhiệm vụ)" in text
    assert (
        "Ngày 05/3/2026: Anh Nam (thừa ủy quyền của Chị Lan, số 12/GUQ-SKHCN): thu hồi nhiệm vụ; lý do: trùng nhiệm vụ."
    ) in text


def test_n_all_that_was_done_on_a_day_is_one_message_and_is_told_once(lent: Lent, sink: Sink) -> None:
    for duty in (1, 2):
        withdraw(lent.nam, duty)
    database = lent.office.database
    assert [run(database, TODAY), run(database, TODAY), run(database, TODAY + timedelta(days=1))] == [2, 0, 0]
    text = post_on(database, sink, TODAY)[LAN]

    assert [str(mail["To"]) for mail in sink.mails] == [f"Chị Lan <{LAN}>"]
    assert "ĐÃ LÀM THAY (2 nhiệm vụ)" in text


def test_n_what_somebody_does_himself_is_no_news_to_him(lent: Lent) -> None:
    withdraw(lent.lan, 1)
    assert run(lent.office.database, TODAY) == 0
