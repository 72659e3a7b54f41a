"""Words and lines for the tests of single stages."""

from documents.text.clean import physical_lines
from documents.text.words import TextWord, text_words


def words(*lines: str) -> list[TextWord]:
    """The words of the given lines."""
    return text_words(physical_lines("\n".join(lines)))
