"""A `.env` file as it goes into a backup: without keys and passwords, which are named to be entered again.

A line that holds a secret stays, as a comment that says so; what is left of the file means what it meant.
"""

import re
from collections.abc import Mapping
from io import StringIO
from urllib.parse import parse_qsl, urlsplit

from dotenv.parser import Binding, parse_stream

_SECRET_NAME = re.compile(r"SECRET|TOKEN|PASS|PWD|KEY|CREDENTIAL", re.IGNORECASE)
_HOST = re.compile(r"(\[[0-9a-fA-F:]*\]|[^:]*)(:\d*)?")
_REMOVED = re.compile(r"^# NHẬP LẠI: (\w+)=", re.MULTILINE)
_PUT_ASIDE = re.compile(r"#.*?(\w+)\s*=\s*(\S.*)")
# Channels whose addresses hold a secret nowhere but where a password stands; others may hold one anywhere.
_OPEN_SCHEMES = frozenset({"emailics", "mailto", "mailtos", "zalooa", "zalozns", "postgresql", "postgres", "sqlite"})
_OPEN_SCHEMES_OF_PAGES = frozenset({"http", "https"})


def is_secret(name: str, value: str) -> bool:
    """Whether a setting holds a key or a password: by its name, or by an address with one in it.

    >>> is_secret("DONDOC_MAIL_URL", "emailics://dondoc:mat-khau@host"), is_secret("DONDOC_SOON_DAYS", "5")
    (True, False)
    """
    if not value:
        return False
    return bool(_SECRET_NAME.search(name)) or ("://" in value and _holds_password(value))


def _holds_password(address: str) -> bool:
    scheme, _, rest = address.partition("://")
    bare = scheme.lower().partition("+")[0]
    if bare not in _OPEN_SCHEMES | _OPEN_SCHEMES_OF_PAGES:
        return True
    place = re.split(r"[/?#]", rest, maxsplit=1)[0]
    # A password with a sign in it that ends an address is still a password.
    if ":" in place.rpartition("@")[0] or ("@" not in place and not _HOST.fullmatch(place)):
        return True
    try:
        asked = parse_qsl(urlsplit(address).query)
    except ValueError:
        return True
    return any(_SECRET_NAME.search(name) for name, _ in asked)


def without_secrets(text: str, *, prefix: str = "") -> tuple[str, tuple[str, ...]]:
    """Return the text of a `.env` file without its secrets, and their names in the order of the file.

    With a `prefix` only lines of names that begin so are taken: the rest belongs to other programs.
    """
    lines, names = [], []
    for binding in parse_stream(StringIO(text)):
        if not (binding.key or "").startswith(prefix):
            continue
        if binding.key is None:
            lines.append(_comment(binding))
        elif is_secret(binding.key, binding.value or ""):
            lines.append(f"# NHẬP LẠI: {binding.key}=\n")
            names.append(binding.key)
        else:
            lines.append(binding.original.string)
    return "".join(lines), tuple(names)


def _comment(binding: Binding) -> str:
    """An empty line or a comment as it is, unless it may be a setting with a secret that was put aside."""
    line = binding.original.string
    aside = _PUT_ASIDE.search(line)
    if binding.error or (aside and is_secret(aside[1], aside[2])):
        return "# (một dòng có thể chứa bí mật đã được bỏ khi sao lưu)\n"
    return line


def with_secrets(text: str, known: Mapping[str, str]) -> str:
    """Return the text with its secrets entered again, as far as they are known from the file that it replaces."""

    def entered(match: re.Match[str]) -> str:
        value = known.get(match[1])
        return match[0] if value is None else f"{match[1]}={quoted_value(value)}"

    return _REMOVED.sub(entered, text)


def quoted_value(value: str) -> str:
    """Return a value as a `.env` file holds it, whatever signs it has."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
