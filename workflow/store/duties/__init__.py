"""Assignments: read, changed by the lifecycle's events, extended, awaited, swept."""
