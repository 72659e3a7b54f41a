"""Notices as somebody sees them: which are his to see, and which are still to come."""
