"""What changed in the tables of notices."""
