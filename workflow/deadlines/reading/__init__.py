"""From an expression to its reading: matches assembled, combined, leftovers judged."""
