"""A plan laid out as tasks, occurrences and assignments, and what an amended document changes."""
