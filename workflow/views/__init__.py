"""What a person looks at, as values: the list of duties whose whole state is its address, the chain of a date. Pure."""
