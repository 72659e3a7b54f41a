"""Plain text drawn out of PDFs or copied from word processors, in which the tables have lost their lines.

text ─▶ clean lines ─▶ words ─▶ regions ─▶ layout ─┬─▶ tabbed cells ──────────────────────────┐
└─▶ anchors ─▶ rows ─▶ best split, passes ─┴─▶ Table blocks
"""

from documents.text.reading import read_text

__all__ = ["read_text"]
