"""The pages of notices: the outbox, why somebody was told, what goes out next, channels, the ladder."""
