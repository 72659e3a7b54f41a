"""One module a format: each turns its file into blocks, and knows nothing of tasks."""
