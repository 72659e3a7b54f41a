"""A day's work: sweep, notices, delivery, calendars, and how several machines share it."""
