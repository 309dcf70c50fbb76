"""The event log, in memory and encrypted on disk."""
