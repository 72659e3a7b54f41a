"""Reports in the making: text and files of one person and duty, kept, limited, handed in, forgotten."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from documents.evidence.refusals import SecretRefused
from services.duties.acting import Brought, Doing, cause
from services.evidence.drafts import (
    Writing,
    attach_files,
    detach_file,
    drafts_about,
    find_draft,
    forget_own_draft,
    write_draft,
)
from services.evidence.giving import NoSuchFile, give_draft_file
from services.evidence.intake import Incoming, TooManyUploads
from services.evidence.upkeep import keep_files
from services.installation import Installation
from tests.files import a_pdf, a_photo
from tests.plans import a_row, at, registered
from tests.services.evidence.clamav import EICAR, scanning
from tests.web.offices import an_installation
from workflow.evidence.files import MOST_AN_HOUR, MOST_FILE_OCTETS, MOST_FILES, EvidenceFile, FileKind, files_in
from workflow.lifecycle import Event, NotAllowed
from workflow.people.actions import Action
from workflow.people.grants import Actor, Grant, GrantedRole, GrantScope, ScopeKind
from workflow.store.database.opening import Database
from workflow.store.duties.reading import assignments
from workflow.store.log.tail import latest_lines
from workflow.store.log.writing import history
from workflow.store.people.accounts import add_account
from workflow.store.people.drafts import add_upload
from workflow.store.people.grants import add_grant

DAY = date(2026, 3, 5)
NOW = at(DAY)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Installation:
    """An installation with a duty of Sở Nội vụ and a home of its own."""
    registered(database, a_row("Trước 15/7/2026", "Sở Nội vụ"))
    return an_installation(database, home=tmp_path)


def somebody(house: Installation, agency: str = "so-noi-vu", name: str = "Chị Hoa") -> Actor:
    known = Grant(role=GrantedRole.STAFF, scope=GrantScope(kind=ScopeKind.AGENCY, agency=agency), since=DAY)
    with house.database.writing() as session:
        account = add_account(session, name=name, mail=f"{agency}-{len(name)}@x.example", now=NOW)
        add_grant(session, known, person=account.id, given_by="x", now=NOW)
    return Actor(name=name, person=account.id, grants=(known,))


@pytest.fixture
def writing(house: Installation) -> Writing:
    """A clerk of the agency that owes the duty, at her report."""
    with house.database.reading() as session:
        number = assignments(session)[0].id
    return Writing(actor=somebody(house), duty=number, form="bao-cao", action=Action.REPORT, now=NOW)


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """Where what is sent up comes to lie."""
    folder = tmp_path / "sent"
    folder.mkdir()
    return folder


def incoming(folder: Path, name: str, content: bytes) -> Incoming:
    path = folder / f"{len(list(folder.iterdir()))}"
    path.write_bytes(content)
    return Incoming(path=path, name=name)


def test_what_is_written_is_found_again_by_its_author_alone(house: Installation, writing: Writing, sent: Path) -> None:
    write_draft(house, writing, {"tom-tat": "Đang soạn"})
    attach_files(house, writing, [incoming(sent, "a.pdf", a_pdf()), incoming(sent, "b.jpg", a_photo())])
    found = find_draft(house, writing)
    assert found is not None
    assert (found.fields, [one.file.name for one in found.files]) == ({"tom-tat": "Đang soạn"}, ["a.pdf", "b.jpg"])
    assert [draft.key.form for draft in drafts_about(house, writing.actor, writing.duty)] == ["bao-cao"]
    other = replace(writing, actor=somebody(house, name="Anh Tư"))
    assert find_draft(house, other) is None
    assert give_draft_file(house, found.files[0].id, writing.actor).file.name == "a.pdf"
    with pytest.raises(NoSuchFile):
        give_draft_file(house, found.files[0].id, other.actor)


def test_a_file_is_taken_out_and_a_draft_is_dropped(house: Installation, writing: Writing, sent: Path) -> None:
    write_draft(house, writing, {})
    attach_files(house, writing, [incoming(sent, "a.pdf", a_pdf())])
    found = find_draft(house, writing)
    assert found is not None
    detach_file(house, replace(writing, actor=somebody(house, name="Anh Tư")), found.files[0].id)
    again = find_draft(house, writing)
    assert again is not None
    assert again.files == found.files
    detach_file(house, writing, found.files[0].id)
    emptied = find_draft(house, writing)
    assert emptied is not None
    assert emptied.files == ()
    forget_own_draft(house, writing)
    assert find_draft(house, writing) is None


def test_one_file_that_is_refused_keeps_no_other_from_it(house: Installation, writing: Writing, sent: Path) -> None:
    write_draft(house, writing, {})
    large = incoming(sent, "to.pdf", b"x")
    with large.path.open("wb") as file:
        file.truncate(MOST_FILE_OCTETS + 1)
    taken = attach_files(house, writing, [large, incoming(sent, "MẬT.pdf", a_pdf()), incoming(sent, "c.pdf", a_pdf())])
    assert [file.name for file in taken.files] == ["c.pdf"]
    assert [error.reason.split(",")[0] for error in taken.refused] == [
        "nặng hơn 25 MB",
        "có dấu chỉ độ mật “MẬT” trong tên tệp",
    ]


def test_the_same_content_stands_in_a_draft_once(house: Installation, writing: Writing, sent: Path) -> None:
    write_draft(house, writing, {})
    attach_files(house, writing, [incoming(sent, "a.pdf", a_pdf()), incoming(sent, "ban-sao.pdf", a_pdf())])
    found = find_draft(house, writing)
    assert found is not None
    assert [one.file.name for one in found.files] == ["a.pdf"]


def test_no_more_files_than_go_with_a_report(house: Installation, writing: Writing, sent: Path) -> None:
    write_draft(house, writing, {})
    taken = attach_files(house, writing, [incoming(sent, "a.pdf", a_pdf())], before=MOST_FILES)
    assert taken.files == ()
    assert f"quá {MOST_FILES} tệp" in taken.refused[0].reason


def test_so_many_files_an_hour_and_no_more(house: Installation, writing: Writing, sent: Path) -> None:
    file = EvidenceFile(digest="a" * 64, name="a.pdf", size=1, kind=FileKind.PDF)
    with house.database.writing() as session:
        for minute in range(MOST_AN_HOUR):
            moment = NOW - timedelta(minutes=59) + timedelta(seconds=minute)
            add_upload(session, file, person=writing.actor.person, now=moment)
    [error] = attach_files(house, writing, [incoming(sent, "a.pdf", a_pdf())]).refused
    assert isinstance(error, TooManyUploads)
    later = replace(writing, now=NOW + timedelta(hours=1))
    assert attach_files(house, later, [incoming(sent, "a.pdf", a_pdf())]).refused == ()


def test_who_may_not_report_keeps_nothing_here(house: Installation, writing: Writing, sent: Path) -> None:
    stranger = replace(writing, actor=somebody(house, "so-xay-dung"))
    with pytest.raises(NotAllowed):
        write_draft(house, stranger, {"tom-tat": "x"})
    with pytest.raises(NotAllowed):
        attach_files(house, stranger, [incoming(sent, "a.pdf", a_pdf())])
    assert not (house.settings.home / "files").exists()


@pytest.mark.parametrize("text", ["MẬT\nNội dung", "Độ mật: Tối mật"])
def test_a_marked_text_is_neither_kept_nor_reported(house: Installation, writing: Writing, text: str) -> None:
    with pytest.raises(SecretRefused, match="văn thư mật"):
        write_draft(house, writing, {"tom-tat": text})
    with pytest.raises(SecretRefused):
        cause(house, Event.REPORT, Doing(duty=writing.duty, actor=writing.actor, now=NOW), Brought(result=text))


def test_returned_reports_keep_their_files_in_the_log(house: Installation, writing: Writing, sent: Path) -> None:
    admin = Actor(name="Quản trị", grants=(Grant(role=GrantedRole.ADMIN),), by_place=(Grant(role=GrantedRole.ADMIN),))
    for name, words in (("a.pdf", "mot"), ("b.pdf", "hai")):
        files = attach_files(house, writing, [incoming(sent, name, a_pdf(words))]).files
        doing = Doing(duty=writing.duty, actor=writing.actor, now=NOW, files=files)
        cause(house, Event.REPORT, doing, Brought(result="128/BC-SNV"))
        if name == "a.pdf":
            cause(house, Event.RETURN, Doing(duty=writing.duty, actor=admin, now=NOW, reason="thiếu phụ lục"))
    with house.database.reading() as session:
        lines = history(session, writing.duty)
    named = {line.action: [file.name for file in files_in(line.details)] for line in lines}
    assert [[f.name for f in files_in(line.details)] for line in lines if line.action == "report"] == [
        ["a.pdf"],
        ["b.pdf"],
    ]
    assert named["return"] == []


def test_with_a_scanner_files_are_scanned_and_an_infected_one_is_told_in_the_log(
    house: Installation, writing: Writing, sent: Path
) -> None:
    with scanning() as clamd:
        scanned = replace(house, settings=house.settings.model_copy(update={"clamd": clamd.address}))
        bad = a_pdf() + EICAR.encode()
        taken = attach_files(scanned, writing, [incoming(sent, "a.pdf", a_pdf()), incoming(sent, "b.pdf", bad)])
    assert [file.scan.label for file in taken.files] == ["đã kiểm tra mã độc, sạch"]
    assert "báo nhiễm" in taken.refused[0].reason
    closed = attach_files(scanned, writing, [incoming(sent, "c.pdf", a_pdf("x"))])
    assert closed.files == ()
    assert "không trả lời" in closed.refused[0].reason
    with house.database.reading() as session:
        entries = [line.entry for line in latest_lines(session, limit=5) if line.entry is not None]
    assert [entry.reason for entry in entries if entry.action == "refuse_file"] == ["b.pdf: Eicar-Test-Signature"]


def test_a_forgotten_draft_goes_and_its_files_a_week_later(house: Installation, writing: Writing, sent: Path) -> None:
    write_draft(house, writing, {"tom-tat": "x"})
    [file] = attach_files(house, writing, [incoming(sent, "a.pdf", a_pdf())]).files
    path = house.settings.home / "files" / file.digest[:2] / file.digest[2:4] / file.digest
    strange = house.settings.home / "files" / "la.txt"
    strange.write_text("x")
    (house.settings.home / ".den-dang-do").mkdir()
    keep_files(house, now=NOW + timedelta(days=80))
    assert find_draft(house, writing) is not None
    assert path.exists()
    real = house.clock() + timedelta(days=200)
    figures = keep_files(house, now=real)
    assert (figures["bản nháp cũ đã bỏ"], figures["tệp nháp đã xóa"]) == (1, 1)
    assert find_draft(house, writing) is None
    assert not path.exists()
    assert strange.exists()
    assert not (house.settings.home / ".den-dang-do").exists()
