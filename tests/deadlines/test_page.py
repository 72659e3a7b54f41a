"""The page about the deadline language says what the rules do."""

from pathlib import Path

from workflow.deadlines.page import deadlines_page

DOCS = Path(__file__).parent.parent.parent / "docs"


def test_the_page_about_the_deadline_language_is_up_to_date() -> None:
    written = (DOCS / "deadlines.md").read_text(encoding="utf-8")
    assert written == deadlines_page(), "run: python -m workflow.deadlines.page > docs/deadlines.md"
