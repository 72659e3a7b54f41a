"""The commands of duties: their list, the events of their lives, awaited events, the report card."""
