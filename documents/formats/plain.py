"""Plain text: decoded here, its layout read by `documents.text`."""

from collections.abc import Iterator

from documents.blocks.values import Block
from documents.intake.detect import decode
from documents.intake.limits import Limits, Progress, Source, no_progress


def read_blocks(source: Source, _limits: Limits, progress: Progress = no_progress) -> Iterator[Block]:
    """The text's lines and the tables found in them."""
    from documents.text import read_text

    yield from read_text(decode(source))
    progress(1, 1)
