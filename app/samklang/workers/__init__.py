"""Whatever can hang runs in a process of its own; this is how it is started, heard and ended."""

import logging

logging.getLogger(__name__).addHandler(logging.NullHandler())  # unless a log is kept, nothing of ours is printed
