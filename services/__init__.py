"""What an office does, one function a use case, called alike by pages, flows and commands."""
