"""Reading one file: bytes -> `Extraction`. Everything in a file is hostile; see sandbox.py for the limits."""
