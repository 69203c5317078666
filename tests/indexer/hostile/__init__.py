"""Hostile input: files that are made to stop, fill, mislead or take over whoever reads them."""
