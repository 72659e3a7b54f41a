"""Calendars kept on a CalDAV server: the few words of the protocol, and what is put and deleted."""
