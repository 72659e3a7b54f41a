"""What of a task searches look into: its printed words and what a person read better, folded."""

from collections.abc import Mapping
from typing import Any

from workflow.views.folding import fold

SEARCHED = ("title", "product", "lead", "cooperating", "expression", "note", "section_title", "quote")
# Between two cells stands what no search has in it, so that no phrase is found across them.
_BETWEEN = " | "


def search_text(printed: Mapping[str, Any], corrections: Mapping[str, str]) -> str:
    """Return the words of a task as searches compare them."""
    words = [printed[name] for name in SEARCHED]
    return _BETWEEN.join(fold(text) for text in [*words, *corrections.values()] if text)
