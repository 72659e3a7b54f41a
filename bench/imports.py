"""A document of 3,000 rows on its way in: each step's page against a page of 50 duties in the same run, and the memory.

    python -m bench.imports [--quick]

Processor seconds of the process that answers, the least of several rounds in which the sides take turns; the document
is read in its own bounded process, which is not counted. `--quick` takes a tenth of the rows and fewer rounds.
"""

import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle
from pathlib import Path
from time import process_time

from fastapi.testclient import TestClient

from base.clock import VIETNAM
from bench.report import Claim, finish
from bench.stock import TODAY, fill
from config.settings import Settings
from services.installation import open_installation
from web.app import create_app
from workflow.by import By
from workflow.people.grants import HOUSE, Actor, Grant, GrantedRole
from workflow.store.database.opening import Database
from workflow.store.database.schema import migrate_schema
from workflow.store.people.province import choose_province

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 7, tzinfo=VIETNAM)
ADMIN = Actor(name="bench", grants=(Grant(role=GrantedRole.ADMIN, scope=HOUSE, since=TODAY),))
IMPORTS = "/van-ban/nhap"
HEAD = """<html><body><p>ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP</p><p>Số: 71/KH-UBND</p>
<p>Đồng Tháp, ngày 20 tháng 02 năm 2026</p><p>KẾ HOẠCH</p><p>Chuyển đổi số năm 2026</p>
<table><tr><th>TT</th><th>Nhiệm vụ</th><th>Cơ quan chủ trì</th><th>Sản phẩm</th><th>Thời hạn</th></tr>"""
LEADS = ("Sở Nội vụ", "Sở Y tế", "Sở Tài chính", "Công an tỉnh", "Sở Xây dựng")
TERMS = ("Trước 15/7/2026", "Quý III/2026", "Tháng 10/2026", "Thường xuyên", "Trước 30/9/2026", "Tháng 12/2026")
DOUBTFUL, ONE_IN = "Tháng 26/11/2026", 500
# In kilobytes.
MOST_MEMORY = 300 * 1024
MOST_TIMES = 10.0


def main(*, quick: bool) -> None:
    """Measure and print."""
    rows, rounds = (300, 2) if quick else (3_000, 3)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        database = Database(f"sqlite:///{home / 'dondoc.sqlite'}")
        migrate_schema(database)
        fill(database, 1_000, changes=500)
        with database.writing() as session:
            choose_province(session, "Đồng Tháp", By(actor="bench", now=NOW))
        with open_installation(Settings(_env_file=None, home=home)) as installation:  # type: ignore[call-arg]
            app = create_app(installation, now=lambda: NOW, actor_of=lambda _request: ADMIN)
            pages = TestClient(app, follow_redirects=False, headers={"Sec-Fetch-Site": "same-origin"})
            steps = Steps(pages, send_up(pages, a_document(rows)), rows)
            found = steps.measured(rounds)
            sheet = steps.sheet_out_and_in()
            registered = steps.registered()
    bare = found.pop("page_of_50")
    claims = [
        Claim(name=f"{name}_vs_page_of_50", value=took / bare, at_most=MOST_TIMES) for name, took in found.items()
    ]
    claims.append(Claim(name="memory_megabytes", value=peak_memory() / 1024, at_most=MOST_MEMORY / 1024))
    milliseconds = {name: round(took * 1_000, 1) for name, took in {"page_of_50": bare, **found}.items()}
    finish(
        "imports", claims, {"rows": rows, "milliseconds": milliseconds, "registering_s": round(registered, 2), **sheet}
    )


@dataclass(frozen=True)
class Steps:
    """The pages of one document on its way in."""

    pages: TestClient
    address: str
    rows: int

    def measured(self, rounds: int) -> dict[str, float]:
        """Return the least processor seconds of each step's page."""
        middle, answers = self.rows // 2, cycle(range(1, self.rows + 1))
        sides: dict[str, Callable[[], None]] = {
            "page_of_50": lambda: self._get("/viec"),
            "list": lambda: self._get(IMPORTS),
            "head": lambda: self._get(f"{self.address}/dau"),
            "row": lambda: self._get(f"{self.address}?dong={middle}"),
            "decision": lambda: self._decide(next(answers)),
            "row_after_a_decision": lambda: self._get(f"{self.address}?dong={middle}"),
            "check": lambda: self._get(f"{self.address}/kiem-tra"),
        }
        least = dict.fromkeys(sides, float("inf"))
        for _ in range(rounds):
            for name, side in sides.items():
                began = process_time()
                side()
                least[name] = min(least[name], process_time() - began)
        return least

    def sheet_out_and_in(self) -> dict[str, float]:
        """Take the review sheet out and in again, untouched, and set the head anew; return processor seconds."""
        began = process_time()
        sheet = self.pages.get(f"{self.address}/phieu.xlsx").content
        written = process_time()
        answer = self.pages.post(f"{self.address}/phieu", files={"tep": ("phieu.xlsx", sheet)})
        assert answer.status_code == 303, answer.status_code
        taken = process_time()
        head = {"so": "71/KH-UBND", "ngay": "20/02/2026", "noi": "Ủy ban nhân dân tỉnh Đồng Tháp", "thoi-ky": "2027"}
        self._post(f"{self.address}/dau", head)
        self._get(f"{self.address}?dong=1")
        return {
            "sheet_out_s": round(written - began, 2),
            "sheet_in_s": round(taken - written, 2),
            "new_head_s": round(process_time() - taken, 2),
        }

    def registered(self) -> float:
        """Put off what is left, register the document; return the processor seconds of the last step."""
        while "data-row" in (text := self.pages.get(self.address).text):
            action = text[: text.index('" class="stack" data-row')].rpartition('action="')[2]
            names = [part.partition('"')[0] for part in text.split('type="radio" name="')[1:]]
            self._post(action, dict.fromkeys(names, "sau"))
        began = process_time()
        self._post(f"{self.address}/kiem-tra", {})
        return process_time() - began

    def _decide(self, row: int) -> None:
        self._post(f"{self.address}/dong/{row}", {"sua": "1", "note": "đã xem lại với đơn vị"})

    def _get(self, path: str) -> None:
        answer = self.pages.get(path)
        assert answer.status_code == 200, (path, answer.status_code)

    def _post(self, path: str, fields: dict[str, str]) -> None:
        answer = self.pages.post(path, data=fields)
        assert answer.status_code == 303, (path, answer.status_code)


def a_document(rows: int) -> bytes:
    """A plan of so many tasks as a web page, a few of them read with a doubt."""
    lines = "".join(
        f"<tr><td>{number}</td><td>Nhiệm vụ {number}: xây dựng, ban hành quy chế quản lý dữ liệu số {number * 7}</td>"
        f"<td>{LEADS[number % 5]}</td><td>Quyết định của UBND tỉnh</td>"
        f"<td>{TERMS[number % 6] if number % ONE_IN else DOUBTFUL}</td></tr>"
        for number in range(1, rows + 1)
    )
    return f"{HEAD}{lines}</table></body></html>".encode()


def send_up(pages: TestClient, document: bytes) -> str:
    """Send the document up; return the address of its page once it is read."""
    answer = pages.post(IMPORTS, files={"tep": ("ke-hoach.html", document)})
    assert answer.status_code == 303, answer.text
    for thread in threading.enumerate():
        if thread.name.startswith("reading draft"):
            thread.join()
    return str(answer.headers["location"])


def peak_memory() -> int:
    """Return the most memory that this process ever held, in kilobytes."""
    line = next(one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1])


if __name__ == "__main__":
    main(quick="--quick" in sys.argv[1:])
