"""Reports with files over HTTP: sent with the form, kept, given out to whom the table of rights lets see them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from services.evidence.file_store import content_digest
from tests.files import a_docx, a_pdf
from tests.web.offices import an_office, pages_of
from tests.web.people import ADMIN, CLERK, COORDINATOR, STRANGER
from workflow.evidence.files import files_in
from workflow.people.grants import Actor
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignment, assignments
from workflow.store.log.writing import history

REPORT = {"so-van-ban": "128/BC-SNV", "ngay": "05/3/2026"}
Pages = Callable[[Actor], TestClient]


@pytest.fixture
def office(database: Database) -> Database:
    an_office(database)
    return database


@pytest.fixture
def pages(office: Database, tmp_path: Path) -> Pages:
    """The pages as somebody sees them, over a home of the test's own."""
    return lambda who: pages_of(office, who, home=tmp_path)


@pytest.fixture
def gate(office: Database) -> int:
    """An open duty of Sở Nội vụ, due tomorrow."""
    with office.reading() as session:
        return next(duty.id for duty in assignments(session) if "một cửa" in duty.task.title)


def state(office: Database, number: int) -> str:
    with office.reading() as session:
        return assignment(session, number).state.value


def report(client: TestClient, number: int, *files: tuple[str, bytes], **fields: str) -> Response:
    given = [("tep", (name, content)) for name, content in files]
    return client.post(f"/viec/{number}/bao-cao", data=REPORT | fields, files=given)


def test_a_report_brings_its_file_and_the_log_holds_its_digest(
    office: Database, pages: Pages, gate: int, tmp_path: Path
) -> None:
    assert report(pages(CLERK), gate, ("Báo cáo 128.pdf", a_pdf("x"))).status_code == 303
    assert state(office, gate) == "reported"
    with office.reading() as session:
        [file] = files_in(history(session, gate)[-1].details)
    assert (file.name, file.kind, file.pages, file.size) == ("Báo cáo 128.pdf", "pdf", 1, len(a_pdf("x")))
    kept = tmp_path / "files" / file.digest[:2] / file.digest[2:4] / file.digest
    assert content_digest(kept) == file.digest
    assert kept.stat().st_mode & 0o777 == 0o440
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".den-")]


@pytest.mark.parametrize("who", [CLERK, COORDINATOR, ADMIN], ids=lambda who: who.name)
def test_a_file_is_given_as_a_download_in_which_nothing_runs(pages: Pages, gate: int, who: Actor) -> None:
    report(pages(CLERK), gate, ("Báo cáo.pdf", a_pdf("x")))
    page = pages(who).get(f"/viec/{gate}").text
    [address] = set(re.findall(rf'href="(/viec/{gate}/tep/[0-9a-f]{{64}})"', page))
    given = pages(who).get(address)
    assert (given.status_code, given.content) == (200, a_pdf("x"))
    assert given.headers["content-disposition"] == "attachment; filename*=UTF-8''B%C3%A1o%20c%C3%A1o.pdf"
    assert given.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert given.headers["x-content-type-options"] == "nosniff"
    assert given.headers["content-type"] == "application/pdf"
    assert pages(who).get(address, headers={"Range": "bytes=0-4"}).content == b"%PDF-"


def test_a_stranger_and_another_duty_get_no_file(office: Database, pages: Pages, gate: int) -> None:
    report(pages(CLERK), gate, ("Báo cáo.pdf", a_pdf("x")))
    with office.reading() as session:
        [file] = files_in(history(session, gate)[-1].details)
    assert pages(STRANGER).get(f"/viec/{gate}/tep/{file.digest}").status_code == 404
    assert pages(CLERK).get(f"/viec/1/tep/{file.digest}").status_code == 404
    assert pages(CLERK).get(f"/viec/{gate}/tep/{'0' * 64}").status_code == 404


def test_a_refused_file_is_told_at_its_field_and_nothing_is_sent(office: Database, pages: Pages, gate: int) -> None:
    answer = report(pages(CLERK), gate, ("bao-cao.pdf", a_docx()), **{"tom-tat": "Đã trình dự thảo"})
    assert answer.status_code == 422
    assert "có đuôi không đúng với nội dung: nội dung là DOCX" in answer.text
    assert "Đã trình dự thảo" in answer.text
    assert state(office, gate) == "assigned"


def test_files_alone_are_a_report(pages: Pages, gate: int) -> None:
    answer = pages(CLERK).post(f"/viec/{gate}/bao-cao", data={"ngay": "05/3/2026"}, files=[("tep", ("a.pdf", a_pdf()))])
    assert answer.status_code == 303
    assert "Tệp kèm theo: a.pdf" in pages(CLERK).get(f"/viec/{gate}").text


def test_a_report_without_anything_is_asked_for_something(pages: Pages, gate: int) -> None:
    answer = pages(CLERK).post(f"/viec/{gate}/bao-cao", data={"ngay": "05/3/2026"}, files=[("tep", ("", b""))])
    assert "kèm tệp, dán đường dẫn" in answer.text
