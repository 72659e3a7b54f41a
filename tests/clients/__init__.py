"""Other people's calendar programs, reading our calendars over HTTP."""
