"""What stands around every page: a skip link, the way up, one heading, and for which moment it holds."""

import re

_PARTS = ('<a class="skip" href="#chinh">', '<nav class="crumbs"', 'aria-current="page"', "Tính đến")


def unframed(page: str) -> list[str]:
    """Return what a page lacks of its frame."""
    lacking = [part for part in _PARTS if part not in page]
    return lacking + ([] if len(re.findall(r"<h1[\s>]", page)) == 1 else ["one h1"])
