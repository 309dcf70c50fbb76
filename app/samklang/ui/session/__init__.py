"""The Session room: leading one group session from the roll call to the summary."""
