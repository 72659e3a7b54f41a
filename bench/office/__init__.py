"""A second opinion on an office: a model of it that knows DESIGN and LAW, and nothing of the program."""
