"""Whatever can hang runs in a process of its own; this is how it is started, heard and ended."""
