"""The dated obligations of a document's running text: who is ordered what, and when."""
