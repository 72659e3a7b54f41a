"""The calendar: months and years as tables, and the addresses under which calendar programs read it."""
