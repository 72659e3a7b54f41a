"""The `dondoc` command: one file per noun; each parses, calls, prints."""
