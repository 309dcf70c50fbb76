"""What several of the check command's tests share, made once."""

from tests.end_to_end.check_lab import check, environment, hours, recordings, spoken

__all__ = ["check", "environment", "hours", "recordings", "spoken"]
