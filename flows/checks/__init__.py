"""Examining an installation: everything that is wrong with it, told at once, each with its remedy."""

from flows.checks.examination import examine
from flows.checks.finding import Finding, Severity, worst_first
from flows.checks.surroundings import read_settings

__all__ = ["Finding", "Severity", "examine", "read_settings", "worst_first"]
