"""The check report and the session summary, for people and for programs."""
