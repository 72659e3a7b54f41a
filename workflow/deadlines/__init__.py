"""The deadline language: every way Vietnamese offices write "by when", read into dates (docs/deadlines.md).

>>> from datetime import date
>>> from workflow.deadlines import Context, read
>>> from workflow.working_days import WorkingDays
>>> read("Trước 15/7/2026", Context(issued=date(2026, 1, 16)), WorkingDays.vietnam()).due
datetime.date(2026, 7, 14)
"""

from typing import TYPE_CHECKING

from base.lazy_names import names_on_demand

if TYPE_CHECKING:
    from workflow.deadlines.reading.parse import parse
    from workflow.deadlines.resolving.certainty import is_before_its_document
    from workflow.deadlines.resolving.event_terms import event_key
    from workflow.deadlines.resolving.resolve import read, resolve
    from workflow.deadlines.values.as_json import as_answer, occurrences
    from workflow.deadlines.values.meanings import Deadline
    from workflow.deadlines.values.resolution import Certainty, Context, Kind, Offset, Relation, Resolution, Shift, Unit

__all__ = [
    "Certainty",
    "Context",
    "Deadline",
    "Kind",
    "Offset",
    "Relation",
    "Resolution",
    "Shift",
    "Unit",
    "as_answer",
    "event_key",
    "is_before_its_document",
    "occurrences",
    "parse",
    "read",
    "resolve",
]

# The grammar is large, and whoever shows a date that is kept doesn't need it.
__getattr__ = names_on_demand(
    __name__,
    {
        "parse": "reading.parse",
        "event_key": "resolving.event_terms",
        "is_before_its_document": "resolving.certainty",
        **dict.fromkeys(("read", "resolve"), "resolving.resolve"),
        **dict.fromkeys(("as_answer", "occurrences"), "values.as_json"),
        "Deadline": "values.meanings",
        **dict.fromkeys(
            ("Certainty", "Context", "Kind", "Offset", "Relation", "Resolution", "Shift", "Unit"), "values.resolution"
        ),
    },
)
