"""The report card as files: CSV and XLSX for spreadsheets, DOCX of official look for the leadership."""
