"""`python -m question_bank.lint DIR [--only PREFIX]`: lint a course directory and say every fault."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from question_bank.formats.faults import UnreadableContent
from question_bank.lint.course import lint


def main() -> int:
    """Print the faults; 0 when there is no error."""
    parser = argparse.ArgumentParser(prog="question_bank.lint")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--only", default="", help="show only faults whose place contains this, e.g. items/d4 or D4-E")
    arguments = parser.parse_args()
    try:
        faults = lint(arguments.directory)
    except UnreadableContent as error:
        faults = error.faults
    shown = [fault for fault in faults if arguments.only.lower() in fault.where.lower()]
    for fault in shown:
        print(fault)
    errors = sum(not fault.is_warning for fault in shown)
    print(f"{errors} errors, {len(shown) - errors} warnings")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
