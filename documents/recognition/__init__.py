"""Recognising scanned pages: leptonica makes the picture even and level, tesseract reads it, word pairs mend it."""
