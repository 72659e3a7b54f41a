"""Zalo: the Official Account and its groups, template messages to phones, and the bot platform for pilots."""
