"""Tesseract: pictures in, text or words with their places out. Many pictures are read in one run."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from documents.intake.errors import MissingTool
from documents.intake.tools import missing_packages, require, run_tool
from documents.layout.words import PrintedWord

if TYPE_CHECKING:
    from PIL.Image import Image

DPI = 300

_PACKAGES = "tesseract-ocr tesseract-ocr-vie"
_PURPOSE = "đọc bản quét (ảnh chụp văn bản)"
_SECONDS = 180.0
_TSV_COLUMNS = 12
# What tesseract makes of a slash; letters it sees twice, of which one is no Vietnamese one.
_SLIPS = str.maketrans({"\u2044": "/", "\u2215": "/", "|": "", "Ñ": "", "Ð": "Đ"})
_TWICE = re.compile(r"(?<=[A-ZĐ])ĐĐ\b")
_SLASHES = re.compile(r"(?<=\w)//(?=\w)")
_LETTERS = re.compile(r"[^\W\d_]+")


def read_texts(
    pictures: Sequence["Image"], document: str, language: str = "vie", options: Sequence[str] = ()
) -> list[str]:
    """The text of each picture, its lines kept."""
    if not pictures:
        return []
    read = _run(pictures, document, ["-l", language, "--psm", "6", *options, "txt"])
    return [without_slips(text) for text in read.split("\f")[: len(pictures)]]


def read_words(pictures: Sequence["Image"], document: str, layout: str) -> Iterator[tuple[int, PrintedWord]]:
    """The words in the pictures, each with the number of its picture, from 0. `layout` is a page segmentation mode."""
    for row in _run(pictures, document, ["-l", "vie", "--psm", layout, "tsv"]).splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) == _TSV_COLUMNS and cells[-1].strip():
            x, y, width, height = (float(cell) for cell in cells[6:10])
            yield int(cells[1]) - 1, PrintedWord(x, y, x + width, y + height, without_slips(cells[-1]))


def tesseract_for(document: str) -> str:
    """Return the program that reads Vietnamese; asked before a picture is made, since that takes seconds a page.

    Raises `MissingTool`.
    """
    program = require(["tesseract"], document, packages=_PACKAGES, purpose=_PURPOSE)
    _require_vietnamese(program, document)
    return program


def without_slips(text: str) -> str:
    """The text without what tesseract is known to put in the place of other signs.

    >>> without_slips("Quý IV\u20442026, tiến đỘ")
    'Quý IV/2026, tiến độ'
    """
    text = _SLASHES.sub("/", _TWICE.sub("Đ", text.translate(_SLIPS)).strip())
    return _LETTERS.sub(lambda word: _in_one_case(word[0]), text)


def _in_one_case(word: str) -> str:
    """A small word without the marked capitals that tesseract sees inside."""
    return word.lower() if word[0].islower() and any(sign.isupper() and sign > "\x7f" for sign in word) else word


def _run(pictures: Sequence["Image"], document: str, options: Sequence[str]) -> str:
    """What tesseract reads in the pictures, a form feed after each."""
    program = tesseract_for(document)
    with TemporaryDirectory(prefix="dondoc-") as folder:
        path = Path(folder) / "pages.tif"
        pictures[0].save(path, save_all=True, append_images=list(pictures[1:]), dpi=(DPI, DPI))
        command = [program, str(path), "stdout", "--dpi", str(DPI), *options]
        return run_tool(command, document, seconds=_SECONDS).decode("utf-8", errors="replace")


def _require_vietnamese(program: str, document: str) -> None:
    languages = run_tool([program, "--list-langs"], document, seconds=_SECONDS).decode("utf-8", errors="replace")
    if not re.search(r"^vie$", languages, re.MULTILINE):
        raise MissingTool(
            document,
            reason=f"cần dữ liệu tiếng Việt của tesseract để {_PURPOSE}, nhưng máy chủ chưa cài",
            remedy=missing_packages("tesseract-ocr-vie"),
        )
