"""Loaded first by the process that reading processes are forked from: what they print goes nowhere.

Libraries grumble about damaged files on standard error, and a process that is still starting when the run ends
prints a traceback; whoever runs the indexer gets a sentence for each file instead (workers.py). Import nowhere else.
"""

import os

_nowhere = os.open(os.devnull, os.O_WRONLY)
os.dup2(_nowhere, 2)
os.close(_nowhere)
