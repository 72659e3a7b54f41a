"""A document taken in by pages and by command leaves the same rows, in every table that an import writes."""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from services.installation import Installation
from services.intake.plans import (
    Corrections,
    commit_amendment,
    commit_import,
    pending_amendment,
    prepare_import,
)
from tests.databases import Used
from tests.web.imports.documents import CLEAR, GUESSED, UNKNOWN, a_document, row_address, send_up
from tests.web.imports.test_changes_by_page import AMENDING, SECOND
from tests.web.offices import SEVEN, TODAY, an_installation
from tests.web.people import ADMIN
from tests.web.shared_pages import pages_over
from workflow.by import By
from workflow.plan import PlanHead
from workflow.policies import Policies, policies_of
from workflow.store.database.opening import Database
from workflow.store.tables.base import TableBase

# What only the pages keep: the drafts and what was decided about them.
OF_PAGES = frozenset({"import_draft", "import_decision"})
# Who it was and how he came in: by a page he has an account.
WHO = frozenset({"person_id", "actor"})
OCR = pytest.mark.skipif(
    shutil.which("tesseract") is None or not list(Path("/usr/share").glob("tesseract-ocr/*/tessdata/vie.traineddata")),
    reason="needs apt-get install tesseract-ocr tesseract-ocr-vie",
)
Document = tuple[str, bytes]


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, but for who wrote them and what only pages keep."""
    with database.reading() as session:
        return {
            table.name: sorted(
                (tuple(row) for row in session.execute(select(*(c for c in table.columns if c.name not in WHO)))),
                key=repr,
            )
            for table in TableBase.metadata.sorted_tables
            if table.name not in OF_PAGES
        }


def by_page(installation: Installation, name: str, content: bytes, vouched: dict[str, str]) -> None:
    app = pages_over(installation, now=lambda: SEVEN, actor_of=lambda _request: ADMIN)
    admin = TestClient(app, follow_redirects=False, headers={"Sec-Fetch-Site": "same-origin"})
    address = send_up(admin, content, name)
    if vouched:
        assert admin.post(f"{address}/dau", data=vouched).status_code == 303
    if name.endswith(".png"):
        # Beside the rows, not at the head alone: nobody goes by it.
        assert "cần đối chiếu từng ô với bản gốc" in admin.get(f"{address}?sau=0").text
    while "data-row" in (text := admin.get(address).text):
        later = dict.fromkeys(("chon-deadline", "chon-lead", "chon-cooperating", "chon-title", "chon-dong"), "sau")
        assert admin.post(row_address(text), data=later).status_code == 303
    done = admin.post(f"{address}/kiem-tra")
    assert done.headers.get("location", done.text).startswith("/van-ban/1?xong=")


def by_command(installation: Installation, name: str, content: bytes, corrections: Corrections) -> None:
    path = installation.settings.home / name
    path.write_bytes(content)
    prepared, by = prepare_import(installation, path, corrections), By(actor="Chị Lan", now=SEVEN)
    if shown := pending_amendment(installation, prepared):
        commit_amendment(installation, prepared, shown, by)
    else:
        commit_import(installation, prepared, by)


def both_ways(
    files: Used,
    home: Path,
    documents: Sequence[Document],
    *,
    policies: Policies | None = None,
    head: PlanHead | None = None,
) -> int:
    """Take documents in one after the other, by pages and by command; the number of duties, once all is equal."""
    corrections = Corrections(number=head.number, issued=head.issued_on, issuer=head.issuer) if head else Corrections()
    issued = f"{head.issued_on:%d/%m/%Y}" if head and head.issued_on else ""
    vouched = {"so": head.number, "ngay": issued, "noi": head.issuer} if head else {}
    ways = (partial(by_page, vouched=vouched), partial(by_command, corrections=corrections))
    with files.one() as first, files.one() as second:
        for way, database in zip(ways, (first, second), strict=True):
            house = an_installation(database, home=home / str(id(database)), development=True)
            house.settings.home.mkdir()
            for name, content in documents:
                way(replace(house, policies=policies) if policies else house, name, content)
        paged, commanded = everything(first), everything(second)
        for table in paged:
            assert paged[table] == commanded[table], table
        return len(paged["assignment"])


def test_a_changed_document_that_comes_again(files: Used, tmp_path: Path) -> None:
    changed = (*CLEAR[:-1], "Trước 30/7/2026")
    documents = [("ke-hoach-71.html", a_document((CLEAR, GUESSED, UNKNOWN)))]
    documents.append(("ke-hoach-71-sua.html", a_document((changed, GUESSED, SECOND))))
    assert both_ways(files, tmp_path, documents) == 3


def test_a_document_that_amends_another(files: Used, tmp_path: Path) -> None:
    documents = [("ke-hoach-71.html", a_document((CLEAR, SECOND))), ("quyet-dinh-120.html", AMENDING)]
    assert both_ways(files, tmp_path, documents) == 3


def test_a_word_file_of_another_province_with_its_own_directory(files: Used, tmp_path: Path, shared: Path) -> None:
    content = (shared / "documents" / "more" / "laocai-khoangsan.docx").read_bytes()
    policies = policies_of(None, province="Lào Cai", soon_days=7, usual_term=10, leadership="ubnd-tinh")
    # The file that the office got has a blank where the registry stamps number and day.
    head = PlanHead(number="115/KH-UBND", issued_on=date(2026, 2, 10), issuer="Ủy ban nhân dân tỉnh Lào Cai")
    assert both_ways(files, tmp_path, [("laocai-khoangsan.docx", content)], policies=policies, head=head) > 10


@OCR
def test_a_scan(files: Used, tmp_path: Path, shared: Path) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(shared / "documents" / "plan.pdf")
    picture = BytesIO()
    document[6].render(scale=300 / 72, grayscale=True).to_pil().save(picture, "PNG")
    head = PlanHead(number="50/KH-UBND", issued_on=TODAY, issuer="Ủy ban nhân dân tỉnh Đồng Tháp")
    assert both_ways(files, tmp_path, [("trang-7.png", picture.getvalue())], head=head) > 1
