"""One duty or task as a calendar component, and the byte-exact writing of it."""
