"""The commands of agencies and of the people to write to."""
