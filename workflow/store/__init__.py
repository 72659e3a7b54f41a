"""The only SQLAlchemy of the project: tables, named queries, changes, the sweep."""
