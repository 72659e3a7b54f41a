"""One small program for each client: reads addresses, prints the events it sees at each, as JSON.

Each also runs by itself in the client's own environment, so none imports anything of ours.
"""
