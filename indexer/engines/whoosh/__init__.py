"""The embedded engine: a Whoosh index whose postings are arrays, searched with NumPy.

Only this folder imports `whoosh`.
"""
