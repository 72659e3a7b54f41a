"""Files that prove a result: what kind each is by its content, whether it may be kept, and pictures of its pages."""
