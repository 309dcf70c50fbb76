"""The sequence player."""
