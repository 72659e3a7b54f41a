"""Where the task tables of a text stand: from a header to the caption, signature or header that ends them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from documents.blocks.captions import appendix_of
from documents.text.structure.header import FlattenedHeader, headers_in
from documents.text.words import TextWord

# A caption stands at most so many lines above its table's header.
_CAPTION_LINES = 14
_PAGE_NUMBER = re.compile(r"^\d{1,3}$")
_CLOSING = re.compile(r"^(?:Nơi nhận|TM\. |KT\. |TL\. |TUQ\. |ỦY BAN NHÂN DÂN$|CHỦ TỊCH$|\(?Kế hoạch này có|\./\.)")
_NOTES = re.compile(r"^\(?[*\s]*Ghi chú ?:")


@dataclass(frozen=True)
class Region:
    """One task table: its header, and its words after the header, repeated headers and page numbers left out.

    `header_words` and `words` know their lines. The first word after a page break says so.
    """

    header: FlattenedHeader
    header_words: tuple[TextWord, ...]
    words: tuple[TextWord, ...]

    @property
    def first_line(self) -> int:
        """The source line of the header."""
        return self.header_words[0].line

    @property
    def last_line(self) -> int:
        """The last source line of the table, inclusive."""
        return (self.words or self.header_words)[-1].line


def regions_in(words: Sequence[TextWord]) -> Iterator[Region]:
    """The task tables of a document's words in reading order."""
    headers = list(headers_in(words))
    ends = [*(header.first for header in headers[1:]), len(words)][: len(headers)]
    open_region: Region | None = None
    for header, end in zip(headers, ends, strict=True):
        last = _last_word(words, header.last, end)
        body = _without_page_numbers(words[header.last : last], before_header=end < len(words))
        if open_region is not None and _texts(words, header) == [word.text for word in open_region.header_words]:
            open_region = replace(open_region, words=(*open_region.words, *_on_new_page(body)))
        else:
            if open_region is not None:
                yield open_region
            open_region = Region(header, tuple(words[header.first : header.named]), tuple(body))
        if last < end:
            yield open_region
            open_region = None
    if open_region is not None:
        yield open_region


def _texts(words: Sequence[TextWord], header: FlattenedHeader) -> list[str]:
    return [word.text for word in words[header.first : header.named]]


def _on_new_page(words: Sequence[TextWord]) -> tuple[TextWord, ...]:
    return (replace(words[0], breaks_page=True), *words[1:]) if words else ()


def _last_word(words: Sequence[TextWord], first: int, end: int) -> int:
    """Where the table's words end: at the caption of the next one, at notes, at the signature, or with all words."""
    starts = [place for place in range(first, end) if words[place].starts_line]
    texts = [" ".join(word.text for word in words[a:b]) for a, b in pairwise([*starts, end])]
    is_last = end == len(words)
    for row, (start, text) in enumerate(zip(starts, texts, strict=True)):
        near_header = not is_last and row >= len(starts) - _CAPTION_LINES
        ends = _opens_appendix(text) or _NOTES.match(text) or (is_last and _CLOSING.match(text))
        if (is_last or near_header) and ends:
            return start
    return end


def _opens_appendix(text: str) -> bool:
    return text[:1].isupper() and appendix_of(text) is not None


def _without_page_numbers(words: Sequence[TextWord], *, before_header: bool) -> Sequence[TextWord]:
    """The words without the page numbers right before the next header or caption; an empty page leaves two."""
    last = len(words)
    while before_header and last and words[last - 1].starts_line and _PAGE_NUMBER.match(words[last - 1].text):
        last -= 1
    return words[:last]
