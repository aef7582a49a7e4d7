"""The operator's commands for the public log."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TextIO

import click
from flask.cli import with_appcontext

from trainer.core import clock
from trainer.core.errors import DomainError
from trainer.keys.provider import NoKeys
from trainer.transparency import service
from trainer.transparency.export import Differs, export
from trainer.transparency.public_log import public_log
from trainer.transparency.regrowing import Report
from trainer.transparency.stamps import Refusal
from trainer.transparency.store import Missing

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("log")
def log_group() -> None:
    """Look after the public log of certificates."""


@log_group.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@JSON
@with_appcontext
def export_command(folder: Path, as_json: bool) -> None:
    """Write the log into FOLDER as plain files, ready to be served from anywhere; again adds what is new.

    Exit 1, and nothing is changed, when the log is damaged, or FOLDER holds what the log has not grown from or a file
    that was changed there: it is named.
    """
    try:
        with public_log().database.session() as session:
            written = export(session, folder)
    except (Differs, Missing) as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps({"files_written": written}) if as_json else f"{written} files written.")


@log_group.command("audit")
@JSON
@with_appcontext
def audit_command(as_json: bool) -> None:
    """Derive the whole log again - leaves, tree, tiles, checkpoints, what is kept outside - and compare.

    Exit 1 when anything differs, naming the first entry that is wrong.
    """
    try:
        report = public_log().audit()
    except NoKeys as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(_as_json(report)) if as_json else _in_words(report))
    sys.exit(1 if report.faults else 0)


def _as_json(report: Report) -> dict[str, object]:
    return {
        "ok": not report.faults,
        "entries": report.entries,
        "checkpoints": report.checkpoints,
        "first_wrong": report.first_wrong,
        "faults": [{"index": fault.index, "says": fault.says} for fault in report.faults],
    }


def _in_words(report: Report) -> str:
    looked_at = f"{report.entries} entries and {report.checkpoints} checkpoints derived again"
    if not report.faults:
        return f"{looked_at}: everything agrees."
    first = "" if report.first_wrong is None else f" The first wrong entry is {report.first_wrong}."
    return "\n".join([*(fault.says for fault in report.faults), f"{looked_at}: they do not agree.{first}"])


@log_group.command("sequence")
@with_appcontext
def sequence_command() -> None:
    """Give entries that wait their places; the server does this by itself."""
    try:
        placed = public_log().sequence(now=clock.now())
    except (service.Inconsistent, NoKeys) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{placed} entries placed.")


@log_group.group("witness")
def witness_group() -> None:
    """Those who sign our checkpoints after us."""


@witness_group.command("add")
@click.argument("name")
@click.argument("key")
@with_appcontext
def witness_command(name: str, key: str) -> None:
    """Take up the witness NAME with its KEY, written as name+id+base64."""
    try:
        with public_log().database.write() as session:
            service.add_witness(session, name, key, now=clock.now())
    except DomainError as error:
        raise click.ClickException(error.detail) from error
    click.echo(f"{name} is a witness now. Hand it /log/checkpoint, and take what it signs with `trainer log cosign`.")


@log_group.command("cosign")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@with_appcontext
def cosign_command(file: TextIO) -> None:
    """Take in FILE, a checkpoint of ours that witnesses have signed."""
    log = public_log()
    try:
        with log.database.write() as session:
            names = service.cosign(session, file.read(), log.keys, log.origin)
    except DomainError as error:
        raise click.ClickException(error.detail) from error
    except UnicodeDecodeError as error:
        raise click.ClickException("The file is not text.") from error
    click.echo(f"Signed by {', '.join(names)}." if names else "Nothing new: these signatures were here already.")


@log_group.command("timestamp")
@with_appcontext
def timestamp_command() -> None:
    """Have the last checkpoint timestamped now by the authority of TRAINER_TSA_URL."""
    log = public_log()
    if log.authority is None:
        raise click.ClickException("TRAINER_TSA_URL names no authority.")
    try:
        made = log.stamp(now=clock.now(), at_once=True)
    except (Refusal, OSError) as error:
        raise click.ClickException(f"No timestamp: {error}.") from error
    click.echo("Timestamped." if made else "Nothing to do: the last checkpoint has its timestamp.")
