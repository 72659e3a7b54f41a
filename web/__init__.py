"""Pages and feed addresses."""
