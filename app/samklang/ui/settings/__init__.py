"""The Settings room."""
