"""Turns what is due into messages, one per recipient, and delivers them through Apprise."""
