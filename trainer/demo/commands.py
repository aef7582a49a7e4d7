"""`trainer demo`."""

from __future__ import annotations

import json
import sys

import click
from flask.cli import with_appcontext

from trainer.certificates.tasks import workshop
from trainer.core import clock
from trainer.core.errors import DomainError
from trainer.demo.filling import Report, fill
from trainer.web.services import services


@click.command("demo")
@click.option("--sitters", type=click.IntRange(0, 5000), default=0, show_default=True, help="People ready to sit.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def demo_command(sitters: int, as_json: bool) -> None:
    """Fill an empty database with the course, people, and an exam's history."""
    own = services()
    try:
        report = fill(own.database, workshop(), own.facts, now=clock.now(), sitters=sitters, say=progress)
    except DomainError as error:
        raise click.ClickException(error.detail) from error
    click.echo(json.dumps(report.as_json(), indent=2) if as_json else in_words(report))


def progress(done: int, of: int) -> None:
    """One line that counts, on a terminal only."""
    if sys.stderr.isatty() and (done % 10 == 0 or done == of):
        click.echo(f"\rThe demonstration's past: {done} of {of} steps", nl=done == of, err=True)


def in_words(report: Report) -> str:
    """The report as a person reads it."""
    sat = ", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in sorted(report.outcomes.items()))
    return (
        f"{len(report.people)} people, {len(report.attempts)} attempts (history: {sat}), "
        f"{len(report.certificates)} certificates.\nEverybody's password is {report.password}."
    )
