"""The commands of an installation: jobs by hand, schedules, status, upkeep."""
