"""What a person keeps of himself: his contacts, his data, the forms he was typing."""
