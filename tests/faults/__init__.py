"""Faults of a real cluster, with searches and an indexing run under way.

    with Load(cluster, folder) as load:                      load.py: searches, a run, and what was promised to both
        cluster.kill(2)
        ...

Each module has a cluster of its own, never the one that other tests share.
"""
