"""Results as output: one presenter for each (json.py, html.py, problem.py)."""
