"""Engines store and search publications; interface.py says what each of them must do."""
