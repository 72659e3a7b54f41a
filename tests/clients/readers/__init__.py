"""One small program for each client: reads an address, prints the events it sees as JSON.

Each also runs by itself in the client's own environment, so none imports anything of ours.
"""
