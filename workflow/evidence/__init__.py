"""Files as evidence: their kinds and limits, what the log says of them, and what may not be among them."""
