"""What changed in the tables of duties and plans."""
