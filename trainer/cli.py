"""The operator's command: `trainer`, the same as `flask --app wsgi`."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import FlaskGroup, with_appcontext
from sqlalchemy import select

from trainer import migrate
from trainer.accounts.commands import people_group
from trainer.accounts.models import Person
from trainer.app import ROOT, create_app
from trainer.certificates.check_commands import api_keys_group, check_command
from trainer.certificates.commands import certificates_group
from trainer.certificates.key_commands import keys_group
from trainer.certificates.reissue_command import reissue_command
from trainer.config import SettingsError, from_environment
from trainer.content import content_group
from trainer.core.durability import WeakDurability, durability_faults, refuse_weak_durability
from trainer.demo.commands import demo_command
from trainer.doctor import doctor_command
from trainer.exams.commands import exams_group
from trainer.jobs.engines import HueyJobs
from trainer.jobs.worker import work
from trainer.keys.health import missing
from trainer.library.exchange_commands import items_group
from trainer.serve import serve as serve_tree
from trainer.tasks import make_tasks
from trainer.transparency.commands import log_group
from trainer.web.services import services


def load_app() -> Flask:
    """The application of this environment."""
    return create_app(from_environment())


class Operator(FlaskGroup):
    """Flask's group with our commands alone: no plug-ins, no other application, no .env files."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.params = [option for option in self.params if option.name == "help"]

    def _load_plugin_commands(self) -> None:
        self._loaded_plugin_commands = True


@click.group(
    cls=Operator,
    create_app=load_app,
    add_default_commands=False,
    add_version_option=False,
    load_dotenv=False,
    set_debug_flag=False,
)
def trainer() -> None:
    """Run and look after a Trainer installation."""


@trainer.group("db")
def db_group() -> None:
    """Migrations of the database."""


@db_group.command("upgrade")
@with_appcontext
def upgrade() -> None:
    """Bring the database to the newest migration."""
    engine = services().database.engine
    migrate.upgrade(engine)
    click.echo(f"The database is at {migrate.head()}.")


@db_group.command("downgrade")
@click.argument("target", default="-1")
@with_appcontext
def downgrade(target: str) -> None:
    """Take the database back to TARGET; one step when none is given."""
    migrate.downgrade(services().database.engine, target)
    click.echo("Done.")


@db_group.command("check")
@with_appcontext
def check() -> None:
    """Say whether database, migrations and models agree; exit 1 when not."""
    with services().database.engine.connect() as connection:
        at, newest = migrate.current(connection), migrate.head()
        faults = durability_faults(connection)
        found = [] if at != newest else migrate.differences(connection)
    if at != newest:
        faults.append(f"the database is at {at}, the newest migration is {newest}: run `trainer db upgrade`")
    faults += [f"models and migrations differ: {difference}" for difference in found]
    for fault in faults:
        click.echo(fault, err=True)
    sys.exit(1 if faults else 0)


@db_group.command("filled")
@with_appcontext
def filled() -> None:
    """Exit 0 when there are people in the database, 1 when there are none."""
    with services().database.session() as session:
        sys.exit(0 if session.scalar(select(Person.id).limit(1)) is not None else 1)


@trainer.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=lambda: int(os.environ.get("PORT", "8000")), type=int, help="PORT, or 8000.")
@with_appcontext
def serve(host: str, port: int) -> None:
    """Serve the site and run its jobs, as one process tree."""
    settings = from_environment()
    database = services().database
    migrate.upgrade(database.engine)
    durable_or_stop()
    for fault in missing(services().keys):
        click.echo(f"Nothing can be certified: {fault}", err=True)
    database.engine.dispose()
    sys.exit(serve_tree(host, port, settings.workers, settings.threads, cwd=str(ROOT)))


@trainer.command("worker")
@with_appcontext
def worker() -> None:
    """Run the jobs until told to stop."""
    durable_or_stop()
    jobs = services().jobs
    if not isinstance(jobs, HueyJobs):
        raise click.ClickException("this environment has no job queue")
    app: Any = current_app
    work(jobs, make_tasks(app._get_current_object()))


def durable_or_stop() -> None:
    """End the command, with the reason, when the database could lose what it acknowledges."""
    try:
        refuse_weak_durability(services().database.engine)
    except WeakDurability as error:
        raise click.ClickException(str(error)) from error


def say_json(value: object) -> None:
    """Print a value for a program to read."""
    click.echo(json.dumps(value, indent=2, default=str))


certificates_group.add_command(check_command)
certificates_group.add_command(reissue_command)
GROUPS = (
    people_group, content_group, items_group, exams_group, certificates_group, api_keys_group, keys_group, log_group,
)  # fmt: skip
for command in (*GROUPS, demo_command, doctor_command):
    trainer.add_command(command)


def main() -> None:
    """Run the command; a wrong setting is said plainly, with exit status 2."""
    try:
        trainer.main(prog_name="trainer")
    except SettingsError as error:
        click.echo(str(error), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
