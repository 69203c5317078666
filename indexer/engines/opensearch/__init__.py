"""The distributed engine: a cluster of OpenSearch finds, filters and counts; what it finds is ranked and shown here.

Only this package imports the library `opensearchpy`. ARCHITECTURE.md is the tour.
"""
