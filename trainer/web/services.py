"""The engines of one application, found from inside a request."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app

from trainer.core.db import Database
from trainer.jobs import Jobs
from trainer.keys import FileKeys, Issuer
from trainer.mail import MailEngine
from trainer.storage import Storage


@dataclass(frozen=True)
class Facts:
    """The settings that pages and services need to know; the rest stays with the factory."""

    is_production: bool
    base_url: str
    issuer: str
    time_zone: str
    exam_grace_seconds: int
    contact: str = ""
    trusted_proxies: int = 0

    @property
    def contact_address(self) -> str:
        """Where a link to whoever answers leads."""
        return self.contact if self.contact.startswith("https://") else f"mailto:{self.contact}"


@dataclass(frozen=True)
class Services:
    """Everything outside the process that a request may use."""

    facts: Facts
    database: Database
    mail: MailEngine
    storage: Storage
    jobs: Jobs
    keys: FileKeys


def init_app(app: Flask, services: Services) -> None:
    """Keep the engines with the application."""
    app.extensions["trainer"] = services


def services() -> Services:
    """The engines of the application that serves this request."""
    found: Services = current_app.extensions["trainer"]
    return found


def facts() -> Facts:
    """The settings pages may know."""
    return services().facts


def issuer_of(facts: Facts) -> Issuer:
    """Who issues here, as certificates name it."""
    return Issuer(facts.issuer, facts.base_url)
