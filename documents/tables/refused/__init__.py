"""Tables that hold no tasks: how they are known, and what a person is told of them."""
