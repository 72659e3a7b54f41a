"""Awaited events beside their duties: how they stand, and what people say about them."""
