"""The pages of duties: the list, and one duty."""
