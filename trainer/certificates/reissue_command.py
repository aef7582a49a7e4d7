"""`trainer certificates reissue`: signing again what a retired or compromised key signed."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import click
from flask.cli import with_appcontext

from trainer.certificates import queries
from trainer.certificates.commands import progress, say
from trainer.certificates.service import Workshop, reissue
from trainer.certificates.service.bulk import BATCH, finish_many
from trainer.certificates.service.reissue import Old
from trainer.certificates.tasks import workshop
from trainer.core import clock
from trainer.core.db import Database
from trainer.core.errors import Conflict
from trainer.keys import NoKeys, PublicKey
from trainer.web.services import services


@click.command("reissue")
@click.option("--signed-by", "name", metavar="NAME", help="Sign again what this key signed.")
@click.option("--all", "is_all", is_flag=True, help="Sign again what any key signed that signs nothing more.")
@click.option("--dry-run", is_flag=True, help="Say how many there are and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def reissue_command(name: str | None, is_all: bool, dry_run: bool, as_json: bool) -> None:
    """Sign credentials and pages again with the keys of today: same term, same identifier, a new file.

    Older files are told as replaced, with the reason. Stopped halfway, it goes on where it was. Exit 1 when a page
    could not be made.
    """
    if is_all == (name is not None):
        raise click.UsageError("say --signed-by NAME or --all")
    database, own = services().database, workshop()
    try:
        olds = found(database, own, reissue.keys_ended(own, name), as_json)
        left = 0 if dry_run else again(database, own, olds, as_json)
    except (Conflict, NoKeys) as error:
        raise click.ClickException(str(error)) from error
    done = 0 if dry_run else len(olds) - left
    words = f"{len(olds)} would be signed again." if dry_run else f"{done} signed again, {left} left."
    say(as_json, {"found": len(olds), "signed_again": done, "left": left}, words)
    sys.exit(1 if left else 0)


def found(database: Database, own: Workshop, ended: Mapping[str, PublicKey], is_quiet: bool) -> list[Old]:
    """Every certificate that bears a signature of one of these keys."""
    with database.session() as session:
        signed = reissue.signed_already(session)
    olds = []
    with progress("Looking", len(signed), is_quiet) as bar:
        for start in range(0, len(signed), BATCH):
            with database.session() as session:
                for one in signed[start : start + BATCH]:
                    old = reissue.old_signature(session, own, one, ended)
                    olds += [old] if old else []
                    bar.update(1)
    return olds


def again(database: Database, own: Workshop, olds: list[Old], is_quiet: bool) -> int:
    """Set these aside and finish them, a batch at a time, so that few lack their page at once; how many still do."""
    left = 0
    with progress("Signing again", len(olds), is_quiet) as bar:
        for start in range(0, len(olds), BATCH):
            now = clock.now()
            batch = olds[start : start + BATCH]
            finish_many(database, own, reissue.set_aside(database, batch, now=now), now=now, tell=bar.update)
            with database.session() as session:
                left += queries.how_many_unfinished(session, [one.certificate_id for one in batch])
    return left
