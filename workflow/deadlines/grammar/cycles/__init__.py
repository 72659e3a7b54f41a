"""Cycles, and the days inside them."""
