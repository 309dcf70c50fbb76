"""`python3 dev.py bench [NAME ...]` runs the named benchmark modules of this folder, or all, and prints one table."""

import importlib
import os
import pkgutil
import sys
from pathlib import Path

from bench.row import Row

HERE = Path(__file__).parent


def main(names: list[str]) -> int:
    """Run them and print; exit code 3 for a name there is none of."""
    known = [module.name for module in pkgutil.iter_modules([str(HERE)]) if module.name not in {"__main__", "row"}]
    unknown = sorted(set(names) - set(known))
    if unknown:
        print(f"bench: there is no {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 3
    # NumPy works on one thread as in our worker processes: see samklang.workers.process.
    os.environ.update({"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"})
    print(f"{'work':68} {'ours':>10} {'peer':>10} {'ratio':>7} {'target':>7}")
    for name in names or known:
        rows: list[Row] = importlib.import_module(f"bench.{name}").rows()
        for row in rows:
            print(f"{row.work:68} {row.ours_s:8.4f} s {row.peer_s:8.4f} s {row.ratio:7.3f} {row.target:7.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
