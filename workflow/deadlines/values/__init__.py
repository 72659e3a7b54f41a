"""The values of the deadline language: spans, cycles, deadlines, resolutions and their words."""
