"""Lip sync from claps: where they begin in the sound, where the hands meet in the picture, how far that lies apart."""
