"""Names that hold numbers and years but no deadline."""
