"""Writing settings into the home's own `.env`, line by line: what else stands there stays as it is."""

from collections.abc import Mapping
from io import StringIO
from pathlib import Path

from dotenv.parser import parse_stream

from base.atomic_file import whole_file
from base.errors import DondocError
from base.private_files import PRIVATE_FILE, make_private
from config.env_files import ENV_FILE
from services.maintenance.env_secrets import quoted_value


class SettingUnwritable(DondocError):
    """A value that a line of a `.env` file can't hold, or that would mean something else when read back."""


def write_settings(home: Path, said: Mapping[str, str]) -> None:
    """Let the home's `.env` say these variables, each once; an empty value takes a variable out.

    The file is replaced whole, readable by its owner alone. Raises `SettingUnwritable`, `FileNotWritten`.
    """
    for name, value in said.items():
        _check(name, value)
    path = make_private(home) / ENV_FILE
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    kept = "".join(line.original.string for line in parse_stream(StringIO(text)) if line.key not in said)
    if kept and not kept.endswith("\n"):
        kept += "\n"
    lines = "".join(f"{name}={quoted_value(value)}\n" for name, value in said.items() if value)
    with whole_file(path) as part:
        part.touch(mode=PRIVATE_FILE)
        part.write_text(kept + lines, encoding="utf-8")


def _check(name: str, value: str) -> None:
    # A file of settings puts another variable in the place of `${…}`.
    if any(sign in value for sign in ("\n", "\r", "\0", "${")):
        raise SettingUnwritable(
            given=name,
            place="Tệp cài đặt",
            reason="có dấu xuống dòng hoặc dấu “${” nên tệp cài đặt không giữ được",
            remedy="Bỏ các dấu đó rồi ghi lại.",
        )
