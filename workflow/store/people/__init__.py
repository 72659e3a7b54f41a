"""Agencies and contacts."""
