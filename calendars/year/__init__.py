"""The year of an agency on paper: a calendar to hang on the wall and the list of its duties, as PDF and as workbook."""
