"""What the operating system refuses, in the user's language instead of the system's."""

import errno

from samklang.wording import Wording

_REASONS = {
    errno.ENOENT: "missing",
    errno.ENOTDIR: "missing",
    errno.EISDIR: "folder",
    errno.EACCES: "no_access",
    errno.EPERM: "no_access",
    errno.EROFS: "read_only",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.ENAMETOOLONG: "long_name",
}


def fault_reason(fault: OSError, wording: Wording) -> str:
    """Why, as the end of a sentence; a fault we have no words for gives its number."""
    return wording(f"fault.{_REASONS.get(fault.errno or 0, 'other')}", number=fault.errno or 0)
