"""The commands of messages: the outbox, the escalation ladder, Zalo accounts."""
