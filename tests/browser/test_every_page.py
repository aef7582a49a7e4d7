"""Every kind of page each kind of person can open, as it is, with its errors, wide and light, narrow and dark."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests import build
from tests.browser import setting as arranged
from tests.browser.conftest import Open
from tests.browser.setting import COURSE, FINAL, QUIZ, SHORT_QUIZ, Setting
from tests.browser.walker import Walker
from tests.certificates import build as certified
from trainer.accounts.models import Person
from trainer.accounts.service import open_reset_link
from trainer.certificates.models import Certificate
from trainer.certificates.rules import RANDOM_BITS, identifier_from
from trainer.certificates.service import decide_certificate
from trainer.core import clock
from trainer.exams.models import Attempt
from trainer.library.models import Item
from trainer.licensing.models import Licence
from trainer.web.permissions import Role

SEND = "document.querySelector('main form').submit()"
EXPIRE = "document.querySelector('main [name=csrf_token]').value = 'old'; " + SEND
CHANCE = random.Random(2)
WIDE, NARROW = {"width": 1280, "height": 2400}, {"width": 320, "height": 2400}
"""Tall, so that no bar that sticks covers part of what is examined."""
Stop = tuple[str, int] | tuple[str, int, str] | tuple[str, int, str, str]
"""An address, the status it must answer with, and what then leads on to the page that is meant."""


def fill(name: str, value: str) -> str:
    """Type into a field, right or wrong, past the browser's own checks."""
    return f"document.querySelector('main [name={name}]').value = '{value}'; "


STOPS: dict[str, list[Stop]] = {
    "anonymous": [
        ("/", 200), ("/register", 200), ("/register", 422, SEND), ("/register", 400, fill("name", "Ä") + EXPIRE),
        ("/sign-in", 200), ("/sign-in", 422, fill("email", "a@b.example") + fill("password", "wrong") + SEND),
        ("/reset", 200), ("/reset", 422, SEND), ("/reset/sent", 200), ("/reset/{reset}", 200),
        ("/reset/{reset}", 422, SEND), ("/reset/over", 410), ("/sign-out", 200), ("/accessibility", 200),
        ("/privacy", 200), ("/verify", 200), ("/verify", 422, SEND), ("/v/{valid}", 200), ("/v/{expired}", 200),
        ("/v/{superseded}", 200), ("/v/{lapsed}", 200), ("/v/{revoked}", 200), ("/v/{unknown}", 404), ("/v/ABC", 422),
        ("/nothing", 404),
    ],
    "newcomer": [
        ("/", 200), ("/courses", 200), ("/courses/{course}", 200), ("/courses/{course}/modules/thorax", 409),
        (f"/exams/{FINAL}", 200), (f"/exams/{QUIZ}", 200), ("/licence", 200), ("/licence", 422, SEND),
        ("/certificates", 200), ("/account", 200), ("/account/password", 200), ("/account/password", 422, SEND),
        ("/attempts/{held_attempt}", 404), ("/staff/people", 403),
    ],
    "candidate": [
        ("/courses/{course}", 200), ("/courses/{course}/modules/thorax", 200),
        ("/courses/{course}/modules/trigger-points/{page}", 200), (f"/exams/{FINAL}", 200),
        (f"/exams/{FINAL}", 422, "document.querySelector('form[action$=\"final/attempts\"]').submit()"),
        (f"/exams/{QUIZ}", 200), ("/licence", 200),
    ],
    "sitting": [
        ("/attempts/{single}", 200), ("/attempts/{multiple}", 200), ("/attempts/{running}/review", 200),
        ("/attempts/{running}/review?show=all&confirm=1", 200), (f"/exams/{QUIZ}", 200),
        ("/attempts/{void}/result", 200), ("/attempts/{quiz_not}/result", 200),
    ],
    "certified": [
        ("/", 200), ("/attempts/{passed}/result", 200), ("/attempts/{quiz_passed}/result", 200),
        ("/certificates", 200), ("/licence/{licence}", 200), (f"/exams/{FINAL}", 200),
    ],
    "failed": [("/attempts/{not_passed}/result", 200), (f"/exams/{FINAL}", 200)],
    "held": [("/attempts/{held_attempt}/result", 200), ("/certificates", 200)],
    "registrar": [
        ("/staff/licences", 200), ("/staff/licences/{stated}", 200), ("/staff/licences/{licence}", 200),
        ("/staff/licences/{stated}", 422, "document.querySelector('form[action$=checks]').submit()"),
        ("/staff/licences/{stated}", 422, "document.querySelector('form[action$=decision]').submit()"),
        ("/staff/people", 200), ("/staff/people?words=nobody-at-all", 200), ("/staff/people/{certified}", 200),
    ],
    "assessor": [
        ("/staff/practicals", 200), ("/staff/practicals", 422, fill("email", "no@one.example") + SEND),
        ("/staff/practicals", 200, fill("email", "{email}") + SEND),
        ("/staff/practicals", 422, fill("email", "{email}") + SEND, SEND), ("/licence", 200),
    ],
    "author": [
        ("/staff/items", 200), ("/staff/items?words=nothing-like-it", 200), ("/staff/items/new", 200),
        ("/staff/items/new?type=single_choice&domain=D1&use=exam", 422, SEND), ("/staff/items/{item}", 200),
        ("/staff/items/{multi}/edit", 200),
        ("/staff/items/{item}/edit", 422, fill("stem", "") + SEND), ("/staff/items/{item}/versions/1", 200),
        ("/staff/items/{item}", 422, "document.querySelector('form[action$=retire]').submit()"),
    ],
    "administrator": [
        ("/", 200), ("/staff/exams", 200), (f"/staff/exams/{FINAL}", 200), (f"/staff/exams/{QUIZ}", 200),
        (f"/staff/exams/{FINAL}/plan", 200), (f"/staff/exams/{FINAL}/plan", 200, SEND),
        (f"/staff/exams/{FINAL}/plan", 422, "document.querySelector('main input[type=number]').value = '-1'; " + SEND),
        ("/staff/people/{certified}", 200), ("/staff/results/{passed}", 200), ("/staff/results/{not_passed}", 200),
    ],
    "employer": [("/", 200), ("/account", 200), ("/courses", 403), ("/verify", 200)],
}  # fmt: skip


@pytest.mark.parametrize("who", STOPS)
def test_every_page_is_accessible_wide_and_narrow(
    who: str, scene: tuple[dict[str, Person], dict[str, Any]], walk: Open
) -> None:
    people, ids = scene
    walker = walk(people.get(who))
    for path, status, *leads in STOPS[who]:
        walker.page.set_viewport_size(WIDE)
        found = [told.format(**ids) if "{" in told else told for told in (path, *leads)]
        assert follow(walker.page, *found) == status, found
        look_twice(walker, " ".join(found))
    assert "\n".join(faults(walker)) == ""


def follow(page: Page, path: str, *leads: str) -> int:
    """Open a page and go on from it; the status of the last answer."""
    answer = page.goto(path)
    for lead in leads:
        with page.expect_navigation() as gone:
            page.evaluate(lead)
        answer = gone.value
    assert answer is not None
    return answer.status


def faults(walker: Walker) -> list[str]:
    """What was found, apart from the browser's own word on an answer that says 4xx."""
    return [fault for fault in walker.faults if "Failed to load resource" not in fault]


def look_twice(walker: Walker, kind: str) -> None:
    """Examine the page wide and light, then narrow and dark, with no colour still on its way."""
    walker.page.emulate_media(color_scheme="light", reduced_motion="reduce")
    walker.examine(f"{kind} (wide)")
    walker.page.set_viewport_size(NARROW)
    walker.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    walker.examine(f"{kind} (narrow)")


def test_the_pages_after_the_end_are_accessible(setting: Setting, walk: Open) -> None:
    alice = setting.ready("Alice Ash")
    attempt = setting.started(alice, SHORT_QUIZ)
    walker = walk(alice)
    walker.page.route("**/clock", lambda route: route.abort())  # so that the page stays while it is looked at
    walker.page.goto(f"/attempts/{attempt}")
    setting.ends_in(attempt, -20)
    with walker.page.expect_navigation() as gone:
        walker.page.evaluate("document.querySelector('form.item').submit()")
    assert gone.value.status in (409, 200)
    look_twice(walker, "closed")
    walker.page.goto(f"/attempts/{attempt}/result")
    look_twice(walker, "waiting")
    assert "\n".join(faults(walker)) == ""


@pytest.fixture(scope="module")
def scene(setting: Setting) -> Iterator[tuple[dict[str, Person], dict[str, Any]]]:
    """Somebody of each kind, and the ids of what they can open."""
    with setting.database.write() as session:
        people = {
            "newcomer": build.person(session, "Nora New"), "sitting": arranged.ready(session, "Rita Run"),
            "failed": arranged.ready(session, "Frank Fall"), "held": arranged.ready(session, "Hilde Held"),
            "certified": arranged.ready(session, "Clara Þórsdóttir"), "candidate": arranged.ready(session, "Otto Open"),
        }  # fmt: skip
        people |= {role.value: build.person(session, f"{role.value.title()} Ash", role) for role in STAFF}
        arranged.licensed(session, people["assessor"])
        ids = {"course": COURSE, "certified": people["certified"].id, "email": people["candidate"].email}
        ids |= sittings(session, people) | verdicts(session) | records(session, people)
    yield people, ids
    with setting.database.write() as session:  # others find the registrar's queue as it was
        session.get_one(Licence, ids["stated"]).state = "superseded"


STAFF = (Role.REGISTRAR, Role.ASSESSOR, Role.AUTHOR, Role.ADMINISTRATOR, Role.EMPLOYER)


def sittings(session: Session, people: dict[str, Person]) -> dict[str, Any]:
    """An attempt for each way one can stand."""
    rita, clara = people["sitting"], people["certified"]
    attempts = {
        "void": arranged.voided(session, rita, SHORT_QUIZ),
        "quiz_not": arranged.sat(session, rita, QUIZ, wrong=8),
        "quiz_passed": arranged.sat(session, clara, SHORT_QUIZ, wrong=1),
        "not_passed": arranged.sat(session, people["failed"], FINAL, wrong=60),
        "held_attempt": arranged.sat(session, people["held"], FINAL, rule="no_consent_stop"),
        "passed": arranged.sat(session, clara, FINAL, wrong=3),
        "running": arranged.started(session, rita, QUIZ),
    }
    certificate(session, attempts["passed"], clock.now())
    assert attempts["held_attempt"].outcome == "held"
    ids = {name: str(attempt.id) for name, attempt in attempts.items()}
    for kind, name in (("single_choice", "single"), ("multiple_response", "multiple")):
        at = next(entry["position"] for entry in attempts["running"].paper.items if entry["type"] == kind)
        ids[name] = f"{ids['running']}?q={at}"
    return ids


def certificate(session: Session, attempt: Attempt, now: datetime) -> Certificate:
    chance = CHANCE.getrandbits(RANDOM_BITS)
    made = decide_certificate(session, attempt.id, certified.FACTS, chance=chance, now=now)
    assert made is not None
    return made


def verdicts(session: Session) -> dict[str, Any]:
    """An identifier for each answer of the verify page."""
    now, day = clock.now(), timedelta(days=1)
    found = {"unknown": identifier_from(CHANCE.getrandbits(RANDOM_BITS))}
    terms = (("valid", 1, 9), ("expired", 900, 9), ("lapsed", 30, -2), ("superseded", 200, 9), ("revoked", 5, 9))
    for name, ago, until in terms:
        holder = arranged.ready(session, f"{name.title()} Holder", expires_on=(now + until * day).date())
        made = certificate(session, passed(session, holder, now - ago * day), now - ago * day)
        found[name] = made.identifier
        if name == "superseded":
            certificate(session, passed(session, holder, now - day), now - day)
        if name == "revoked":
            made.state = "revoked"
    return found


def passed(session: Session, holder: Person, at: datetime) -> Attempt:
    return session.get_one(Attempt, certified.attempt(session, holder, at=at))


def records(session: Session, people: dict[str, Person]) -> dict[str, Any]:
    """Items, licences, a page of the course and a link to a new password."""
    stated = arranged.ready(session, "Stella Stated", state="stated", decided_at=None)
    token = "a-token-for-looking-at-the-page"
    open_reset_link(session, people["newcomer"].id, token, now=clock.now())
    return {
        "item": session.scalars(select(Item.id).where(Item.use == "exam").order_by(Item.code)).first(),
        "multi": session.scalars(select(Item.id).where(Item.versions.any(type="multiple_response"))).first(),
        "licence": session.scalars(select(Licence.id).where(Licence.person_id == people["certified"].id)).first(),
        "stated": session.scalars(select(Licence.id).where(Licence.person_id == stated.id)).first(),
        "page": arranged.first_page(session), "reset": token,
    }  # fmt: skip
