"""The directory of agencies and those who are written to, as an office keeps them."""
