"""The operator's commands for certificates: issuing what is due, and the moves of their life."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Callable
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from trainer.accounts import queries as people
from trainer.certificates import queries, service
from trainer.certificates.lots import BITS
from trainer.certificates.machine import MOVES
from trainer.certificates.models import Certificate
from trainer.certificates.rules import MalformedIdentifier, read_identifier
from trainer.certificates.service import Grounds, issuing
from trainer.certificates.service.bulk import finish_many
from trainer.certificates.service.readiness import obstacles
from trainer.certificates.tasks import workshop
from trainer.core import clock
from trainer.core.db import Database
from trainer.core.errors import DomainError
from trainer.keys import NoKeys
from trainer.web.services import services

Step = Callable[[Session, Certificate, Grounds], Certificate]


@click.group("certificates")
def certificates_group() -> None:
    """Issue certificates and look after their life."""


@certificates_group.command("issue")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def issue_command(as_json: bool) -> None:
    """Issue whatever is due until nothing is left; stopped halfway, it goes on where it was.

    Exit 1 when a certificate was decided whose page could not be made.
    """
    database = services().database
    if found := obstacles(workshop()):
        raise click.ClickException("; ".join(found))
    decided, printed = decide_all(database, as_json), 0
    with database.session() as session:
        unfinished = queries.unfinished(session)
    with progress("Issuing", len(unfinished), as_json) as bar:
        try:
            printed = finish_many(database, workshop(), unfinished, now=clock.now(), tell=bar.update)
        except NoKeys as error:
            raise click.ClickException(str(error)) from error
    with database.session() as session:
        left = queries.how_many_unfinished(session, unfinished)
    say(
        as_json,
        {"decided": decided, "printed": printed, "left": left},
        f"{decided} decided, {printed} issued, {left} left.",
    )
    sys.exit(1 if left else 0)


def decide_all(database: Database, as_json: bool) -> int:
    """Decide what is due until nothing is left whose gates stand open, each at its own moment: a run may take long."""
    decided = 0
    while waiting := issuing.due(database, now=clock.now()):
        with progress("Deciding", len(waiting), as_json) as bar:
            made = 0
            for one in waiting:
                made += issuing.decide(database, workshop(), one, now=clock.now()) is not None
                bar.update(1)
        if not made:
            break
        decided += made
    return decided


def progress(label: str, length: int, is_hidden: bool) -> Any:
    """A bar beside what the command prints."""
    return click.progressbar(length=length, label=label, file=sys.stderr, hidden=is_hidden)


def said_by(verb: str) -> Callable[[Any], Any]:
    """The arguments of a command that makes a move."""
    reasons = click.Choice(MOVES[verb].reasons)

    def add(command: Any) -> Any:
        for option in (
            click.option("--json", "as_json", is_flag=True, help="Print JSON."),
            click.option("--detail", required=True, help="What happened; only staff see it."),
            click.option("--reason", required=True, type=reasons, help="The class of reason; public."),
            click.option("--by", required=True, metavar="EMAIL", help="Who decides it."),
            click.argument("identifier"),
        ):
            command = option(command)
        return with_appcontext(command)

    return add


@certificates_group.command("suspend")
@said_by("suspend")
def suspend_command(identifier: str, by: str, reason: str, detail: str, as_json: bool) -> None:
    """Suspend the certificate IDENTIFIER."""
    run(identifier, by, reason, detail, moving("suspend"), as_json)


@certificates_group.command("reinstate")
@said_by("reinstate")
def reinstate_command(identifier: str, by: str, reason: str, detail: str, as_json: bool) -> None:
    """Reinstate the suspended certificate IDENTIFIER."""
    run(identifier, by, reason, detail, moving("reinstate"), as_json)


@certificates_group.command("revoke")
@click.option("--second", metavar="EMAIL", help="Who confirms it: somebody else, who stands beside you.")
@said_by("revoke")
def revoke_command(identifier: str, by: str, second: str | None, reason: str, detail: str, as_json: bool) -> None:
    """Propose to revoke the certificate IDENTIFIER; with --second, confirm it at once.

    Without --second another person confirms it at /staff/certificates/motions.
    """

    def propose(session: Session, certificate: Certificate, grounds: Grounds) -> Certificate:
        motion = service.propose(session, certificate.id, "revoke", grounds, now=clock.now())
        if second:
            service.confirm(session, motion.id, by=person_id(session, second), now=clock.now())
        return certificate

    run(identifier, by, reason, detail, propose, as_json)
    if not second and not as_json:
        click.echo("Revoking it is proposed. Somebody else confirms it at /staff/certificates/motions.")


@certificates_group.command("renew")
@said_by("again")
def renew_command(identifier: str, by: str, reason: str, detail: str, as_json: bool) -> None:
    """Begin the term that follows IDENTIFIER: on a fresh pass a new one, else a corrected one to the same last day.

    On a fresh pass the reason is not public: it stands, with who decides and what happened, in the audit trail.
    """

    if found := obstacles(workshop()):
        raise click.ClickException("; ".join(found))

    def follow(session: Session, certificate: Certificate, grounds: Grounds) -> Certificate:
        facts, chance, now = services().facts, secrets.randbits(BITS), clock.now()
        made = service.renew(session, certificate, grounds, facts, chance=chance, now=now)
        return made or service.decide_again(session, certificate.id, grounds, facts, chance=chance, now=now)

    run(identifier, by, reason, detail, follow, as_json)


def moving(verb: str) -> Step:
    """The step that makes a move which one person may make."""

    def step(session: Session, certificate: Certificate, grounds: Grounds) -> Certificate:
        service.move(session, certificate.id, verb, grounds, now=clock.now())
        return certificate

    return step


def run(identifier: str, by: str, reason: str, detail: str, step: Step, as_json: bool) -> None:
    """Take one step in one transaction and say where it led; exit 1, with the reason, when it is not to be taken."""
    try:
        with services().database.write() as session:
            grounds = Grounds(reason, detail, person_id(session, by))
            reached = step(session, found(session, identifier), grounds)
            told = {"identifier": reached.identifier, "state": reached.state, "expires_on": str(reached.expires_on)}
    except DomainError as error:
        raise click.ClickException(f"{error.title}. {error.detail}") from error
    say(as_json, told, f"{told['identifier']} is {told['state'].replace('_', ' ')}, until {told['expires_on']}.")


def found(session: Session, typed: str) -> Certificate:
    """The certificate of an identifier as it was typed; wrong use when it cannot be one or there is none."""
    try:
        certificate = queries.by_identifier(session, read_identifier(typed))
    except MalformedIdentifier as error:
        raise click.UsageError(str(error)) from error
    if certificate is None:
        raise click.UsageError("There is no certificate with this identifier.")
    return certificate


def person_id(session: Session, email: str) -> int:
    """Who has this e-mail; wrong use when nobody has."""
    person = people.person_by_email(session, email)
    if person is None:
        raise click.UsageError(f"Nobody has an account with {email}.")
    return person.id


def say(as_json: bool, told: dict[str, Any], words: str) -> None:
    """Say what came of it, to a program or to a person."""
    click.echo(json.dumps(told) if as_json else words)
