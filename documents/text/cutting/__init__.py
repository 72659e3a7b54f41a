"""A row's words cut into its cells: scores of each cut, and the best split of all."""
