"""The append-only log: writing, reading its end, sealing."""
