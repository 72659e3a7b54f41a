"""The page about the lifecycle says what the code does."""

from pathlib import Path

from workflow.diagram import lifecycle_page

DOCS = Path(__file__).parent.parent.parent / "docs"


def test_the_page_about_the_lifecycle_is_up_to_date() -> None:
    written = (DOCS / "lifecycle.md").read_text(encoding="utf-8")
    assert written == lifecycle_page(), "run: python -m workflow.diagram > docs/lifecycle.md"
