"""Alembic's migrations of the store, one file for each version of the tables."""
