"""The Body room: the fixed sequence, verified, played, and shown to the participants in a window of its own."""
