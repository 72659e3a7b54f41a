"""What a day costs an office: the command, what Prefect adds to the plain call, and `dondoc up` as a whole.

`python -m bench.flows [--quick]`. The floor of the command is a program that only loads Prefect, run by turns with it:
what would be paid before any work, if the command weren't plain calls. `up` is started for real, asked until `/readyz`
answers, and weighed when all of its programs stand. What Prefect adds is in the figures, in seconds.
"""

import argparse
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import psutil

from bench.documents import a_web_page, rows_of
from bench.report import Claim, finish
from samples.build import build_plan

DAY = date(2026, 3, 5)
IMPORTED = date(2026, 1, 19)
REPOSITORY = Path(__file__).parent.parent
WEB, PREFECT = 8461, 4261
MEGABYTE = 2**20


def main() -> None:
    """Measure, print, end with 1 when a claim fails."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="fewer rounds, and Prefect's start isn't waited for")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory(prefix="dondoc-bench-") as folder:
        home = Path(folder) / "home"
        prepare(home)
        claims, figures = command(home, 3 if quick else 5)
        waited, parts = waited_for(home, 3 if quick else 7)
        claims, figures = claims + waited, figures | parts
        if not quick:
            figures |= prefect(home)
        stood, weighed = up(home, whole=not quick)
    claims, figures = claims + stood, figures | weighed
    finish("flows", claims, figures)


def prepare(home: Path) -> None:
    """Make an installation with the sample plan: 95 tasks."""
    plan = home.parent / "ke-hoach-50.docx"
    build_plan(plan)
    timed(home, "-m", "cli", "init", "--province", "Đồng Tháp")
    timed(home, "-m", "cli", "import", str(plan), "--today", IMPORTED.isoformat())


def command(home: Path, rounds: int) -> tuple[list[Claim], dict[str, object]]:
    """`dondoc run` on a day and on the same day again, against loading Prefect: the least CPU seconds of each."""
    day = ("-m", "cli", "run", "daily", "--today", DAY.isoformat())
    first = cpu_of(home, *day)
    taken: dict[str, list[float]] = {"again": [], "load_prefect": []}
    for _ in range(rounds):
        taken["again"].append(cpu_of(home, *day))
        taken["load_prefect"].append(cpu_of(home, "-c", "import prefect.flows, prefect.tasks"))
    again, floor = (min(times) for times in taken.values())
    figures: dict[str, object] = {
        "run_daily_first_s": round(first, 2),
        "run_daily_again_s": round(again, 2),
        "load_prefect_s": round(floor, 2),
    }
    return [Claim(name="dondoc run daily, 95 tasks / loading Prefect", value=again / floor, at_most=1.4)], figures


def waited_for(home: Path, rounds: int) -> tuple[list[Claim], dict[str, object]]:
    """The commands that people wait for, in times what loading SQLAlchemy's ORM costs: the least CPU of each, by turns.

    Beside them what the libraries alone cost that a command can't do without.
    """
    plan = home.parent / "ke-hoach-51.html"
    plan.write_bytes(a_web_page(rows_of(4)))
    given = ("--number", "51/KH-UBND", "--issued", IMPORTED.isoformat(), "--today", DAY.isoformat())
    sides = {
        "orm": ("-c", "import sqlalchemy.orm"),
        "tasks": ("-m", "cli", "tasks"),
        "import": ("-m", "cli", "import", str(plan), *given),
        "libraries": ("-c", "import sqlalchemy.orm, typer.main, typer._adapters, pydantic_settings, rich.table"),
    }
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            taken[name].append(cpu_of(home, *side))
    least = {name: min(times) for name, times in taken.items()}
    floor = least.pop("orm")
    claims = [
        Claim(name="dondoc tasks / loading the ORM", value=least["tasks"] / floor, at_most=1.5),
        Claim(name="dondoc import of 35 rows / loading the ORM", value=least["import"] / floor, at_most=3),
    ]
    return claims, {
        "load_orm_s": round(floor, 3),
        "libraries_of_a_command_times_loading_the_orm": round(least["libraries"] / floor, 2),
    }


def cpu_of(home: Path, *arguments: str) -> float:
    """Run a Python program of the installation; return its CPU seconds, those of its own programs among them."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    timed(home, *arguments)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def prefect(home: Path) -> dict[str, object]:
    """The same day's work as a plain call and as the flow, in one process, against a server that stands."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.flows_in_process"],
        env=environment(home),
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    plain, flow, short_plain, short_flow = map(float, done.stdout.split()[-4:])
    figures: dict[str, object] = {
        "daily_plain_s": plain,
        "daily_flow_s": flow,
        "prefect_adds_to_daily_s": round(flow - plain, 3),
        "deliver_plain_s": short_plain,
        "deliver_flow_s": short_flow,
        "prefect_adds_to_deliver_s": round(short_flow - short_plain, 3),
    }
    return figures


def up(home: Path, *, whole: bool) -> tuple[list[Claim], dict[str, object]]:
    """`dondoc up`: how long until `/readyz` answers, and what all of its programs weigh."""
    began = time.monotonic()
    with running_up(home) as process:
        ready = wait_for(f"http://127.0.0.1:{WEB}/readyz", began, 180)
        claims = [Claim(name="dondoc up: seconds until /readyz", value=ready, at_most=20)]
        figures: dict[str, object] = {"load_average": [round(load, 1) for load in os.getloadavg()]}
        if whole:
            figures["prefect_ready_s"] = round(wait_for(f"http://127.0.0.1:{PREFECT}/api/health", began, 300), 1)
            wait_for_timekeeper(home, 120)
            weight = weigh(process)
            figures["megabytes"] = weight
            claims.append(Claim(name="dondoc up: MB of all programs (PSS)", value=sum(weight.values()), at_most=700))
    return claims, figures


@contextmanager
def running_up(home: Path) -> Iterator[psutil.Process]:
    """Run `dondoc up` while the block lasts, and end it as an operator would."""
    command = [sys.executable, "-m", "cli", "up", "--port", str(WEB), "--prefect-port", str(PREFECT)]
    process = subprocess.Popen(command, env=environment(home), cwd=REPOSITORY, stderr=subprocess.DEVNULL)
    try:
        yield psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(120)


def weigh(process: psutil.Process) -> dict[str, int]:
    """Return megabytes by program: what is shared counts once, in parts (PSS)."""
    weight = {}
    for one in [process, *process.children(recursive=True)]:
        name = next((word for word in one.cmdline() if word.startswith(("cli", "flows", "uvicorn"))), one.name())
        if one.pid != process.pid and name == "cli":
            name = "web"
        weight[f"{name} {one.pid}"] = round(one.memory_full_info().pss / MEGABYTE)
    return weight


def wait_for(url: str, began: float, limit: float) -> float:
    """Return after how many seconds an address answered 200."""
    while time.monotonic() - began < limit:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return time.monotonic() - began
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError(url)


def wait_for_timekeeper(home: Path, limit: float) -> None:
    """Wait until the timekeeper has told Prefect its flows."""
    log = home / "logs" / "timekeeper.log"
    end = time.monotonic() + limit
    while "giữ giờ" not in (log.read_text(encoding="utf-8") if log.exists() else "") and time.monotonic() < end:
        time.sleep(0.5)


def timed(home: Path, *arguments: str) -> float:
    """Run a Python program of the installation; return its wall seconds."""
    began = time.perf_counter()
    python = [sys.executable, *arguments]
    subprocess.run(python, env=environment(home), cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def environment(home: Path) -> dict[str, str]:
    """Return the environment of an installation that is all its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DONDOC_", "PREFECT_"))}
    return kept | {"DONDOC_HOME": str(home), "DONDOC_MAIL_URL": ""}


if __name__ == "__main__":
    main()
