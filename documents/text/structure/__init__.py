"""Where a flattened table's header, rows, sections and page breaks stand."""
