"""Plans and contacts taken in, by a person or from a folder."""
