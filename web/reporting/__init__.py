"""The pages of reports: figures that open their lists, laggards, the trend, files, the bulletin."""
