"""Samklang: check the rig, lead the session, play the sequence."""

__version__ = "0.1.0"
