"""The templates of mails, and the numbers by which a mail is known again."""

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES = Path(__file__).parent / "templates"


def stable_digits(*parts: str) -> str:
    """Return 32 hexadecimal digits that the same parts always give."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


@cache
def environment() -> "Environment":
    """Return the templates; one that names a value which isn't there fails instead of leaving a gap."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
