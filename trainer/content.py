"""Loading course content: checked first, then the library, the course and its exams, all in one transaction."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from question_bank.formats import course_yaml
from question_bank.formats.course_yaml import Content
from question_bank.formats.faults import UnreadableContent
from question_bank.lint.course import lint
from trainer.core import clock
from trainer.core.errors import DomainError
from trainer.courses import service as courses
from trainer.courses.commands import content_group, directory_argument, errors_among, json_option, say_faults
from trainer.exams import service as exams
from trainer.library import loading as library
from trainer.library.loading import LoadReport
from trainer.web.services import services

__all__ = ["content_group", "load_content", "read_checked"]


def read_checked(directory: Path) -> Content:
    """Read a content directory that lint finds no error in; raises UnreadableContent with every error otherwise."""
    errors = errors_among(lint(directory))
    if errors:
        raise UnreadableContent(errors)
    return course_yaml.read(directory)


def load_content(session: Session, content: Content, now: datetime) -> LoadReport:
    """Bring library, course and exams up to the content, within the caller's transaction."""
    report = library.load(session, content, now=now)
    courses.load(session, content, now=now, report=report)
    exams.load(session, content, now=now, report=report)
    return report


@content_group.command("load")
@directory_argument
@json_option
@with_appcontext
def load_command(directory: Path, as_json: bool) -> None:
    """Check the content in DIR and load it; nothing is written when anything is wrong."""
    try:
        content = read_checked(directory)
        with services().database.write() as session:
            report = load_content(session, content, clock.now())
    except UnreadableContent as error:
        say_faults(error.faults, as_json=as_json)
        raise SystemExit(1) from error
    except DomainError as error:
        raise click.ClickException(f"{error.detail} Nothing was loaded.") from error
    say_report(report, as_json=as_json)


def say_report(report: LoadReport, *, as_json: bool) -> None:
    """Print what loading did."""
    if as_json:
        said = {"added": report.added, "changed": report.changed, "retired": report.retired}
        click.echo(json.dumps({**said, "unchanged": len(report.unchanged)}, indent=2, ensure_ascii=False))
        return
    for name in report.changed:
        click.echo(f"changed: {name}")
    for name in report.retired:
        click.echo(f"retired: {name}")
    click.echo(", ".join(f"{count} {what}" for what, count in report.counts().items()))
