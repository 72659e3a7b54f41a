"""The pages of plans and of their figures: every number leads to the list behind it."""
