"""The forms of a duty's events: what each asks, what it will do, and what is said afterwards."""
