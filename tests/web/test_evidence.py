"""Reports with files over HTTP: sent with the form, kept, given out to whom the table of rights lets see them."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from base.vietnamese import slug
from services.evidence.file_store import content_digest
from tests.files import a_docx, a_pdf
from tests.web.offices import SEVEN, an_office, pages_of
from tests.web.people import ADMIN, CLERK, COORDINATOR, STRANGER
from workflow.evidence.files import MOST_FILE_OCTETS, files_in
from workflow.people.grants import Actor
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignment, assignments
from workflow.store.log.tail import latest_lines
from workflow.store.log.writing import history
from workflow.store.people.accounts import add_account
from workflow.store.people.grants import add_grant

REPORT = {"so-van-ban": "128/BC-SNV", "ngay": "05/3/2026"}
Pages = Callable[[Actor], TestClient]


@pytest.fixture
def office(file_database: Database) -> Database:
    """An office at work in SQLite: what either kind of database does with files is tested with the services."""
    an_office(file_database)
    return file_database


@pytest.fixture
def pages(office: Database, tmp_path: Path) -> Pages:
    """The pages as somebody sees them, over a home of the test's own."""
    opened: dict[Actor, TestClient] = {}

    def seen_by(who: Actor) -> TestClient:
        if who not in opened:
            opened[who] = pages_of(office, who, home=tmp_path)
        return opened[who]

    return seen_by


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


def test_each_refused_file_has_a_line_and_whatever_else_is_wrong_is_told_with_them(pages: Pages, gate: int) -> None:
    answer = report(pages(CLERK), gate, ("a.pdf", a_docx()), ("b.pdf", b""), ngay="31/02/2026")
    assert answer.status_code == 422
    assert "2 chỗ cần sửa" in answer.text
    assert re.search(r"“a\.pdf” [^\n]+\n“b\.pdf” là tệp rỗng", answer.text)
    assert 'id="ngay-loi"' in answer.text


def test_adding_without_a_file_asks_for_one_and_what_a_form_does_not_know_sends_nothing(
    office: Database, pages: Pages, gate: int, clerk: Actor
) -> None:
    answer = report(pages(clerk), gate, **{"lam": "them-tep", "tom-tat": "Đã trình dự thảo"})
    assert answer.status_code == 422
    assert "Chọn tệp trước" in answer.text
    assert "Đã trình dự thảo" in pages(clerk).get(f"/viec/{gate}/bao-cao").text
    report(pages(clerk), gate, lam="viec-khac")
    assert state(office, gate) == "assigned"


def test_files_alone_are_a_report(pages: Pages, gate: int) -> None:
    answer = pages(CLERK).post(f"/viec/{gate}/bao-cao", data={"ngay": "05/3/2026"}, files=[("tep", ("a.pdf", a_pdf()))])
    assert answer.status_code == 303
    assert "Tệp kèm theo: a.pdf" in pages(CLERK).get(f"/viec/{gate}").text


def test_a_report_without_anything_is_asked_for_something(pages: Pages, gate: int) -> None:
    answer = pages(CLERK).post(f"/viec/{gate}/bao-cao", data={"ngay": "05/3/2026"}, files=[("tep", ("", b""))])
    assert "kèm tệp, dán đường dẫn" in answer.text


def test_an_oversized_file_is_told_at_its_field_and_the_words_stay(pages: Pages, gate: int) -> None:
    large = a_pdf() + b"0" * MOST_FILE_OCTETS
    answer = report(pages(CLERK), gate, ("to.pdf", large), **{"tom-tat": "Đã trình dự thảo"})
    assert answer.status_code == 413
    assert "“to.pdf” nặng hơn 25 MB" in answer.text
    assert "Đã trình dự thảo" in answer.text


def test_pages_of_a_file_are_our_own_pictures_for_whom_may_see_it(office: Database, pages: Pages, gate: int) -> None:
    report(pages(CLERK), gate, ("Báo cáo.pdf", a_pdf("Trang mot", "Trang hai")))
    with office.reading() as session:
        [file] = files_in(history(session, gate)[-1].details)
    address = f"/viec/{gate}/tep/{file.digest}/trang"
    picture = pages(COORDINATOR).get(f"{address}/2.webp")
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/webp")
    assert picture.headers["content-security-policy"] == "sandbox; default-src 'none'"
    shown = pages(COORDINATOR).get(f"{address}/2").text
    assert "trang 2/2" in shown
    assert "Trang hai" in shown
    assert pages(COORDINATOR).get(f"{address}/3").status_code == 404
    assert pages(STRANGER).get(f"{address}/1.webp").status_code == 404


def test_who_took_a_file_is_in_the_log_and_looking_at_pages_is_not(office: Database, pages: Pages, gate: int) -> None:
    report(pages(CLERK), gate, ("Báo cáo.pdf", a_pdf("x")))
    with office.reading() as session:
        [file] = files_in(history(session, gate)[-1].details)
    pages(COORDINATOR).get(f"/viec/{gate}/tep/{file.digest}/trang/1")
    pages(COORDINATOR).get(f"/viec/{gate}/tep/{file.digest}")
    with office.reading() as session:
        entries = [line.entry for line in latest_lines(session, limit=9) if line.entry is not None]
    opened = [entry for entry in entries if entry.action == "open_file"]
    assert [(entry.actor, entry.details["name"], entry.details["duty"]) for entry in opened] == [
        ("Anh Nam", "Báo cáo.pdf", gate)
    ]


@pytest.mark.parametrize(
    ("form", "typed"),
    [
        ("tien-do", {"noi-dung": "Đã lấy ý kiến", "phan-tram": "60"}),
        ("tu-choi", {"ly-do": "Không thuộc chức năng"}),
        ("xin-gia-han", {"ngay": "30/3/2026", "ly-do": "chờ số liệu"}),
    ],
)
def test_progress_refusals_and_requests_for_time_bring_files_too(
    office: Database, pages: Pages, gate: int, form: str, typed: dict[str, str]
) -> None:
    answer = pages(CLERK).post(f"/viec/{gate}/{form}", data=typed, files=[("tep", ("can-cu.pdf", a_pdf()))])
    assert answer.status_code == 303
    with office.reading() as session:
        assert [file.name for file in files_in(history(session, gate)[-1].details)] == ["can-cu.pdf"]
    assert "can-cu.pdf" in pages(COORDINATOR).get(f"/viec/{gate}").text


def test_a_file_that_is_gone_is_a_page_that_says_so(office: Database, pages: Pages, gate: int, tmp_path: Path) -> None:
    report(pages(CLERK), gate, ("Báo cáo.pdf", a_pdf("x")))
    with office.reading() as session:
        [file] = files_in(history(session, gate)[-1].details)
    (tmp_path / "files" / file.digest[:2] / file.digest[2:4] / file.digest).unlink()
    gone = pages(CLERK).get(f"/viec/{gate}/tep/{file.digest}")
    assert gone.status_code == 410
    assert "khôi phục từ bản sao lưu" in gone.text


@pytest.fixture
def clerk(office: Database) -> Actor:
    """The clerk with an account of her own, and so with drafts."""
    return with_account(office, CLERK)


def test_what_was_refused_is_still_there_with_its_files_when_the_form_is_opened_again(
    pages: Pages, gate: int, clerk: Actor
) -> None:
    sent = [("tep", ("a.pdf", a_pdf())), ("tep", ("b.pdf", b"MZ"))]
    refused = pages(clerk).post(f"/viec/{gate}/bao-cao", data={"tom-tat": "Đã trình"}, files=sent)
    assert refused.status_code == 422
    again = pages(clerk).get(f"/viec/{gate}/bao-cao").text
    assert "Đã trình" in again
    assert "a.pdf" in again
    assert "Nháp lưu lúc 07:00 ngày 05/3/2026" in again
    assert "Bạn có bản nháp chưa gửi" in pages(clerk).get(f"/viec/{gate}").text


def test_a_draft_and_its_file_are_nobody_elses(office: Database, pages: Pages, gate: int, clerk: Actor) -> None:
    other = with_account(office, replace(CLERK, name="Anh Tư"))
    kept = pages(clerk).post(f"/viec/{gate}/bao-cao", data={"lam": "luu-nhap"}, files=[("tep", ("a.pdf", a_pdf()))])
    assert kept.headers["location"] == f"/viec/{gate}/bao-cao?da-luu=1#tep"
    assert pages(clerk).get(f"/viec/{gate}/nhap/1").content == a_pdf()
    assert pages(other).get(f"/viec/{gate}/nhap/1").status_code == 404
    assert "a.pdf" not in pages(other).get(f"/viec/{gate}/bao-cao").text
    pages(other).post(f"/viec/{gate}/bao-cao", data={"bo-tep": "1"})
    assert "a.pdf" in pages(clerk).get(f"/viec/{gate}/bao-cao").text
    assert pages(with_account(office, COORDINATOR)).get(f"/viec/{gate}/nhap/1").status_code == 404


def test_a_draft_that_was_handed_in_is_gone_and_whoever_was_faster_leaves_it_there(
    pages: Pages, gate: int, clerk: Actor
) -> None:
    version = re.search(r'name="phien-ban" value="(\d+)"', pages(clerk).get(f"/viec/{gate}/bao-cao").text)
    assert version
    assert pages(ADMIN).post(f"/viec/{gate}/nhan", data={}).status_code == 303
    late = report(pages(clerk), gate, ("a.pdf", a_pdf()), **{"phien-ban": version[1]})
    assert late.status_code == 409
    assert "a.pdf, còn trong bản nháp của bạn" in late.text
    assert pages(clerk).post(f"/viec/{gate}/bao-cao", data=REPORT).status_code == 303
    assert "a.pdf" in pages(clerk).get(f"/viec/{gate}").text
    assert "bản nháp" not in pages(clerk).get(f"/viec/{gate}").text


def test_a_reason_to_return_a_report_may_begin_with_a_phrase(pages: Pages, gate: int) -> None:
    report(pages(CLERK), gate, ("a.pdf", a_pdf()))
    shown = pages(COORDINATOR).get(f"/viec/{gate}/xac-nhan").text
    [address] = re.findall(rf'href="(/viec/{gate}/tra-lai\?[^"]+)">thiếu văn bản kèm theo', shown)
    assert "Thiếu văn bản kèm theo</textarea>" in pages(COORDINATOR).get(address).text


def with_account(office: Database, actor: Actor) -> Actor:
    with office.writing() as session:
        account = add_account(session, name=actor.name, mail=f"{slug(actor.name)}@x.example", now=SEVEN)
        for grant in actor.grants:
            add_grant(session, grant, person=account.id, given_by="x", now=SEVEN)
    return replace(actor, person=account.id)


def test_a_marking_that_was_typed_is_told_of_what_was_typed_and_of_no_file(pages: Pages, gate: int) -> None:
    answer = report(pages(CLERK), gate, **{"tom-tat": "Xem công văn TỐI MẬT số 5"})
    assert answer.status_code == 422
    assert "Nội dung đã nhập có dấu chỉ độ mật “TỐI MẬT”" in answer.text
    assert "Nếu đó không phải nội dung mật" in answer.text
    assert "Nếu tệp" not in answer.text
    assert "Xem công văn TỐI MẬT số 5" in answer.text
