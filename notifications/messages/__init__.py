"""What a message says: digest, news, short text, signed links."""
