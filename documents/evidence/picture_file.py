"""Photos as evidence: decoded whole, turned upright, written anew without what the camera noted of place and person."""

import io
from typing import TYPE_CHECKING

from documents.evidence.refusals import FileRefused, not_opened
from documents.intake.limits import Source
from workflow.evidence.files import FileKind

if TYPE_CHECKING:
    from PIL.Image import Image

_FORMATS = {FileKind.JPEG: "JPEG", FileKind.PNG: "PNG"}
# A phone's largest photo has 50 million pixels; as memory they are four times as many bytes.
MOST_PIXELS = 80_000_000
# Longer sides are shrunk to this: an A3 page at 250 dots an inch.
LONGEST_SIDE = 4_200
_PREVIEW = (1_400, 2_000)
_QUALITY = 90


def opened_picture(source: Source, kind: FileKind) -> "Image":
    """Decode a picture, upright. Raises `FileRefused`."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None
    try:
        picture = Image.open(io.BytesIO(source.data), formats=[_FORMATS[kind]])
        if picture.width * picture.height > MOST_PIXELS:
            raise FileRefused(
                source.name,
                reason=f"có {picture.width} × {picture.height} điểm ảnh, quá lớn",
                remedy="Chụp hoặc lưu lại ở cỡ nhỏ hơn rồi gửi lại.",
            )
        picture.load()
        turned: Image.Image = ImageOps.exif_transpose(picture) or picture
    except FileRefused:
        raise
    except Exception as error:  # Pillow's decoders let struct, index and value errors of broken files through
        raise not_opened(source.name) from error
    return turned


def clean_picture(picture: "Image", kind: FileKind) -> bytes:
    """Return the picture written anew: the same kind, not larger than needed, without notes of the camera."""
    smaller = picture.copy()
    smaller.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain = _plain(smaller, kind)
    content = io.BytesIO()
    if kind is FileKind.JPEG:
        plain.save(content, "JPEG", quality=_QUALITY, optimize=True)
    else:
        plain.save(content, "PNG")
    return content.getvalue()


def preview_of(picture: "Image") -> "Image":
    """Return the picture as pages show it."""
    smaller = picture.convert("RGB")
    smaller.thumbnail(_PREVIEW)
    return smaller


def _plain(picture: "Image", kind: FileKind) -> "Image":
    """The dots alone: a picture of Pillow carries along what it was read with."""
    from PIL import Image

    known = {"1", "L", "RGB"} if kind is FileKind.JPEG else {"1", "L", "LA", "RGB", "RGBA", "I;16"}
    coloured = picture if picture.mode in known else picture.convert("RGB" if kind is FileKind.JPEG else "RGBA")
    plain = Image.new(coloured.mode, coloured.size)
    plain.paste(coloured)
    return plain
