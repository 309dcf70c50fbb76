"""Whatever can hang runs in a process of its own; this is how it is started, heard and ended.

`task` runs one piece of work and waits for it; `supervisor` keeps one that serves alive. Both start a `process`, whose
other side is a `child` that runs a function with a `link`; they speak `protocol` over the pipe, and pictures go through
shared memory in `frames`.
"""

import logging

logging.getLogger(__name__).addHandler(logging.NullHandler())  # unless a log is kept, nothing of ours is printed
