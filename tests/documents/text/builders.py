"""Words and lines for the tests of single stages."""

from documents.text.clean import physical_lines
from documents.text.words import Word, words_of


def words(*lines: str) -> list[Word]:
    """The words of the given lines."""
    return words_of(physical_lines("\n".join(lines)))
