"""Static files carry their content in their address; what is not ours is what it claims to be."""

import hashlib
import re

import pytest
from fastapi.testclient import TestClient

from tests.web.offices import pages_of
from web.frame.static_files import STATIC_FOLDER, static_files
from workflow.store.database.opening import Database

pytestmark = pytest.mark.sqlite_alone


@pytest.fixture
def client(database: Database) -> TestClient:
    return pages_of(database)


def test_what_is_not_ours_is_byte_for_byte_what_is_written_down() -> None:
    lines = re.findall(
        r"\| `([^`]+)` \|.*`([0-9a-f]{64})` \|", (STATIC_FOLDER / "VENDOR.md").read_text(encoding="utf-8")
    )
    assert lines
    for name, digest in lines:
        assert hashlib.sha256((STATIC_FOLDER / name).read_bytes()).hexdigest() == digest


def test_a_file_may_be_kept_for_ever_under_the_address_that_pages_name(client: TestClient) -> None:
    named = re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get("/").text)
    assert len(named) == 4
    for address in named:
        shown = client.get(address)
        assert shown.status_code == 200
        assert "immutable" in shown.headers["cache-control"]


def test_an_address_of_another_version_is_unknown(client: TestClient) -> None:
    assert client.get("/static/dondoc-0000000000.css").status_code == 404
    assert client.get("/static/VENDOR.md").status_code == 404


def test_styles_and_scripts_are_small() -> None:
    files = static_files()
    assert len(files["dondoc.css"].packed) <= 8_000
    assert len(files["htmx.min.js"].packed) <= 14_000
    assert len(files["dondoc.js"].packed) <= 1_500


def test_pages_have_no_script_or_style_of_their_own(client: TestClient) -> None:
    for address in ("/", "/viec", "/lich", "/tro-giup", "/kieu-dang"):
        text = client.get(address).text
        assert not re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", text)
