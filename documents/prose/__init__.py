"""Running text as outline and sentences."""
