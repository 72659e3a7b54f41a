"""Signing in, accounts, grants: what people need before they may do anything."""
