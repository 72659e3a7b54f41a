"""The agencies that plans give work to: a directory, and the reading of a cell into its members."""

from workflow.agencies.directory import Directory
from workflow.agencies.spelling import NameVocabulary
from workflow.agencies.values import Agency, AgencyKind, BrokenDirectory, Mention, UnknownAgency

__all__ = [
    "Agency",
    "AgencyKind",
    "BrokenDirectory",
    "Directory",
    "Mention",
    "NameVocabulary",
    "UnknownAgency",
]
