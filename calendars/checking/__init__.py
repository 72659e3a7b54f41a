"""The validator of iCalendar files: from octets to findings that cite the rule they rest on."""
