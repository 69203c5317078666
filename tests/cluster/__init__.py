"""The OpenSearch cluster that tests run against: three nodes, one Java process each, on this machine.

    make cluster                                   starts it, and prints http://127.0.0.1:PORT pid=N for each node
    make cluster-stop                              stops it and removes its data
    python -m tests.cluster start --heap 1g        for what needs more memory

Tests ask for the fixture `opensearch_cluster`; what breaks nodes makes a `Cluster` in a folder of its own. Only the
standard library is imported here: `.ci/run` looks for Java before there is a virtual environment.
"""
