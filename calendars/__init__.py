"""Turns assignments into calendar events and feeds that real calendar programs keep right."""
