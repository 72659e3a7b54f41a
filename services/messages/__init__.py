"""What was and will be sent to whom, and the ladder that decides it, as people look at them and steer them."""
