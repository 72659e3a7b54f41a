"""What people do to duties: one door for pages and commands, which asks the table of rights as it acts."""
