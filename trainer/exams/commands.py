"""The operator's commands for exams."""

from __future__ import annotations

import json
import sys
from uuid import UUID

import click
from flask.cli import with_appcontext

from trainer.core import clock
from trainer.core.errors import NotFound
from trainer.exams import record, tasks
from trainer.web.services import services


@click.group("exams")
def exams_group() -> None:
    """Look after sittings of exams."""


@exams_group.command("sweep")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def sweep_command(as_json: bool) -> None:
    """Close what is overdue and grade what is closed; the server does this by itself every ten seconds."""
    done = tasks.sweep(services().database, now=clock.now())
    click.echo(json.dumps({"closed_or_graded": done}) if as_json else f"{done} attempts closed or graded.")


@exams_group.command("recompute")
@click.argument("attempt", type=click.UUID)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def recompute_command(attempt: UUID, as_json: bool) -> None:
    """Derive the decision on ATTEMPT again from its sealed record, and say whether everything agrees.

    Exit 1 when something differs, naming the first difference.
    """
    try:
        with services().database.session() as session:
            found = record.fault(session, attempt)
    except NotFound as error:
        raise click.ClickException(error.detail) from error
    if as_json:
        click.echo(json.dumps({"attempt": str(attempt), "agrees": found is None, "difference": found}))
    else:
        click.echo(f"Differs at {found}" if found else "The record agrees: decision, paper, answers, keys and policy.")
    sys.exit(1 if found else 0)
