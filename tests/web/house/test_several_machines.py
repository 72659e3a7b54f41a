"""What pages write into files of their machine, where other machines work with a folder of their own."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.web.offices import an_installation
from tests.web.people import ADMIN
from tests.web.shared_pages import pages_over
from workflow.store.database.opening import Database
from workflow.store.operation.runs import Holder, begin_run

MAIL = {"thu-may-chu": "smtp.tinh.example", "thu-bao-ve": "starttls", "thu-nguoi-gui": "dondoc@tinh.example"}
MAIL |= {"thu-quan-tri": "quantri@tinh.example"}


@pytest.fixture
def pages(database: Database, tmp_path: Path) -> TestClient:
    """The pages of one machine; another one has begun the daily run not long ago."""
    house = an_installation(database, home=tmp_path, development=True)
    now = house.clock()
    with database.writing() as session:
        begin_run(
            session,
            "daily",
            day=now.date(),
            now=now - timedelta(hours=2),
            lease=timedelta(minutes=5),
            holder=Holder(place="máy-2/1", pid=1),
            is_gone=lambda _holder: True,
        )
    app = pages_over(house, now=lambda: now, actor_of=lambda _request: ADMIN)
    return TestClient(app, follow_redirects=False, headers={"Sec-Fetch-Site": "same-origin"})


def test_settings_that_other_machines_would_not_read_are_refused_with_the_reason(
    pages: TestClient, database: Database, tmp_path: Path
) -> None:
    if database.file is not None:
        assert pages.post("/thiet-lap/thu", data=MAIL).status_code == 303
        assert "smtp.tinh.example" in (tmp_path / ".env").read_text(encoding="utf-8")
        return
    refused = pages.post("/thiet-lap/thu", data=MAIL)
    assert refused.status_code == 422
    assert "máy khác cũng chạy tác vụ (máy-2)" in re.sub(r"\s+", " ", refused.text)
    assert not (tmp_path / ".env").exists()


@pytest.mark.parametrize("page", ["/thong-bao/thang/sua", "/thong-bao/thang/cau"])
def test_the_pages_of_the_ladder_say_why_they_are_closed(pages: TestClient, database: Database, page: str) -> None:
    shown = pages.get(page)
    closed = database.file is None
    assert shown.status_code == (403 if closed else 200)
    assert ("máy khác cũng chạy tác vụ (máy-2)" in shown.text) is closed
