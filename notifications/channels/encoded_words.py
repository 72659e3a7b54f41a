"""Header texts in the only characters every mail server passes on: as they are, or as encoded words (RFC 2047)."""

from binascii import b2a_base64
from collections.abc import Iterator

# RFC 5322 section 2.1.1, and RFC 2047 section 2 for a line that holds an encoded word.
LINE = 78
LINE_WITH_WORD = 76
FRAME = len("=?utf-8?b??=")
# Four characters carry three octets.
_OCTETS = (LINE_WITH_WORD - FRAME - len(" ")) // 4 * 3
# An octet of UTF-8 that doesn't begin a character.
_LEAD_BITS, _INSIDE = 0b1100_0000, 0b1000_0000


def in_ascii(name: str, text: str) -> str:
    """Return a text of one line as the value of a header. Folded where it is long; no line grows over 76 characters."""
    if text.isascii() and "=?" not in text and len(name) + len(": ") + len(text) <= LINE:
        return text
    return encode_words(name, text)


def encode_words(name: str, text: str) -> str:
    """Return a text as encoded words, one on each line; clients join them without the blanks between."""
    words = (b2a_base64(octets, newline=False).decode("ascii") for octets in _in_pieces(name, text))
    return "\r\n ".join(f"=?utf-8?b?{word}?=" for word in words)


def _in_pieces(name: str, text: str) -> Iterator[bytes]:
    """Cut between characters, not within one: each word is decoded by itself (RFC 2047 section 5)."""
    octets = text.encode()
    start, room = 0, max(0, LINE_WITH_WORD - FRAME - len(name) - len(": ")) // 4 * 3
    while len(octets) - start > room:
        end = start + room
        while octets[end] & _LEAD_BITS == _INSIDE:
            end -= 1
        yield octets[start:end]
        start, room = end, _OCTETS
    yield octets[start:]
