"""What every room needs and none owns: errors, Vietnamese words, the clock, whole files, the addresses of pages."""
