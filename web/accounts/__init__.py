"""Pages about oneself: signing in, proving it, leaving, and what one may set."""
