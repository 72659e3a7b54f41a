"""`dondoc up`: the supervisor of an installation on one machine."""
