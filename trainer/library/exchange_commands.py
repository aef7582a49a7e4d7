"""The operator's commands for files of items."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click
from flask.cli import with_appcontext

from question_bank.exchange.formats import AUTO, FORMATS, WRITTEN
from question_bank.items.card import Status, Use
from trainer.core import clock
from trainer.core.errors import DomainError
from trainer.library import exporting, importing
from trainer.library.exchange_cards import Wishes
from trainer.library.exchange_plan import Tell
from trainer.library.exchange_report import Report
from trainer.library.exporting import Cost
from trainer.library.finding import Filters
from trainer.library.models import HOME
from trainer.web.services import services

EXISTING = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
DOMAINS = tuple(f"D{number}" for number in range(10))
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("items")
def items_group() -> None:
    """Take items in from files and give them away as files."""


@items_group.command("import")
@click.argument("file", type=EXISTING)
@click.option("--format", "name", type=click.Choice((AUTO, *FORMATS)), default=AUTO, show_default=True)
@click.option("--bank", default=HOME, show_default=True, help="The bank they go to; a new name makes a new bank.")
@click.option("--domain", type=click.Choice(DOMAINS), help="For items of which the file tells none.")
@click.option("--use", type=click.Choice([use.value for use in Use]), default="exam", show_default=True)
@click.option("--dry-run", "is_dry", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--partial", "is_partial", is_flag=True, help="Import what can be read although something is refused.")
@json_option
@with_appcontext
def import_command(
    file: Path, name: str, bank: str, domain: str | None, use: str, is_dry: bool, is_partial: bool, as_json: bool
) -> None:
    """Import the items in FILE as drafts, all of them or none; exit 1 when anything is refused."""
    wishes = Wishes(name, bank, domain or "", Use(use), is_partial)
    own = services()
    try:
        with _counting(as_json) as tell:
            if is_dry:
                report = importing.look(own.database, file, wishes, name=file.name, tell=tell)
            else:
                report = importing.take_in(
                    own.database, own.storage, file, wishes, name=file.name, by=None, now=clock.now(), tell=tell
                )
    except DomainError as error:
        raise click.ClickException(error.detail) from error
    click.echo(json.dumps(report.as_json(), indent=2, ensure_ascii=False) if as_json else "\n".join(_said(report)))
    sys.exit(0 if report.is_clean else 1)


@contextmanager
def _counting(as_json: bool) -> Iterator[Tell]:
    """Count on the screen, where there is somebody to look at it."""
    if as_json or not sys.stderr.isatty():
        yield importing.silent
        return
    yield lambda done: click.echo(f"\r{done} items read", err=True, nl=False)
    click.echo(err=True)


def _said(report: Report) -> Iterator[str]:
    if report.problem:
        yield f"{report.file}: {report.problem}"
        return
    yield f"{report.file} is read as {FORMATS[report.format].words}."
    for line in report.lines:
        if line.says:
            yield f"{line.where}: {line.code or line.name}: {line.outcome}: {line.says}"
    yield ", ".join(f"{count} {what}" for what, count in report.counts.items())
    if report.is_dry:
        yield "This was a dry run. Nothing was changed."
    elif not report.is_done:
        yield "Nothing was imported. Mend what is refused, or import the rest with --partial."
    elif report.pairs is None:
        yield "They are too many to be compared at once: the worker looks for pairs among them within some hours."
    elif report.pairs:
        yield f"{report.pairs} pairs among them were suggested: nearly the same, or one gives the other's key away."


@items_group.command("export")
@click.option("--format", "name", type=click.Choice(WRITTEN), required=True)
@click.option("--out", "path", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=True)
@click.option("--bank", default=HOME, show_default=True)
@click.option("--status", type=click.Choice([status.value for status in Status]), help="Only items that stand here.")
@json_option
@with_appcontext
def export_command(name: str, path: Path, bank: str, status: str | None, as_json: bool) -> None:
    """Write items into a file and say what each loses there; exit 1 when any cannot be written."""
    own, filters = services(), Filters(bank=bank, status=status or "")
    with _appearing(path) as out, own.database.session() as session:
        cost = exporting.write(session, own.storage, name, filters, out)
    with own.database.write() as session:
        exporting.note(session, name, filters, cost, by=None, now=clock.now())
    click.echo(json.dumps(_plain(cost), indent=2, ensure_ascii=False) if as_json else "\n".join(_told(cost, path)))
    sys.exit(1 if cost.refusals else 0)


@contextmanager
def _appearing(path: Path) -> Iterator[BinaryIO]:
    """A file that appears whole, or not at all."""
    if not path.parent.is_dir():
        raise click.UsageError(f"there is no folder {path.parent}")
    growing = path.with_name(f".{path.name}.part")
    try:
        with growing.open("wb") as file:
            yield file
        growing.replace(path)
    finally:
        growing.unlink(missing_ok=True)


def _plain(cost: Cost) -> dict[str, object]:
    return {"written": cost.written, "with_loss": cost.lossy, "losses": dict(cost.losses), "refused": cost.refusals}


def _told(cost: Cost, path: Path) -> Iterator[str]:
    for loss, count in cost.losses.most_common():
        yield f"{count} items: {loss}"
    for code, refusal in cost.refusals.items():
        yield f"{code} is left out: {refusal}"
    yield f"{cost.written} items are in {path}, {cost.lossy} of them with loss; {len(cost.refusals)} are left out."
