"""Days, months, quarters and years by name, and their parts."""
