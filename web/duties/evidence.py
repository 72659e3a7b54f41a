"""The files of a duty: listed on its page, shown page by page as our own pictures, given out whole to be kept.

An original is never shown by the browser: it is always a download, under a policy that lets nothing in it run.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from base.vietnamese import capitalise
from services.evidence.giving import GivenFile, give_draft_file, give_file
from services.evidence.previews import ShownPage, show_page
from services.screens.one_duty import ShownDuty
from web.frame.pages import moment_words
from web.frame.values import Crumb, Page
from web.office import Office
from workflow.evidence.files import EvidenceFile
from workflow.log.actions import action_label
from workflow.views.duty_list import ADDRESS
from workflow.views.handings import current_report, handings

# Nothing in a file may run, load or reach the pages, should a browser show it all the same.
SANDBOXED = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}
# A content never changes; the right to see it may end within minutes.
PICTURE_KEPT = {"Cache-Control": "private, max-age=600"}


@dataclass(frozen=True, kw_only=True)
class FileLine:
    """A file as a list shows it: where it is given out, where its pages are shown ("" where they can't be)."""

    name: str
    about: str
    address: str
    pages: str
    picture: str


def file_lines(duty: int, files: Iterable[EvidenceFile]) -> Sequence[FileLine]:
    """Return the lines of a duty's files."""
    return [_line(f"/viec/{duty}/tep/{file.digest}", file) for file in files]


@dataclass(frozen=True, kw_only=True)
class HandedLine:
    """One time that something was handed in, as the duty's page tells it. `stands` marks the report that counts."""

    done: str
    at: str
    said: str
    fate: str
    why: str
    files: Sequence[FileLine]
    stands: bool
    latest: bool


def handed_lines(shown: ShownDuty) -> list[HandedLine]:
    """Return what was handed in about a duty, the newest first; nothing to who may not see it."""
    found = handings(shown.lines) if shown.inside else []
    current = current_report(found)
    # The report that stands comes first, whatever was noted since.
    ordered = [one for one in found if one is current] + [one for one in found if one is not current]
    return [
        HandedLine(
            done=capitalise(f"{action_label(one.action)}{f' ({one.fate.label})' if one.fate.label else ''}"),
            at=moment_words(one.at),
            said=one.said,
            fate=one.fate.label,
            why=one.why,
            files=file_lines(shown.duty.id, one.files),
            stands=one is current,
            latest=place == 0,
        )
        for place, one in enumerate(ordered)
    ]


def _line(address: str, file: EvidenceFile) -> FileLine:
    return FileLine(
        name=file.name,
        about=file.about,
        address=address,
        pages=f"{address}/trang/1" if file.pages else "",
        picture=f"{address}/trang/1.webp" if file.pages else "",
    )


def duty_evidence(office: Office) -> APIRouter:
    """Return the routes."""
    router = APIRouter()

    @router.get("/viec/{number:int}/tep/{digest}")
    def download(request: Request, number: int, digest: str) -> Response:
        """Give a file that was handed in to whoever may see the duty's evidence."""
        actor = office.actor_of(request)
        return _whole(give_file(office.installation, number, digest, actor, now=office.now()))

    @router.get("/viec/{number:int}/tep/{digest}/trang/{page:int}.webp")
    def picture(request: Request, number: int, digest: str, page: int) -> Response:
        """Give a page of a file as our own picture."""
        shown = show_page(office.installation, number, digest, page, office.actor_of(request), now=office.now())
        return FileResponse(shown.picture, media_type="image/webp", headers=SANDBOXED | PICTURE_KEPT)

    @router.get("/viec/{number:int}/tep/{digest}/trang/{page:int}")
    def page_shown(request: Request, number: int, digest: str, page: int) -> Response:
        """Show a page of a file, with the words on it for who can't see the picture."""
        actor = office.actor_of(request)
        shown = show_page(office.installation, number, digest, page, actor, now=office.now())
        return office.pages.show(request, "duties/file.html", _page_of(number, shown), **_page_values(number, shown))

    @router.get("/viec/{number:int}/nhap/{upload:int}")
    def download_draft(request: Request, number: int, upload: int) -> Response:  # noqa: ARG001 - the address says it
        """Give a file of one's own draft."""
        return _whole(give_draft_file(office.installation, upload, office.actor_of(request)))

    return router


def _page_of(duty: int, shown: ShownPage) -> Page:
    return Page(
        title=shown.file.name,
        place=ADDRESS,
        crumbs=(
            Crumb(label="Nhiệm vụ", address=ADDRESS),
            Crumb(label=f"Số {duty}", address=f"/viec/{duty}"),
        ),
        crumb="Tệp",
    )


def _page_values(duty: int, shown: ShownPage) -> dict[str, Any]:
    address = f"/viec/{duty}/tep/{shown.file.digest}"
    return {
        "shown": shown,
        "about": shown.file.about,
        "whole": address,
        "duty": duty,
        "picture": f"{address}/trang/{shown.page}.webp",
        "previous": f"{address}/trang/{shown.page - 1}" if shown.page > 1 else "",
        "following": f"{address}/trang/{shown.page + 1}" if shown.page < shown.last else "",
    }


def _whole(given: GivenFile) -> Response:
    headers = SANDBOXED | {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(given.file.name, safe='')}"}
    return FileResponse(given.path, media_type=given.file.kind.media_type, headers=headers)
