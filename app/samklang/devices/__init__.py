"""Microphones, cameras and recordings behind the engine's ports."""
