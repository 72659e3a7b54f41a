"""Reads official documents into a plan's head, its task rows and the doubts about them."""
