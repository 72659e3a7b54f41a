"""When somebody is told: the escalation ladder, quiet hours, the reasons of a notice."""
