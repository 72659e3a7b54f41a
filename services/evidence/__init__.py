"""Files that prove results: taken in, kept by their content, shown and given out, and held to what the log says."""
