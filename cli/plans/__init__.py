"""The commands of plans: reading a document, resolving a deadline, importing."""
