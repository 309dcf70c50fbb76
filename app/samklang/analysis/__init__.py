"""Pure functions on arrays: sound and picture in, measures out."""
