"""Reads and validates programmes, sequences and hardware profiles."""
