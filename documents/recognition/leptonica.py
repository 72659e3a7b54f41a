"""Leptonica, the picture library beneath tesseract: a scan made even and level.

Its few functions are called as they stand in allheaders.h; a machine that has tesseract has the library.
"""

import ctypes
import ctypes.util
from functools import cache
from typing import TYPE_CHECKING, Any

from documents.intake.errors import MissingTool
from documents.intake.tools import missing_packages

if TYPE_CHECKING:
    from PIL.Image import Image

# Debian's names of the library, before and since leptonica 1.83, and what the loader finds elsewhere.
_FILES = ("liblept.so.5", "libleptonica.so.6")
_NAMES = ("lept", "leptonica")
_PAPER_FROM = 130
# The tone that evened paper has at least: pixBackgroundNormSimple makes it 200.
_EVEN_PAPER = 190
# Of pixFindSkew: an angle less sure is none, and one so small is not worth a turn, in degrees.
_SURE = 3.0
_LEAST_SKEW = 0.03
_PNM = 11  # IFF_PNM


def to_even_paper(picture: "Image", document: str) -> "Image":
    """The gray picture with its paper white, however gray or unevenly lit it was (pixBackgroundNormSimple)."""
    lept = _library(document)
    even = _changed(lept, picture, lambda pix: lept.pixBackgroundNormSimple(pix, None, None))
    return even.point([min(255, tone * 255 // _EVEN_PAPER) for tone in range(256)])


def skew_of(picture: "Image", document: str) -> float:
    """By how many degrees the page is turned, clockwise positive; 0 where that can't be told (pixFindSkew)."""
    lept = _library(document)
    pix = _pix(lept, picture)
    ink = lept.pixConvertTo1(pix, _PAPER_FROM) if pix else None
    angle, sure = ctypes.c_float(), ctypes.c_float()
    try:
        failed = not ink or lept.pixFindSkew(ink, angle, sure)
    finally:
        _forget(lept, pix, ink)
    return 0.0 if failed or sure.value < _SURE else angle.value


def to_level(picture: "Image", document: str) -> "Image":
    """The gray picture turned so that its lines lie level."""
    from PIL.Image import Resampling

    angle = skew_of(picture, document)
    if abs(angle) < _LEAST_SKEW:
        return picture
    return picture.rotate(-angle, resample=Resampling.BICUBIC, fillcolor=255)


@cache
def _loaded() -> Any:
    for name in (*_FILES, *filter(None, map(ctypes.util.find_library, _NAMES))):
        try:
            return _declared(ctypes.CDLL(name))
        except OSError:
            continue
    return None


def _library(document: str) -> Any:
    if (lept := _loaded()) is None:
        raise MissingTool(
            document,
            reason="cần thư viện leptonica để dựng thẳng bản quét, nhưng máy chủ chưa cài",
            remedy=missing_packages("tesseract-ocr tesseract-ocr-vie"),
        )
    return lept


def _declared(lept: ctypes.CDLL) -> ctypes.CDLL:
    """The library with the signatures of what is called here."""
    pix, size = ctypes.c_void_p, ctypes.c_size_t
    signatures: dict[str, tuple[Any, list[Any]]] = {
        "pixReadMem": (pix, [ctypes.c_char_p, size]),
        "pixWriteMem": (ctypes.c_int, [ctypes.POINTER(ctypes.c_void_p), ctypes.POINTER(size), pix, ctypes.c_int]),
        "pixConvertTo1": (pix, [pix, ctypes.c_int]),
        "pixFindSkew": (ctypes.c_int, [pix, ctypes.POINTER(ctypes.c_float), ctypes.POINTER(ctypes.c_float)]),
        "pixBackgroundNormSimple": (pix, [pix, pix, pix]),
        "pixDestroy": (None, [ctypes.POINTER(ctypes.c_void_p)]),
        "lept_free": (None, [ctypes.c_void_p]),
        "setMsgSeverity": (ctypes.c_int, [ctypes.c_int]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(lept, name)
        function.restype, function.argtypes = result, arguments
    lept.setMsgSeverity(6)  # L_SEVERITY_NONE: what goes wrong shows in what is returned
    return lept


def _changed(lept: Any, picture: "Image", change: Any) -> "Image":
    """The picture after a change, or itself where leptonica can't."""
    pix = _pix(lept, picture)
    other = change(pix) if pix else None
    try:
        return (_picture(lept, other) if other else None) or picture
    finally:
        _forget(lept, pix, other)


def _pix(lept: Any, picture: "Image") -> Any:
    gray = picture.convert("L")
    data = b"P5 %d %d 255\n" % gray.size + gray.tobytes()
    return lept.pixReadMem(data, len(data))


def _picture(lept: Any, pix: Any) -> "Image | None":
    from io import BytesIO

    from PIL import Image

    data, size = ctypes.c_void_p(), ctypes.c_size_t()
    if lept.pixWriteMem(data, size, pix, _PNM) or not data.value:
        return None
    try:
        return Image.open(BytesIO(ctypes.string_at(data, size.value))).convert("L")
    finally:
        lept.lept_free(data)


def _forget(lept: Any, *pictures: Any) -> None:
    for pix in filter(None, pictures):
        lept.pixDestroy(ctypes.c_void_p(pix))
