"""Entries joined to feeds: which calendars there are, what they are called, what they show on a day."""
