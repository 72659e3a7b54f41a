"""The sample plan and the DOCX built from it."""
