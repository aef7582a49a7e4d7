"""Every kind of page each kind of person can open, as it is, with its errors, wide and light, narrow and dark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.browser.scene import arrange
from tests.browser.setting import FINAL, QUIZ, SHORT_QUIZ, Setting
from tests.browser.walker import Walker
from trainer.accounts.models import Person
from trainer.licensing.models import Licence

SEND = "document.querySelector('main form').submit()"
EXPIRE = "document.querySelector('main [name=csrf_token]').value = 'old'; " + SEND
COMPARE = "document.querySelector('main form[action$=licence]').submit()"
MAKE_LINK = "document.querySelector('main form[action$=links]').submit()"
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
        ("/v/{superseded}", 200), ("/v/{lapsed}", 200), ("/v/{suspended}", 200), ("/v/{reviewed}", 200),
        ("/v/{revoked}", 200), ("/v/{unknown}", 404), ("/v/ABC", 422),
        ("/log", 200), ("/verify/yourself", 200), ("/v/s/over", 404),
        ("/verify", 422, "document.querySelector('verify-document form').submit()"),
        ("/v/{valid}", 200, fill("number", "PT-1") + COMPARE), ("/v/{valid}", 422, COMPARE),
        ("/v/{valid}/record", 200), ("/v/{valid}/record", 200, fill("by", "Hana Harbour") + SEND),
        ("/verify/batch", 200), ("/verify/batch", 200, fill("ids", "nonsense") + SEND),
        ("/verify/batch", 422, "document.querySelector('main form').submit()"), ("/nothing", 404),
    ],
    "newcomer": [
        ("/", 200), ("/courses", 200), ("/courses/{course}", 200), ("/courses/{course}/modules/thorax", 409),
        (f"/exams/{FINAL}", 200), (f"/exams/{QUIZ}", 200), ("/licence", 200), ("/licence", 422, SEND),
        ("/certificates", 200), ("/account", 200), ("/account/password", 200), ("/account/password", 422, SEND),
        ("/account/accommodations", 200), ("/receipts/check", 200), ("/receipts/check", 422, SEND),
        ("/attempts/{held_attempt}", 404), ("/staff/people", 403),
    ],
    "candidate": [
        ("/courses/{course}", 200), ("/courses/{course}/modules/thorax", 200),
        ("/courses/{course}/modules/trigger-points/{page}", 200), (f"/exams/{FINAL}", 200),
        (f"/exams/{FINAL}", 422, "document.querySelector('form[action$=\"final/attempts\"]').submit()"),
        (f"/exams/{QUIZ}", 200), ("/licence", 200), ("/account/accommodations", 200),
    ],
    "sitting": [
        ("/attempts/{single}", 200), ("/attempts/{multiple}", 200), ("/attempts/{running}/review", 200),
        ("/attempts/{running}/review?show=all&confirm=1", 200), (f"/exams/{QUIZ}", 200),
        ("/attempts/{void}/result", 200), ("/attempts/{quiz_not}/result", 200),
    ],
    "certified": [
        ("/", 200), ("/attempts/{passed}/result", 200), ("/attempts/{quiz_passed}/result", 200),
        ("/certificates", 200), ("/licence/{licence}", 200), (f"/exams/{FINAL}", 200),
        ("/certificates/mine/{own}", 200), ("/certificates/mine/{own}", 201, MAKE_LINK),
        ("/certificates/mine/{own}", 422, fill("most", "0") + MAKE_LINK),
    ],
    "failed": [
        ("/attempts/{not_passed}/result", 200), (f"/exams/{FINAL}", 200), ("/attempts/{not_passed}/appeal", 200),
    ],
    "held": [
        ("/attempts/{held_attempt}/result", 200), ("/certificates", 200),
        ("/attempts/{held_attempt}/appeal", 422, SEND),
    ],
    "registrar": [
        ("/staff/licences", 200), ("/staff/licences/{stated}", 200), ("/staff/licences/{licence}", 200),
        ("/staff/licences/{stated}", 422, "document.querySelector('form[action$=checks]').submit()"),
        ("/staff/licences/{stated}", 422, "document.querySelector('form[action$=decision]').submit()"),
        ("/staff/people", 200), ("/staff/people?words=nobody-at-all", 200), ("/staff/people/{certified}", 200),
        ("/staff/accommodations", 200), ("/staff/accommodations/{asked}", 200),
        ("/staff/accommodations/{asked}", 422, "document.querySelector('main form').submit()"),
        ("/staff/appeals", 200), ("/staff/appeals/{appeal}", 200), ("/staff/appeals/{appeal}", 422, SEND),
        ("/staff/certificates", 200), ("/staff/certificates?text=nobody-at-all", 200),
        ("/staff/certificates/passes", 200), ("/staff/certificates/passes?whose=anybody", 200),
        ("/staff/certificates/{certificate}", 200), ("/staff/certificates/{proposed}", 200),
        ("/staff/certificates/{certificate}/suspend", 200), ("/staff/certificates/{certificate}/suspend", 422, SEND),
        ("/staff/certificates/{certificate}/withdraw", 200), ("/staff/certificates/motions", 200),
        ("/staff/certificates/motions", 422, "document.querySelector('form[action$=decline]').submit()"),
        ("/staff/practicals/{sign_off}", 403),
    ],
    "assessor": [
        ("/staff/practicals", 200), ("/staff/practicals", 422, fill("email", "no@one.example") + SEND),
        ("/staff/practicals", 200, fill("email", "{email}") + SEND),
        ("/staff/practicals", 422, fill("email", "{email}") + SEND, SEND), ("/licence", 200),
    ],
    "author": [
        ("/staff/items", 200), ("/staff/items?q=nothing-like-it", 200), ("/staff/items/changes", 200),
        ("/staff/items/changes/new?item=D1-E-001", 200), ("/staff/items/changes/new?item=D1-E-001&look=y", 422),
        ("/staff/item-pairs", 200), ("/staff/items/views", 200), ("/staff/items/views/new", 422, SEND),
        ("/staff/bank", 200), ("/staff/items/new", 200),
        ("/staff/items/new?type=single_choice&domain=D1&use=exam", 422, SEND), ("/staff/items/{item}", 200),
        ("/staff/items/{multi}/edit", 200),
        ("/staff/items/{item}/edit", 422, fill("stem", "") + SEND), ("/staff/items/{item}/versions/1", 200),
        ("/staff/items/{item}", 422, "document.querySelector('form[action$=compromise]').submit()"),
        ("/staff/sources", 200), ("/staff/sources?q=nothing-like-it", 200), ("/staff/sources/S8", 200),
        ("/staff/sources/new", 200), ("/staff/sources/new", 422, fill("title", "") + SEND),
        ("/staff/sources/S8/edit", 200), ("/staff/sources/S8/edit", 409, fill("base", "99") + SEND),
        ("/staff/tasks", 200), ("/staff/tasks?state=done", 200),
        ("/staff/item-reports", 200), ("/staff/item-reports/{report}", 200),
        ("/staff/item-reports/{report}", 422, SEND),
    ],
    "administrator": [
        ("/", 200), ("/staff/exams", 200), (f"/staff/exams/{FINAL}", 200), (f"/staff/exams/{QUIZ}", 200),
        (f"/staff/exams/{FINAL}/plan", 200), (f"/staff/exams/{FINAL}/plan", 200, SEND),
        (f"/staff/exams/{FINAL}/plan", 422, "document.querySelector('main input[type=number]').value = '-1'; " + SEND),
        ("/staff/sources/S8/holders", 200), ("/staff/tasks?whose=all", 200),
        (f"/staff/exams/{FINAL}/forms", 200), (f"/staff/exams/{FINAL}/forms", 422, SEND),
        (f"/staff/exams/{FINAL}/forms", 200, fill("name", "Spring") + SEND), (f"/staff/exams/{FINAL}/forms/1", 200),
        (f"/staff/exams/{FINAL}/forms/1", 422, SEND), (f"/staff/exams/{FINAL}/forms/picked?from=1", 200),
        (f"/staff/exams/{FINAL}/forms/picked", 422, SEND),
        (f"/staff/exams/{FINAL}/forms/picked", 200, fill("name", "Picked") + fill("codes", "D1-E-001") + SEND),
        ("/staff/people/{certified}", 200), ("/staff/results/{passed}", 200), ("/staff/results/{not_passed}", 200),
        ("/staff/attempts", 200), ("/staff/attempts/{running}", 200), ("/staff/attempts/{passed}", 200),
        ("/staff/attempts/{void}", 200), ("/staff/practicals/{sign_off}", 200),
        ("/staff/practicals/{sign_off}", 422, "document.querySelector('main form').submit()"),
        ("/staff/certificates/motions", 200),
        ("/staff/attempts/{running}", 422, "document.querySelector('form[action$=time]').submit()"),
        ("/staff/attempts/{running}", 422, "document.querySelector('form[action$=void]').submit()"),
        ("/staff/items/import", 200), ("/staff/items/import", 422, SEND), ("/staff/items/export", 200),
        ("/staff/items/export?format=gift&domain=D1", 200), ("/staff/media", 200), ("/staff/media", 422, SEND),
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
        people, ids = arrange(session)
    yield people, ids
    with setting.database.write() as session:  # others find the registrar's queue as it was
        session.get_one(Licence, ids["stated"]).state = "superseded"
