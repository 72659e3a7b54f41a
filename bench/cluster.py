"""A Prefect server and its workers as processes of this machine, to be started, asked and killed.

Everything is done through the server's HTTP interface and the command line, as an operator does it; Prefect isn't
imported here.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx

from bench.debian_postgresql import DebianPostgresql, free_port

ROOT = Path(__file__).parent.parent
POOL = "dondoc"
PREFECT = (sys.executable, "-m", "prefect")
# As systemd does it: a worker that gave up because the server is away is started again.
FOR_EVER = ("sh", "-c", 'while :; do "$@"; sleep 2; done', "worker")
FINAL = {"COMPLETED", "FAILED", "CANCELLED", "CRASHED"}


class Process:
    """A program with all its descendants, in a session of its own; its output goes to a file."""

    def __init__(self, *command: str, log: Path, environment: Mapping[str, str]) -> None:
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command, env=environment, stdout=output, stderr=output, cwd=ROOT, start_new_session=True
            )

    def runs(self, flow_run: str) -> bool:
        """Say whether one of its descendants runs that flow."""
        return any(flow_run in _environment(pid) for pid in _descendants(self._process.pid))

    def kill(self) -> None:
        """End it with everything it has started, as when its machine goes dark."""
        for pid in (self._process.pid, *_descendants(self._process.pid)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()


class Cluster:
    """One Prefect server on PostgreSQL, and workers by name."""

    def __init__(self, folder: Path, postgresql: DebianPostgresql, database_url: str) -> None:
        self._folder = folder
        self._port = free_port()
        self._api = f"http://127.0.0.1:{self._port}/api"
        self._workers: dict[str, Process] = {}
        self._environment = os.environ | {
            "PREFECT_HOME": str(folder / "prefect"),
            "PREFECT_API_URL": self._api,
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": postgresql.url("prefect", "postgresql+asyncpg"),
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PREFECT_CLI_PROMPT": "false",
            "PREFECT_WORKER_QUERY_SECONDS": "2",
            "PREFECT_CLIENT_MAX_RETRIES": "8",
            "DONDOC_DATABASE_URL": database_url,
            "DONDOC_HOME": str(folder / "home"),
        }
        self.start_server()

    def start_server(self) -> None:
        """Start the server and wait until it is healthy."""
        options = ("--host", "127.0.0.1", "--port", str(self._port), "--log-level", "warning")
        factory = ("-m", "uvicorn", "--factory", "prefect.server.api.server:create_app")
        self._server = self._started("server", sys.executable, *factory, *options)
        wait_for(lambda: self._get("health") is True, "Prefect's server", seconds=180)

    def kill_server(self) -> None:
        self._server.kill()

    def start_worker(self, name: str) -> None:
        """Start a worker that runs one flow at a time. Its connections to PostgreSQL carry its name."""
        options = ("--pool", POOL, "--type", "process", "--limit", "1", "--name", name)
        command = (*FOR_EVER, *PREFECT, "worker", "start", *options)
        self._workers[name] = self._started(name, *command, PGAPPNAME=name)

    def kill_worker(self, name: str) -> None:
        """Kill a worker and the flow it runs."""
        self._workers.pop(name).kill()

    def deploy(self, *names: str) -> None:
        """Deploy from `prefect.yaml`, see the schedules at work, and stop them: a bench starts its runs by itself."""
        wait_for(lambda: self._get(f"work_pools/{POOL}") is not None, "the work pool", seconds=120)
        chosen = [part for name in names for part in ("--name", name)]
        command = (*PREFECT, "--no-prompt", "deploy", "--prefect-file", str(ROOT / "prefect.yaml"), *chosen)
        subprocess.run(command, check=True, env=self._environment, cwd=ROOT, stdout=subprocess.DEVNULL)
        wait_for(lambda: bool(self.runs()), "runs by schedule", seconds=120)
        for name in names:
            self._post(f"deployments/{self._deployment(name)}/pause_deployment")

    def ask_for(self, deployment: str, **parameters: object) -> str:
        """Ask for a run; return its id."""
        return str(
            self._post(f"deployments/{self._deployment(deployment)}/create_flow_run", parameters=parameters)["id"]
        )

    def state_of(self, run: str) -> str:
        """Return a run's state, "" while the server doesn't answer."""
        found = self._get(f"flow_runs/{run}")
        return str(found["state_type"]) if found else ""

    def worker_of(self, run: str) -> str:
        """Return the worker that a run runs on, "" while it runs nowhere."""
        return next((name for name, process in self._workers.items() if process.runs(run)), "")

    def runs(self) -> list[dict[str, Any]]:
        """Return all runs."""
        found: list[dict[str, Any]] = self._post("flow_runs/filter")
        return found

    def close(self) -> None:
        """Kill everything."""
        for name in list(self._workers):
            self.kill_worker(name)
        self._server.kill()

    def _started(self, name: str, *command: str, **more: str) -> Process:
        return Process(*command, log=self._folder / f"{name}.log", environment=self._environment | more)

    def _deployment(self, name: str) -> str:
        found = self._get(f"deployments/name/{name}/{name}")
        assert found is not None, f"{name} isn't deployed"
        return str(found["id"])

    def _get(self, path: str) -> Any:
        with suppress(httpx.HTTPError):
            answer = httpx.get(f"{self._api}/{path}", timeout=10)
            if answer.is_success:
                return answer.json()
        return None

    def _post(self, path: str, **content: object) -> Any:
        answer = httpx.post(f"{self._api}/{path}", json=content, timeout=30)
        answer.raise_for_status()
        return answer.json() if answer.content else None


def wait_for(true: Callable[[], bool], what: str, *, seconds: float, every: float = 0.2) -> None:
    """Wait until something has come true; give up with a message that names it."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds:g} s in vain for {what}")
        time.sleep(every)


def _descendants(pid: int) -> Iterator[int]:
    with suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text(encoding="ascii").split():
                yield int(child)
                yield from _descendants(int(child))


def _environment(pid: int) -> str:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/environ").read_text(encoding="utf-8", errors="replace")
    return ""
