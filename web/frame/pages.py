"""Making pages: a template with its values, whole or, for a request of htmx, the part of it that changes."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from base.clock import VIETNAM
from base.vietnamese import capitalise, day_and_month, full_date, group_thousands, short_date
from web.frame.static_files import static_files
from web.frame.values import Around, Page

TEMPLATES = Path(__file__).parent.parent / "templates"
# A person's page may be kept by the browser, but is asked about again each time.
ASKED_AGAIN = {"Cache-Control": "private, no-cache", "Vary": "Cookie, HX-Request"}


@cache
def _environment() -> Environment:
    """Return the templates: everything is escaped, and an unknown name is an error rather than a blank.

    One for a program: making a template ready takes longer than many a page.
    """
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "full_date": full_date,
        "short_date": short_date,
        "day_and_month": day_and_month,
        "capitalised": capitalise,
        "grouped": group_thousands,
        "moment": moment_words,
    }
    made.globals["static"] = lambda name: static_files()[name].address
    return made


def moment_words(at: datetime) -> str:
    """Return a moment as people say it in Vietnam.

    >>> moment_words(datetime(2026, 3, 5, 8, 4, tzinfo=VIETNAM))
    '08:04 ngày 05/3/2026'
    """
    local = at.astimezone(VIETNAM)
    return f"{local:%H:%M} ngày {short_date(local.date())}"


class Pages:
    """Answers with pages. `around` says what stands around a page for whoever asks."""

    def __init__(self, around: Callable[[Request], Around]) -> None:
        self._templates = _environment()
        self._around = around

    def show(
        self, request: Request, template: str, page: Page, *, part: str = "", status: int = 200, **values: Any
    ) -> HTMLResponse:
        """Return a page. `part` is the template that htmx gets when it only changes a part of the page it shows."""
        named = part if part and wants_part(request) else template
        around = self._around(request)
        text = self._templates.get_template(named).render(page=page, around=around, **values)
        return HTMLResponse(text, status_code=status, headers=ASKED_AGAIN | {"ETag": _tag(text, around.as_of)})

    def words(self, template: str, **values: Any) -> str:
        """Return a template that needs nothing around it, such as a line of a form."""
        return self._templates.get_template(template).render(**values)


def _tag(text: str, as_of: str) -> str:
    """What names a page's content: weak, for the moment that it was made at is left out."""
    return f'W/"{hashlib.blake2b(text.replace(as_of, "").encode(), digest_size=12).hexdigest()}"'


def wants_part(request: Request) -> bool:
    """Whether htmx asks for a part of a page; the same address without it gives the page whole."""
    return request.headers.get("hx-request") == "true" and request.headers.get("hx-request-type") == "partial"
