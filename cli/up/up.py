"""`dondoc up`: the whole house of an office with one machine, in one command."""

import socket
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from base.errors import DondocError
from base.programs import python_module

if TYPE_CHECKING:
    from cli.up.supervisor import Program

HOST = "127.0.0.1"
# How often the watchdog is asked by a process of its own, in seconds: it must bark even when Prefect stands still.
WATCH_EVERY = 900.0
# The page is up in two seconds when it needn't share the processor with Prefect, which takes nine.
PREFECT_AFTER, TIMEKEEPER_AFTER = 3.0, 9.0


class PortTaken(DondocError):
    """Something else listens where we would."""

    exit_code = 1


def up(
    port: Annotated[int, typer.Option(help="Cổng của trang đôn đốc, ví dụ 8420.")] = 8420,
    prefect_port: Annotated[int, typer.Option(help="Cổng của trang Prefect, ví dụ 4200.")] = 4200,
) -> None:
    """Chạy tất cả trên một máy: trang đôn đốc, Prefect và lịch chạy. Dừng bằng Ctrl-C. Ví dụ: dondoc up."""
    from base.clock import now
    from base.private_files import make_private, open_private
    from cli.up.state import alone, stop_orphans
    from cli.up.supervisor import Chore, Supervisor
    from config.log_lines import log_time
    from config.settings import Settings
    from flows.prefect_home import prepare_prefect
    from services.installation import open_installation

    settings = Settings()
    home = settings.home.absolute()

    def say(words: str) -> None:
        typer.echo(f"{now():%d/%m/%Y %H:%M:%S}  {words}", err=True)
        with open(home / "logs" / "up.log", "a", encoding="utf-8", opener=open_private) as log:
            log.write(f"{log_time()}  {words}\n")

    with open_installation(settings):
        # Refused at once, not by each of its programs by turns.
        pass
    with alone(home):
        make_private(home / "logs")
        if left := stop_orphans(home):
            say(f"Lần chạy trước bị dừng đột ngột; đã dừng {left} chương trình còn sót.")
        for each in (port, prefect_port):
            require_free(each)
        prepare_prefect(home)
        web, prefect = f"http://{HOST}:{port}", f"http://{HOST}:{prefect_port}"
        watch = Chore(name="watch", command=python_module("cli", "run", "watch"), every=WATCH_EVERY)
        supervisor = Supervisor(
            home, programs(home, port, prefect_port), [watch], web=web, prefect=f"{prefect}/api", say=say
        )
        say(f"Trang đôn đốc: {web}   Prefect: {prefect}   Nhật ký: {home / 'logs'}")
        supervisor.run()


def programs(home: Path, port: int, prefect_port: int) -> "list[Program]":
    """Return the programs of the house, in the order in which they start."""
    from cli.up.asking import Asker
    from cli.up.supervisor import Program
    from flows.prefect_home import REFUSED, set_broken_records_aside, set_records_aside

    api = f"http://{HOST}:{prefect_port}/api"
    ours = {"DONDOC_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    server = ["--factory", "prefect.server.api.server:create_app", "--log-level", "warning"]
    return [
        Program(
            name="web",
            label="Trang đôn đốc",
            command=python_module("cli", "serve", "--port", str(port)),
            environment=ours,
            asker=Asker(f"http://{HOST}:{port}/healthz"),
        ),
        Program(
            name="prefect",
            label="Máy chủ Prefect",
            command=python_module("uvicorn", *server, "--host", HOST, "--port", str(prefect_port)),
            environment={"PREFECT_API_URL": api, "PREFECT_UI_API_URL": api},
            after=PREFECT_AFTER,
            mend=set_records_aside,
            mended_with="timekeeper",
        ),
        Program(
            name="timekeeper",
            label="Bộ giữ giờ",
            command=python_module("flows.scheduler"),
            # Prefect's own five tries are a minute for each question to a server that can't work.
            environment={**ours, "PREFECT_API_URL": api, "PREFECT_CLIENT_MAX_RETRIES": "3"},
            after=TIMEKEEPER_AFTER,
            mend=set_broken_records_aside,
            mend_on=REFUSED,
            mended_with="prefect",
        ),
    ]


def require_free(port: int) -> None:
    """Raise `PortTaken` when something listens on a port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise PortTaken(
                given=port,
                place="dondoc up",
                reason="là cổng đang có chương trình khác dùng",
                remedy="Chọn cổng khác bằng --port hoặc --prefect-port.",
            ) from error
