"""The deadline language: every way Vietnamese offices write "by when", read into dates (docs/deadlines.md).

>>> from datetime import date
>>> from workflow.working_days import WorkingDays
>>> read("Trước 15/7/2026", Context(issued=date(2026, 1, 16)), WorkingDays.vietnam()).due
datetime.date(2026, 7, 14)
"""

from workflow.deadlines.answers import as_answer, occurrences
from workflow.deadlines.meanings import Deadline
from workflow.deadlines.reading import parse
from workflow.deadlines.resolving import read, resolve
from workflow.deadlines.values import Certainty, Context, Kind, Offset, Relation, Resolution, Shift, Unit
from workflow.deadlines.waiting import event_key

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
