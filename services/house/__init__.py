"""Keeping the house itself: settings, first set-up, days off, the look at how it runs."""
