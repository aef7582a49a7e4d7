"""The operator's commands for checking files, and for the keys of programs that verify."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from trainer.certificates import api_keys
from trainer.certificates.anchors import Anchors, anchors_of
from trainer.certificates.bundle import NotABundle, unpacked
from trainer.certificates.key_commands import JSON
from trainer.certificates.models import ApiKey
from trainer.certificates.presented import LISTED, Presented, dated, presented
from trainer.certificates.wire import checks_as_json
from trainer.core import clock
from trainer.core.errors import DomainError, Unavailable
from trainer.keys import NoKeys
from trainer.transparency.public_log import public_log
from trainer.web.services import facts, services

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
MARKS = {True: "ok  ", False: "BAD ", None: "-   "}


@click.command("check")
@click.argument("file", type=FILE)
@click.option("--bundle", type=FILE, help="A trust bundle; the keys of this installation when left out.")
@JSON
def check_command(file: Path, bundle: Path | None, as_json: bool) -> None:
    """Check FILE, a certificate as PDF, without a database.

    Exit 1 when any check fails, or the file does not show that the public log has its credential.

    What became of it since - suspended, revoked - is known only as far as the status lists of a bundle tell it. A list
    is current for a day: of what was set in an older one the check fails; of anything else the last line says since
    when nothing is known, and the exit is 0.
    """
    try:
        anchors = unpacked(bundle) if bundle else installed()
        now = clock.now()
        found = dated(presented(file.read_bytes(), anchors, now=now), now)
    except (NoKeys, NotABundle, Unavailable) as error:
        raise click.ClickException(str(error)) from error
    click.echo(json.dumps(_as_json(found), indent=2) if as_json else in_words(found))
    sys.exit(0 if found.is_ours and found.is_proved else 1)


@with_appcontext
def installed() -> Anchors:
    """The anchors of this installation."""
    return anchors_of(services().keys, facts().base_url, public_log().authority_roots)


def in_words(found: Presented) -> str:
    """A line for each check, and one for what the file says."""
    lines = [f"{MARKS[one.ok]} {one.name}: {one.detail}" for one in found.checks]
    says = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in found.says.items())
    return "\n".join([*lines, f"{_word(found)}: {says}" if found.is_ours else "Not to be relied on."])


def _word(found: Presented) -> str:
    """What the file is, and, where no list tells, that nobody knows here what became of it."""
    word = "Ours as we issued it" if found.is_proved else "Signed by us; whether the log has it, ask its page"
    unknown = [f". {one.name}: {one.detail}" for one in found.checks if one.name == LISTED and one.ok is None]
    return "".join([word, *unknown])


def _as_json(found: Presented) -> dict[str, object]:
    return {"ok": found.is_ours and found.is_proved, "says": found.says or None, "checks": checks_as_json(found.checks)}


@click.group("api-keys", cls=AppGroup)
def api_keys_group() -> None:
    """Keys with which programs may verify more often."""


@api_keys_group.command("make")
@click.argument("name")
@JSON
def make_command(name: str, as_json: bool) -> None:
    """Make a key for NAME, whom holders read as having looked, and print it this once."""
    try:
        with services().database.write() as session:
            key = api_keys.make(session, name, now=clock.now())
    except DomainError as error:
        raise click.ClickException(error.detail) from error
    click.echo(json.dumps({"name": name, "key": key}) if as_json else key)


@api_keys_group.command("end")
@click.argument("name")
def end_command(name: str) -> None:
    """Let the key of NAME open nothing more."""
    try:
        with services().database.write() as session:
            api_keys.end(session, name, now=clock.now())
    except DomainError as error:
        raise click.ClickException(error.detail) from error
    click.echo(f"The key of {name} opens nothing more.")


@api_keys_group.command("list")
@JSON
def list_command(as_json: bool) -> None:
    """Every key there ever was."""
    with services().database.session() as session:
        every = [described(one) for one in api_keys.every(session)]
    if as_json:
        click.echo(json.dumps(every, indent=2))
        return
    for one in every:
        ended = f", ended {one['ended_at']}" if one["ended_at"] else ""
        click.echo(f"{one['name']}: made {one['made_at']}{ended}")


def described(one: ApiKey) -> dict[str, str | None]:
    """A key as a program reads it."""
    ended = clock.stamp(one.ended_at) if one.ended_at else None
    return {"name": one.name, "made_at": clock.stamp(one.made_at), "ended_at": ended}
