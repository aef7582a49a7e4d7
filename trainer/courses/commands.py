"""Operator's commands on course content."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import with_appcontext

import question_bank
from question_bank.formats.faults import Fault
from question_bank.lint.course import lint
from trainer.core import clock
from trainer.web.services import facts

CONTENT = Path(question_bank.__file__).parent / "content"
directory_argument = click.argument(
    "directory",
    metavar="[DIR]",
    default=CONTENT,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")


@click.group("content")
def content_group() -> None:
    """Check and load course content. DIR is the course that comes with Trainer when it is not given."""


@content_group.command("lint")
@directory_argument
@json_option
@with_appcontext
def lint_command(directory: Path, as_json: bool) -> None:
    """Say everything wrong with the content in DIR, and which sources are due today; exit 1 when something is wrong."""
    faults = lint(directory, clock.today(facts().time_zone))
    say_faults(faults, as_json=as_json)
    if errors_among(faults):
        raise SystemExit(1)


def errors_among(faults: Iterable[Fault]) -> list[Fault]:
    """The faults that keep content from being loaded."""
    return [fault for fault in faults if not fault.is_warning]


def say_faults(faults: list[Fault], *, as_json: bool) -> None:
    """Print faults, one a line, and how many there are."""
    errors = len(errors_among(faults))
    if as_json:
        said = {"errors": errors, "warnings": len(faults) - errors, "faults": [asdict(fault) for fault in faults]}
        click.echo(json.dumps(said, indent=2, ensure_ascii=False))
        return
    for fault in faults:
        click.echo(str(fault))
    click.echo(f"{errors} errors, {len(faults) - errors} warnings")
