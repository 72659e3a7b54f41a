"""Calendar feeds: addresses, and the rendered events they are joined from."""
