"""What letters ask for and when nothing is sent, by page: written into the house's file, the rest of it as it was."""

import html
import re
from datetime import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from config.escalation import QuietEntry, escalation, escalation_text, read_escalation, with_words
from tests.plans import at
from tests.web.offices import TODAY, an_office, pages_of
from tests.web.people import CLERK, COORDINATOR
from workflow.by import By
from workflow.store.database.opening import Database
from workflow.store.log.tail import latest_lines
from workflow.store.people.province import choose_province

PAGE = "/thong-bao/thang/cau"


@pytest.fixture
def office(file_database: Database) -> Database:
    an_office(file_database)
    with file_database.writing() as session:
        choose_province(session, "Đồng Tháp", By(actor="Chị Lan", now=at(TODAY)))
    return file_database


@pytest.fixture
def client(office: Database, tmp_path: Path) -> TestClient:
    return pages_of(office, home=tmp_path)


def shown(client: TestClient) -> dict[str, str]:
    """What a browser would send of the form as it is shown."""
    text = client.get(PAGE).text
    areas = dict(re.findall(r'name="(cau-[^"]+)"[^>]*>\n([^<]*)</textarea>', text))
    fields = dict(re.findall(r'name="(yen-tu|yen-den|phien-ban)"[^>]* value="([^"]*)"', text))
    return {name: html.unescape(words) for name, words in (areas | fields).items()} | {"ngay-nghi": "co"}


def test_a_sentence_and_the_quiet_hours_are_written_and_nothing_else_moves(
    client: TestClient, office: Database, tmp_path: Path
) -> None:
    before = escalation()
    said = "Đề nghị “đẩy nhanh” và báo cáo."
    typed = shown(client) | {"cau-finish": said, "yen-tu": "18h", "yen-den": "6:45"}
    typed.pop("ngay-nghi")
    done = client.post(PAGE, data=typed)
    assert done.headers["location"] == "/thong-bao/thang?xong=cau"
    assert "18:00–06:45" in client.get(done.headers["location"]).text
    now = read_escalation(tmp_path, escalation_text(tmp_path / "config"))
    assert now.quiet == QuietEntry(starts=time(18), ends=time(6, 45), days_off=False)
    assert now.wording == {**before.wording, "finish": said}
    assert (now.steps, now.plans, now.channels) == (before.steps, before.plans, before.channels)
    assert client.post(PAGE, data=typed).status_code == 422
    with office.reading() as session:
        (line,) = latest_lines(session, limit=1)
    assert line.entry
    assert line.entry.details["changes"][-1] == "giờ yên tĩnh 18:00–06:45"


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("yen-tu", "25:00", "Ghi giờ như 17:30"),
        ("yen-den", "sáng", "Ghi giờ như 17:30"),
        ("cau-direct", " ", "Ghi câu này"),
    ],
)
def test_what_cannot_be_meant_stays_in_the_form(client: TestClient, field: str, text: str, told: str) -> None:
    answer = client.post(PAGE, data=shown(client) | {field: text})
    assert (answer.status_code, told in html.unescape(answer.text), text in answer.text) == (422, True, True)


@pytest.mark.parametrize("address", [f"{PAGE}?van-ban=1", f"{PAGE}?van-ban=999"])
def test_a_plan_has_no_sentences_of_its_own_and_the_house_s_are_not_changed_in_its_name(
    client: TestClient, tmp_path: Path, address: str
) -> None:
    shown_page = client.get(address)
    assert shown_page.status_code == 404
    assert "dùng câu chung. Sửa ở đây thì thư về mọi văn bản đổi theo." in shown_page.text
    assert f'href="{PAGE}"' in shown_page.text
    assert client.post(address, data=shown(client) | {"cau-finish": "Đề nghị làm ngay."}).status_code == 404
    assert not (tmp_path / "config" / "escalation.toml").exists()
    assert "Của chung mọi văn bản, kể cả văn bản có thang riêng" in client.get(PAGE).text


def test_only_an_admin_writes_them(office: Database, tmp_path: Path) -> None:
    for who in (CLERK, COORDINATOR):
        client = pages_of(office, who, home=tmp_path)
        assert client.get(PAGE).status_code == 403
        full = shown(pages_of(office, home=tmp_path))
        assert client.post(PAGE, data=full).status_code == 403


def test_comments_between_tables_stay() -> None:
    text = escalation_text()
    assert with_words(text, escalation().wording, escalation().quiet) == text
