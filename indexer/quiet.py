"""Loaded first by the process that reading processes are forked from: what they print goes nowhere.

Libraries grumble about damaged files on standard error, and a process that is still starting when the run ends
prints a traceback; whoever runs the indexer gets a sentence for each file instead (workers.py). Nor may a file that
has taken over its reader write to the terminal, or type there. Import nowhere else.
"""

import os

_nowhere = os.open(os.devnull, os.O_RDWR)
for _standard in (0, 1, 2):
    os.dup2(_nowhere, _standard)
os.close(_nowhere)
