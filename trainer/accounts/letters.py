"""Letters, rendered where pages are: a text and an HTML part from templates/mail."""

from __future__ import annotations

from typing import Any

from flask import render_template

from trainer.accounts import rules
from trainer.accounts.models import Person
from trainer.core import ids
from trainer.mail import Letter
from trainer.web.services import facts


def written(template: str, *, key: str, to: str, subject: str, **more: Any) -> Letter:
    """A letter from `mail/<template>.txt` and `.html`; links in it lead only to the configured address."""
    said = {"subject": subject, "base_url": facts().base_url, **more}
    body, html = render_template(f"mail/{template}.txt", **said), render_template(f"mail/{template}.html", **said)
    return Letter(key=key, to=to, subject=subject, body=body, html=html)


def reset(to: str, token: str) -> Letter:
    """The link for a new password. It names nobody, so that it can be written before anybody is looked up."""
    link = rules.reset_link(facts().base_url, token)
    minutes = int(rules.RESET_LASTS.total_seconds()) // 60
    key = f"reset-{ids.fingerprint(token)}"
    return written("password_reset", key=key, to=to, subject="Set a new password", link=link, minutes=minutes)


def password_changed(person: Person) -> Letter:
    """The news that the password is another one, to whoever should know if it was not them."""
    key = f"password-changed-{person.id}-{ids.new_token()}"
    return written("password_changed", key=key, to=person.email, subject="Your password was changed", name=person.name)
