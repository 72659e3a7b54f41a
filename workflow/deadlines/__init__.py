"""The deadline language: every way Vietnamese offices write "by when", read into dates (docs/deadlines.md).

>>> from datetime import date
>>> from workflow.working_days import WorkingDays
>>> read("Trước 15/7/2026", Context(issued=date(2026, 1, 16)), WorkingDays.vietnam()).due
datetime.date(2026, 7, 14)
"""

from workflow.deadlines.reading.parse import parse
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
    "occurrences",
    "parse",
    "read",
    "resolve",
]
