"""The pages on which a document comes in: sent up, read, row beside its source, head, check, registered."""
