"""What nobody can see, taken out of what comes in: a name or a date with it looks like another one and isn't it.

Zero-width signs, marks that turn the direction of writing, fillers, and control characters, NUL among them. Every door
takes them out (documents, tables, the command line, pages), so that nothing behind it has to ask.
"""

import re

# Unicode's formatting characters, the fillers and joiners that draw nothing, variation selectors, tags.
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_CONTROLS = "\x00\x01\x03-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f"
_HIDDEN = re.compile(f"[{_UNSEEN}{_CONTROLS}\x02\x0c]")
# Readers of documents give a meaning to soft hyphens, form feeds and PDFium's U+0002 before anybody strips them.
_UNSEEN_IN_DOCUMENTS = re.compile(f"[{_UNSEEN.replace(chr(0xAD), '')}{_CONTROLS}]")


def visible(text: str) -> str:
    r"""Return a text without what nobody can see in it; line breaks and tabs stay.

    >>> visible("S\u1edf\u200b Y\u202e t\u1ebf\x00")
    'Sở Y tế'
    """
    return _HIDDEN.sub("", text)


def visible_in_document(text: str) -> str:
    """Return a text of a document without what nobody can see, but for what its readers look at themselves."""
    return _UNSEEN_IN_DOCUMENTS.sub("", text)
