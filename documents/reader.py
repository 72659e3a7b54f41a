"""Reads a file into a plan: its head, its tasks and what is doubtful about them.

file → format → blocks → task tables → rows. Every format goes the same way from the blocks on.
"""

from dataclasses import replace
from pathlib import Path

from documents.intake.limits import Limits, Progress, no_progress
from documents.opening import load_reader, readable
from documents.sandbox import KeepTable, understand_apart
from workflow.plan import PlanDocument


def read_file(
    path: Path,
    *,
    limits: Limits | None = None,
    progress: Progress = no_progress,
    name: str = "",
    keep_table: KeepTable | None = None,
) -> PlanDocument:
    """The plan that the file holds. Whatever is wrong with the file, only `DocumentError` comes out.

    `name` is what people know the file by, where it lies under another. `keep_table` is given the file's tables as
    they are printed, in the order in which the rows' `printed_at` counts them.
    """
    limits = limits or Limits()
    source = load_reader(path, limits)
    return understand_apart(readable(replace(source, name=name or source.name), limits), limits, progress, keep_table)
