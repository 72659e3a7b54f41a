"""The wheel carries everything: installed into a fresh environment, its pages open with their styles and scripts."""

import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

from tests.conftest import REPOSITORY

OPEN_A_PAGE = """
import re
from datetime import datetime
from pathlib import Path

from fastapi.testclient import TestClient

from base.clock import VIETNAM
from config.settings import Settings
from services.installation import open_installation
from services.maintenance.setup import install
from web.app import create_app
from workflow.by import By
from workflow.people.grants import HOUSE, Actor, Grant, GrantedRole

now = datetime(2026, 3, 5, 7, tzinfo=VIETNAM)
admin = Actor(name="Lan", grants=(Grant(role=GrantedRole.ADMIN, scope=HOUSE, since=now.date()),))
settings = Settings(_env_file=None, home=Path.cwd() / "home")
install(settings, "", By(actor="Lan", now=now))
with open_installation(settings) as office:
    client = TestClient(create_app(office, now=lambda: now, actor_of=lambda request: admin))
    for address in ("/", "/viec", "/lich", "/tro-giup"):
        page = client.get(address)
        assert page.status_code == 200, (address, page.text)
        for named in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text):
            assert client.get(named).status_code == 200, named
print(Path(__import__("web").__file__).parent)
"""


def test_a_page_opens_from_the_installed_wheel(tmp_path: Path) -> None:
    wheel = built(tmp_path)
    python = fresh_environment(tmp_path / "venv", wheel)
    shown = run(python, "-c", OPEN_A_PAGE, folder=tmp_path)
    assert Path(shown.strip()).is_relative_to(tmp_path / "venv"), "the page came from the sources, not from the wheel"


def built(folder: Path) -> Path:
    """Build the wheel from a copy of what would be committed, so that nothing is left behind here."""
    sources = folder / "sources"
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", folder=REPOSITORY).splitlines()
    for name in listed:
        if not re.match(r"tests/|docs/|bench/", name) and (REPOSITORY / name).is_file():
            target = sources / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((REPOSITORY / name).read_bytes())
    # As pip does, in a process of its own and without the second that pip takes to start.
    run(
        sys.executable,
        "-c",
        f"from setuptools.build_meta import build_wheel; build_wheel({str(folder)!r})",
        folder=sources,
    )
    (wheel,) = folder.glob("*.whl")
    return wheel


def fresh_environment(folder: Path, wheel: Path) -> str:
    """An environment with this wheel in it that finds the libraries of this one: no test fetches any."""
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    libraries = next(Path(path) for path in sys.path if path.endswith("site-packages"))
    (own,) = (folder / "lib").glob("python*/site-packages")
    # What installing is for modules; commands, which are made as well, aren't asked for here.
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(own)
    # Its own folder comes first; the editable install is a .pth of the other folder, which isn't read from here.
    (own / "libraries.pth").write_text(f"{libraries}\n")
    return str(python)


def run(*command: str, folder: Path | None = None) -> str:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
