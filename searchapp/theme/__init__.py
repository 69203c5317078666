"""An institute's own look: what its folder says (reading.py), and how pages and browsers get it (files.py)."""
