"""Documents on their way in, and what people decide about them."""
