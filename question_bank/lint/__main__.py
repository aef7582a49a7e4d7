"""`python -m question_bank.lint DIR [--only PREFIX] [--on DATE] [--json]`: lint a course and say how it stands."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from question_bank.formats.faults import Fault
from question_bank.lint.course import read_and_lint
from question_bank.lint.report import BankReport, report


def main(argv: Sequence[str] | None = None) -> int:
    """Print the faults and a summary; 0 when there is no error."""
    parser = argparse.ArgumentParser(prog="question_bank.lint")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--only", default="", help="show only faults whose place contains this, e.g. items/d4 or D4-E")
    parser.add_argument("--on", type=date.fromisoformat, help="warn of sources whose date has passed on this day")
    parser.add_argument("--json", action="store_true", help="print faults and report as one JSON document")
    arguments = parser.parse_args(argv)
    faults, cards = read_and_lint(arguments.directory, arguments.on)
    shown = [fault for fault in faults if arguments.only.lower() in fault.where.lower()]
    state = report(cards)
    print(_as_json(shown, state) if arguments.json else _in_words(shown, state))
    return 1 if any(not fault.is_warning for fault in shown) else 0


def _as_json(faults: Sequence[Fault], state: BankReport) -> str:
    return json.dumps({"faults": [asdict(fault) for fault in faults], "report": state.as_json()}, indent=2)


def _in_words(faults: Sequence[Fault], state: BankReport) -> str:
    errors = sum(not fault.is_warning for fault in faults)
    total = f"{errors} errors, {len(faults) - errors} warnings"
    return "\n".join([*map(str, faults), "", *state.lines(), "", total])


if __name__ == "__main__":
    sys.exit(main())
