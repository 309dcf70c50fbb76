"""The Prepare room: choose, check, one thing to do."""
