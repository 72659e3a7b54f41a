"""How words bound spans and cycles."""
