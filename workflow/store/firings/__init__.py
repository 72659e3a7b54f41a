"""What firing an event leaves behind: the days that duties keep from it, and occurrences that it opens again."""
