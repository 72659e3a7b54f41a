"""The pages of agencies: what they are called, who is written to, who has an account."""
