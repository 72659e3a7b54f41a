"""The database itself: opened, migrated, locked, and its refusals understood."""
