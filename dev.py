"""The one entrance."""
