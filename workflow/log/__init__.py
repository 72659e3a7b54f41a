"""The audit log as values: its canonical bytes, seals, and a duty's history."""
