"""Counts: overview, report card, health, and how things stood on a past day."""
