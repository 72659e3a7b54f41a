"""Claims about speed and size, each measured against a floor or a peer in the same run."""
