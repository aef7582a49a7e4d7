"""The operator's commands about keys. Each prints one line, or JSON; 1 when it finds fault, 2 on wrong use."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import inspect

from trainer.audit import service as audit
from trainer.audit.models import AuditEvent
from trainer.core import clock
from trainer.keys import FileKeys, KeysExist, NoKeys, PublicKey, Use, create, life
from trainer.keys.ring import Authority
from trainer.web.services import facts, issuer_of, services

AUTHORITY, ROOT = "ca", "root"
FOLDER = click.Path(file_okay=False, path_type=Path)
JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")


class Moment(click.ParamType[datetime]):
    """A moment with its zone, as RFC 3339 writes it."""

    name = "MOMENT"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment, or wrong use."""
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value} is not a moment like 2026-03-01T12:00:00Z", param, ctx)
        if found.tzinfo is None:
            self.fail(f"{value} lacks its zone: 2026-03-01T12:00:00Z", param, ctx)
        return found


@click.group("keys", cls=AppGroup)
def keys_group() -> None:
    """The keys that certificates, credentials and the public log are signed with."""


@keys_group.command("create")
@click.option("--root", type=FOLDER, required=True, help="Where the offline root is kept, apart from the rest.")
def create_command(root: Path) -> None:
    """Make every key of a new installation; take the folder of the root away afterwards."""

    def make(keys: FileKeys, now: datetime) -> str:
        own = create(keys, root, issuer_of(facts()), now=now)
        return ", ".join(one.name for one in own.every())

    names = changed("keys.ring.created", make)
    click.echo(f"Made {names}. The root is in {root}: take it offline, and keep a copy of it and of the keys.")


@keys_group.command("list")
@JSON
def list_command(as_json: bool) -> None:
    """Every key there ever was, with its life."""
    try:
        own = services().keys.ring()
    except NoKeys as error:
        raise click.ClickException(str(error)) from error
    every = [described(one, own.reasons.get(one.name)) for one in own.every()]
    if as_json:
        click.echo(json.dumps(every, indent=2))
        return
    for one in every:
        ends = [f"{word} {one[word]}" for word in ("retired_at", "compromised_at", "reason") if one[word]]
        click.echo(f"{one['name']:14} {one['use']:10} since {one['since']} {', '.join(ends)}".rstrip())


@keys_group.command("rotate")
@click.argument("use", type=click.Choice([*(use.value for use in Use), AUTHORITY, ROOT]))
@click.option(
    "--root", type=FOLDER, help="Where the offline root is kept: the present one for ca, the new one for root."
)
def rotate_command(use: str, root: Path | None) -> None:
    """Make a new key for USE; the one that signed until now is retired, and what it signed stays good.

    A new root is made in an empty folder, with an issuing CA and a signer below it; the old one stays published.
    """
    if (use in (AUTHORITY, ROOT)) != (root is not None):
        raise click.UsageError("--root DIR goes with `ca` and `root`, and with nothing else")

    def turn(keys: FileKeys, now: datetime) -> str:
        if root is not None and use == ROOT:
            return life.rotate_root(keys, root, issuer_of(facts()), now=now)
        if root is not None:
            return life.rotate_authority(keys, root, issuer_of(facts()), now=now)
        return life.rotate(keys, Use(use), issuer_of(facts()), now=now)

    click.echo(f"{changed('keys.key.rotated', turn)} signs from now on.")


@keys_group.command("retire")
@click.argument("name")
def retire_command(name: str) -> None:
    """Let NAME sign nothing more; what it signed stays good."""

    def end(keys: FileKeys, now: datetime) -> str:
        life.retire(keys, name, now=now)
        return name

    click.echo(f"{changed('keys.key.retired', end)} signs nothing more.")


@keys_group.command("compromise")
@click.argument("name")
@click.option("--since", type=Moment(), required=True, help="The first moment at which somebody else may have had it.")
@click.option("--reason", required=True, help="What is known, for the audit trail; published nowhere.")
@click.option("--root", type=FOLDER, help="Where the offline root is kept; for an issuing CA only.")
@click.option("--last", is_flag=True, help="Even where no other key signs in its place, until one is made.")
def compromise_command(name: str, since: datetime, reason: str, root: Path | None, last: bool) -> None:
    """Let NAME vouch for nothing signed from a moment on. Rotate first: nothing is signed without a key.

    Where NAME alone signs for its use this is refused, unless it is to be so even then.
    """

    def end(keys: FileKeys, now: datetime) -> str:
        if not last:
            life.refuse_the_last(keys, name)
        life.compromise(keys, name, since, reason, now=now, root_folder=root)
        return name

    changed("keys.key.compromised", end, since=clock.stamp(since), reason=reason)
    use = life.left_alone(services().keys.ring(), name)
    signs = f"Nothing signs in its place: run `trainer keys rotate {use}` now. Then " if use else "Next: "
    click.echo(f"{name} vouches for nothing from {clock.stamp(since)} on. {signs}reissue what it signed.")


@keys_group.command("crl")
def crl_command() -> None:
    """Sign the lists of revoked certificates anew; the worker does this twice a day by itself."""
    try:
        count = life.refresh_crl(services().keys, now=clock.now())
    except NoKeys as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{count} lists signed.")


def changed(action: str, change: Callable[[FileKeys, datetime], str], **detail: str) -> str:
    """Change the keys and write it into the audit trail; the name of what was changed."""
    now = clock.now()
    with services().database.write() as session:
        if not inspect(session.connection()).has_table(AuditEvent.__tablename__):
            raise click.ClickException("the database has no audit trail yet: run `trainer db upgrade`")
        try:
            name = change(services().keys, now)
        except (KeysExist, NoKeys, life.NotSo) as error:
            raise click.ClickException(str(error)) from error
        audit.record(session, action, f"key:{name}", by=None, now=now, detail=dict(detail))
    return name


def described(one: PublicKey | Authority, reason: str | None) -> dict[str, str | None]:
    """A key as a program reads it."""
    return {
        "name": one.name,
        "use": one.use if isinstance(one, PublicKey) else AUTHORITY,
        "since": clock.stamp(one.since),
        "retired_at": clock.stamp(one.retired_at) if one.retired_at else None,
        "compromised_at": clock.stamp(one.compromised_at) if one.compromised_at else None,
        "reason": reason,
    }
