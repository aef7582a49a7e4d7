"""The operator's commands about people. Each prints one line, or JSON; 1 when it finds fault, 2 on wrong use."""

from __future__ import annotations

import json
import sys
from typing import Any, NoReturn

import click
from flask.cli import AppGroup

from trainer.accounts import passwords, queries, rules, service
from trainer.core import clock, ids
from trainer.core.db import Database
from trainer.core.errors import DomainError, Invalid, NotFound
from trainer.web.permissions import Role
from trainer.web.services import facts, services

ROLE = click.Choice([role.value for role in Role])


@click.group("people", cls=AppGroup)
def people_group() -> None:
    """Accounts and their roles."""


@people_group.command("create")
@click.argument("email")
@click.option("--role", "roles", type=ROLE, multiple=True, required=True, help="May be given more than once.")
@click.option("--name", default="", help="The name of record; the e-mail's first part when left out.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def create(email: str, roles: tuple[str, ...], name: str, password_stdin: bool, as_json: bool) -> None:
    """Add a person. Without a password, print a link by which they set one within half an hour."""
    if "@" not in email.strip("@"):
        raise click.BadParameter(f"{email} is not an e-mail address", param_hint="EMAIL")
    name = name.strip() or email.partition("@")[0]
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    try:
        said = _create(email, name, frozenset(Role(role) for role in roles), password)
    except DomainError as error:
        fail(error, as_json)
    link = f"; set a password at {said['link']}" if "link" in said else ""
    click.echo(json.dumps(said) if as_json else f"{said['email']} is {', '.join(said['roles'])}{link}")


def _create(email: str, name: str, roles: frozenset[Role], password: str | None) -> dict[str, Any]:
    if password is not None and (faults := rules.password_faults(password, email=email, name=name)):
        raise Invalid(" ".join(faults))
    made, token, now = passwords.hash_of(password or ids.new_token()), ids.new_token(), clock.now()
    with _database().write() as session:
        person = service.create_person(
            session, email=email, name=name, password_hash=made, roles=roles, by=None, now=now
        )
        if password is None:
            service.open_reset_link(session, person.id, token, now=now)
    said = {"id": person.id, "email": person.email, "name": name, "roles": sorted(roles)}
    return said if password is not None else {**said, "link": rules.reset_link(facts().base_url, token)}


@people_group.command("grant")
@click.argument("email")
@click.argument("role", type=ROLE)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def grant(email: str, role: str, as_json: bool) -> None:
    """Give somebody a role."""
    try:
        with _database().write() as session:
            person = queries.person_by_email(session, email)
            if person is None:
                raise NotFound(f"Nobody has the e-mail {email}.")
            service.grant(session, person.id, Role(role), by=None, now=clock.now())
            roles = sorted(held.role for held in person.roles)
    except DomainError as error:
        fail(error, as_json)
    said = {"id": person.id, "email": person.email, "roles": roles}
    click.echo(json.dumps(said) if as_json else f"{person.email} is {', '.join(roles)}")


def fail(error: DomainError, as_json: bool) -> NoReturn:
    """Say what is wrong on standard error and end with 1."""
    click.echo(json.dumps({"error": error.kind, "detail": error.detail}) if as_json else error.detail, err=True)
    sys.exit(1)


def _database() -> Database:
    return services().database
