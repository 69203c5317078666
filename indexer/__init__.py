"""The library that owns the index: domain types, French analysis, sources, extraction, engines.

Importing it is light: no NumPy, no PDFium, no Whoosh until they are needed. It never imports `searchapp`.
"""
