"""The one thread that changes a session, and the ports everything outside is reached through."""
