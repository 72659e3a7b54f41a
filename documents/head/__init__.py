"""The head of a document: number, day, issuer, subject, years, signature."""
