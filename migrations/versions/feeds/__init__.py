"""What changed in the tables of calendars and of what is shared."""
