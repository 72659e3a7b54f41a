"""What people look at: today, the list of duties, one duty, the calendar. Each answers one page, rights included."""
