"""Deadlines that count from an event or wait for it."""
