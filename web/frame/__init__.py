"""What stands around every page: templates, static files, and the values that the base template reads."""
