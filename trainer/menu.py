"""The main menu: what each person finds at the top of every page."""

from __future__ import annotations

from dataclasses import dataclass

from trainer.web.identity import me_or_none
from trainer.web.permissions import Permission


@dataclass(frozen=True)
class Link:
    """One entry of the menu; `section` marks it as current."""

    words: str
    url: str
    section: str
    needs: Permission | None = None


VISITOR = (
    Link("Check a certificate", "/verify", "verify"),
    Link("Register", "/register", "register"),
    Link("Sign in", "/sign-in", "sign-in"),
)
MEMBER = (
    Link("Courses", "/courses", "courses", Permission.LEARN),
    Link("Certificates", "/certificates", "certificates", Permission.HOLD_CERTIFICATES),
    Link("Licence", "/licence", "licence", Permission.STATE_LICENCE),
    Link("Licence queue", "/staff/licences", "licence-queue", Permission.DECIDE_LICENCES),
    Link("All certificates", "/staff/certificates", "all-certificates", Permission.SEE_CERTIFICATES),
    Link("Practicals", "/staff/practicals", "practicals", Permission.SIGN_PRACTICALS),
    Link("Items", "/staff/items", "items", Permission.SEE_ITEMS),
    Link("Exams", "/staff/exams", "exams", Permission.SEE_EXAMS),
    Link("Attempts", "/staff/attempts", "attempts", Permission.SEE_ATTEMPTS),
    Link("Accommodations", "/staff/accommodations", "accommodations", Permission.DECIDE_ACCOMMODATIONS),
    Link("Appeals", "/staff/appeals", "appeals", Permission.DECIDE_APPEALS),
    Link("People", "/staff/people", "people", Permission.SEE_PEOPLE),
)


def menu() -> list[Link]:
    """The entries open to whoever asks."""
    person = me_or_none()
    if person is None:
        return list(VISITOR)
    links = [link for link in MEMBER if link.needs is None or link.needs in person.permissions]
    links = links or [VISITOR[0]]
    return [*links, Link(person.name, "/account", "account")]
