"""What an installation may change: settings, and the house's policies as data files."""
