"""Task tables: found, their headers understood, their rows told apart and completed."""
