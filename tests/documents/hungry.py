"""A child that does one forbidden thing, as it is told."""

from __future__ import annotations

import os
import sys
import tempfile
import time

from trainer.documents.jail import COSTLY, enclose


def main() -> int:
    """Do it."""
    enclose(sys.argv[1:])
    act = sys.stdin.read()
    try:
        if act == "memory":
            bytearray(1 << 30)
        elif act == "work":
            while True:
                pass
        elif act == "sleep":
            time.sleep(60)
        elif act == "environment":
            print(sorted(os.environ))
        elif act == "priority":
            print(os.getpriority(os.PRIO_PROCESS, 0))
        elif act == "write":
            with tempfile.TemporaryFile() as file:
                file.write(b"x")
        elif act == "much":
            print("x" * 2000)
        else:
            raise ValueError(act)
    except MemoryError:
        return COSTLY
    return 0


if __name__ == "__main__":
    sys.exit(main())
