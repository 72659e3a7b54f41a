"""What belongs to a document on its way in: its head as people set it, its pages, its review sheet."""
