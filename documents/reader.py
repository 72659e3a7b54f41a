"""Reads a file into a plan: its head, its tasks and what is doubtful about them.

file → format → blocks → task tables → rows. Every format goes the same way from the blocks on.
"""

from pathlib import Path

from documents.intake.limits import Limits, Progress, no_progress
from documents.opening import load_reader, readable
from documents.sandbox import understand_apart
from workflow.plan import PlanDocument


def read_file(path: Path, *, limits: Limits | None = None, progress: Progress = no_progress) -> PlanDocument:
    """The plan that the file holds. Whatever is wrong with the file, only `DocumentError` comes out."""
    limits = limits or Limits()
    source = readable(load_reader(path, limits), limits)
    return understand_apart(source, limits, progress)
