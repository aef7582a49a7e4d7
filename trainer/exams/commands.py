"""The operator's commands for exams."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import BinaryIO
from uuid import UUID

import click
from flask.cli import with_appcontext

from trainer.core import clock
from trainer.core.errors import NotFound
from trainer.exams import checking, record, tasks
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


@exams_group.command("receipts")
@click.argument("file", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def receipts_command(file: BinaryIO, as_json: bool) -> None:
    """Check a FILE of receipts: every signature, the chain, and what is stored here.

    Exit 1 when a line does not hold or one is missing.
    """
    try:
        document = checking.read(file.read(checking.LARGEST_FILE + 1))
    except checking.NoReceipts as error:
        raise click.UsageError(f"{error.title}. {error.detail}") from error
    with services().database.session() as session:
        found = checking.against_ours(session, document)
    if as_json:
        click.echo(json.dumps({**asdict(found), "is_good": found.is_good}))
    else:
        _say(found)
    sys.exit(0 if found.is_good else 1)


def _say(found: checking.Check) -> None:
    if not found.is_our_key:
        click.echo("BAD  The file names another key than ours.")
    for line in found.lines:
        faults = [
            words
            for is_right, words in (
                (line.is_signed, "signature not ours"),
                (line.is_chained, "chain broken"),
                (line.is_stored, "not stored so"),
            )
            if not is_right
        ]
        mark = "BAD" if faults else "ok "
        click.echo(
            f"{mark}  {line.number}: question {line.position}, revision {line.revision}, {line.saved_at}"
            + (f": {', '.join(faults)}" if faults else "")
        )
    if found.missing:
        click.echo(f"BAD  {found.missing} more are stored than the file holds.")
