"""Lines, words and labels of a printed page put together to grids and cells."""
