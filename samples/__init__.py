"""A sample plan to try the house on: facts of Kế hoạch 50/KH-UBND in our own words, and the DOCX built from them."""
