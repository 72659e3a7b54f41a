"""What comes in: which format it is, what an archive may hold, the limits and the outside tools."""
