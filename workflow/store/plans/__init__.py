"""Plans and their tasks: registered, laid out anew, amended, succeeded."""
