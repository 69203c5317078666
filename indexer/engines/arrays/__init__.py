"""Publications as arrays: how well they answer a query, and what is shown of them. The same for every engine.

An engine finds publications and says where the words stand (units.py); it numbers them from 0 and gives what is known
of them as columns (publications.py). Here they are scored (ranking.py, passages.py), put in order and shown
(showing.py).
"""
