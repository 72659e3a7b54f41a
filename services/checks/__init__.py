"""Examining an installation: everything that is wrong with it, told at once, each with its remedy."""

from services.checks.examination import examine
from services.checks.finding import Finding, Severity, worst_first
from services.checks.surroundings import read_settings

__all__ = ["Finding", "Severity", "examine", "read_settings", "worst_first"]
