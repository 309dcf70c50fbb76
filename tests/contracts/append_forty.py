"""Run as a process of its own: makes or opens the vault and appends forty events to one session, against others.

Arguments: the vault's path, our name. Begins when a line comes on standard input.
"""

import sys
from pathlib import Path

from samklang.engine.ports import NewEntry, PositionTaken
from samklang.store.vault import open_vault
from samklang.wording import Wording


def main(path: Path, name: str) -> None:
    print("ready", flush=True)  # noqa: T201 - tells the test that all imports are done
    sys.stdin.readline()
    log = open_vault(path, Wording("en"), {})
    done = 0
    while done < 40:
        last = sum(1 for _ in log.read("monday"))
        try:
            log.append("monday", last, [NewEntry(f"{name}-{done}", "turn_started", 1, 0, 0, name, b"{}")])
        except PositionTaken:
            continue
        done += 1
    log.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
