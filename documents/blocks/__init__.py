"""What every reader returns, whatever the format: paragraphs, tables, and the marks in them."""
