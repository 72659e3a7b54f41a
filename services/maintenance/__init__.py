"""An installation set up, backed up and restored."""
