"""The jobs by name: schedules, records of runs, housekeeping, the watchdog."""
