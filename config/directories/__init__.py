"""Packaged templates of directories: by rule for every province, with what one province has beside."""
