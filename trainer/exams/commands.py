"""The operator's commands for exams."""

from __future__ import annotations

import json

import click
from flask.cli import with_appcontext

from trainer.core import clock
from trainer.exams import tasks
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
