"""The pages of awaited events: what is awaited, what firing one would do, and what people say about them."""
