"""Calendars: bytes, feeds, folders, and the validator that watches them."""
