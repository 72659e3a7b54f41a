"""The pages of who keeps the house: first set-up, the log, how it runs, days off, shares."""
