"""Getting in from the shell: the first admin, and one who has lost the installation's key."""

import re
from pathlib import Path

import pyotp
from fastapi.testclient import TestClient

from config.keys import key_file
from config.settings import Settings
from services.installation import open_installation
from tests.cli.people.test_contacts import dondoc
from tests.plans import at
from tests.web.accounts.office import SAME_SITE, secret_in
from tests.web.offices import TODAY
from web.app import create_app

ADMIN = ("Lê Thị Lan", "lan@ubnd.example")
HERE = "http://127.0.0.1:8420"
NOW = at(TODAY)


def gets_in(home: Path, printed: str) -> bool:
    """Whether the printed link leads, over a new second factor, to the page of the house."""
    link = re.search(r"/loi-moi/[\w-]{43}", printed)
    assert link, printed
    settings = Settings(_env_file=None, home=home, database_url="", base_url=HERE)  # type: ignore[call-arg]
    with open_installation(settings) as installation:
        browser = TestClient(create_app(installation, now=lambda: NOW), base_url=HERE, headers=SAME_SITE)
        secret = secret_in(browser.post(link[0]))
        browser.post("/toi/buoc-hai", data={"khoa": secret, "ma": pyotp.TOTP(secret).at(NOW)})
        return browser.get("/quan-tri", follow_redirects=False).status_code == 200


def test_an_admin_gets_in_again_after_the_key_was_lost(tmp_path: Path, migrated_file: Path) -> None:
    (tmp_path / "dondoc.sqlite").write_bytes(migrated_file.read_bytes())
    create = ("admin", "create", *ADMIN, "--today", TODAY.isoformat())
    first = dondoc(tmp_path, *create)
    assert "đã tạo mới" in first.output
    assert gets_in(tmp_path, first.output)
    key_file(tmp_path).unlink()
    again = dondoc(tmp_path, *create)
    assert "đã tạo mới" in again.output
    assert gets_in(tmp_path, again.output)
    assert "đã tạo mới" not in dondoc(tmp_path, *create).output
