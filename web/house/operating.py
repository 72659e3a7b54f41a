"""`/quan-tri`: how the house runs: jobs, disk, backups, what is wrong, versions; and the settings in force."""

import logging
import threading
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from base.errors import DondocError
from config.sign_in import SignInPolicy
from services.checks import Severity
from services.house.backups import list_backups, told_of_restoring
from services.house.operating import OPERATING, UnknownJob, look_at_house, run_now, settings_in_force
from services.installation import Installation
from services.jobs.catalogue import JOBS
from web.frame.values import Crumb, Page
from web.office import Office
from workflow.evidence.files import size_words
from workflow.people.grants import Actor

HOUSE_ADDRESS = "/quan-tri"
UP_TO_HOUSE = (Crumb(label=OPERATING, address=HOUSE_ADDRESS),)
# How long the answer waits for a short job, in seconds.
_SHORT = 4.0
_DONE = {
    "chay": "Tác vụ đã chạy hoặc đang chạy: xem kết quả ở cột bên phải.",
    "sao-luu": "Đã sao lưu; bản mới đứng đầu danh sách.",
    "tai-len": "Đã nhận bản sao lưu; xem trước rồi khôi phục.",
    "khoi-phuc": "Đã khôi phục. Cơ sở dữ liệu trước đó được giữ bên cạnh.",
}
log = logging.getLogger(__name__)


def operating_pages(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()

    @router.get(HOUSE_ADDRESS)
    def shown(request: Request) -> Response:
        """Show how the house runs."""
        return show_house(office, request)

    @router.get(HOUSE_ADDRESS + "/cai-dat")
    def settings(request: Request) -> Response:
        """Show the settings with where each comes from."""
        found = settings_in_force(office.installation, SignInPolicy(), office.actor_of(request))
        page = Page(title="Cài đặt đang dùng", place=HOUSE_ADDRESS, crumbs=UP_TO_HOUSE, crumb="Cài đặt")
        return office.pages.show(request, "house/settings.html", page, settings=found)

    @router.post(HOUSE_ADDRESS + "/chay/{name}")
    def run(request: Request, name: str) -> Response:
        """Run a job at once; a long one goes on behind the answer."""
        if name not in JOBS:
            return Response(status_code=404)
        actor = office.actor_of(request)
        look_at_rights(office, actor)
        asked = (office.installation, actor, name, office.now())
        running = threading.Thread(target=_run, args=asked, name=f"job {name}", daemon=True)
        running.start()
        running.join(_SHORT)
        return RedirectResponse(f"{HOUSE_ADDRESS}?xong=chay#tac-vu", status_code=303)

    return router


def show_house(office: Office, request: Request, *, error: str = "") -> Response:
    """Show the page, with what is wrong with a form of it."""
    actor, now = office.actor_of(request), office.now()
    house = look_at_house(office.installation, actor, now=now)
    faults = sum(one.finding.severity is Severity.FAULT for one in house.faults)
    return office.pages.show(
        request,
        "house/operating.html",
        Page(
            title=OPERATING,
            place=HOUSE_ADDRESS,
            wrong=bool(error),
            done=_DONE.get(request.query_params.get("xong", ""), ""),
        ),
        status=422 if error else 200,
        restored=told_of_restoring(office.installation, actor)
        if request.query_params.get("xong") == "khoi-phuc"
        else None,
        house=house,
        error=error,
        faults=faults,
        warnings=len(house.faults) - faults,
        free=size_words(house.free),
        disk=size_words(house.disk),
        used=round(100 * (1 - house.free / house.disk)) if house.disk else 0,
        database_size=size_words(house.database_octets) if house.database_octets is not None else "",
        backups=[(one, size_words(one.octets)) for one in list_backups(office.installation, actor)],
    )


def look_at_rights(office: Office, actor: Actor) -> None:
    """Raise `NotAllowed` for who may not keep the house, before anything is begun in a thread of its own."""
    settings_in_force(office.installation, SignInPolicy(), actor)


def _run(installation: Installation, actor: Actor, name: str, now: datetime) -> None:
    try:
        run_now(installation, actor, name, now=now)
    except (DondocError, UnknownJob) as error:
        # The record of runs says it on the page.
        log.warning("job %s, asked for at a page, came to nothing: %s", name, error)
