"""What the page of a verdict holds, in which order, and where its links lead."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tests.build import NOON
from tests.certificates import build, lives
from tests.certificates.test_doors import pause
from tests.certificates.test_verify import UNKNOWN, words
from trainer.certificates.machine import REASONS
from trainer.certificates.models import Certificate
from trainer.certificates.service import move
from trainer.core.db import Database
from trainer.storage import FolderStorage

MACHINES = re.compile(r'<h2 id="m-h">.*?</section>')
LINK = re.compile(r'<a href="([^"]+)"')
REVIEWED = '<p class="timer__big">under review since'


def contact(app: Flask, address: str) -> None:
    """Let whoever runs the application say where to write to."""
    own: Any = app.extensions["trainer"]
    app.extensions["trainer"] = replace(own, facts=replace(own.facts, contact=address))


def test_the_clocks_come_right_after_the_verdict(client: FlaskClient, issued: Certificate) -> None:
    page = words(client, issued.identifier)
    order = [page.index(f'id="{name}"') for name in ("v-h", "t1", "t2", "f-h", "m-h")]
    assert order == sorted(order)


def test_programs_are_led_to_everything_they_need(client: FlaskClient, issued: Certificate) -> None:
    (section,) = MACHINES.findall(words(client, issued.identifier))
    links = LINK.findall(section)
    assert links == [
        f"/certificates/{issued.identifier}.json", f"/log/proof/{issued.identifier}", "/trust/bundle.zip",
        "/verify/yourself",
    ]  # fmt: skip
    assert [client.get(link).status_code for link in links] == [200] * 4


def test_nothing_is_offered_that_is_not_made_yet(client: FlaskClient, store: Database, noon: object) -> None:
    with store.write() as session:
        _, made = build.certified(session)
    (section,) = MACHINES.findall(words(client, made.identifier))
    assert LINK.findall(section) == ["/trust/bundle.zip", "/verify/yourself"]


def test_what_was_settled_is_no_reason_for_a_check_that_fails_today(
    app: Flask, client: FlaskClient, store: Database, issued: Certificate
) -> None:
    with store.write() as session:
        registrar = lives.registrar(session)
        move(session, issued.id, "review", lives.because("identity", registrar), now=NOON)
    page = words(client, issued.identifier)
    assert ("The decision behind it is being looked at again" in page, REVIEWED in page) == (True, True)
    why = REASONS["identity"]
    assert f'<p class="small muted">{why}.' in page
    with store.write() as session:
        move(session, issued.id, "clear", lives.because("unfounded", registrar), now=NOON)
    storage: FolderStorage = app.extensions["trainer"].storage
    key = issued.credential_key or ""
    (storage.folder / key[:2] / key).unlink()
    page = words(client, issued.identifier)
    assert 'verdict__word">Under review<' in page
    assert ("did not hold, and that is ours to mend" in page, "not confirmed" in page) == (True, True)
    assert (f'<p class="small muted">{why}' in page, REVIEWED in page) == (False, False)
    assert "The decision behind it" not in page


def test_whoever_has_a_question_is_told_where_to_write(app: Flask, client: FlaskClient, issued: Certificate) -> None:
    contact(app, "help@college.example")
    said = '<a href="mailto:help@college.example">write to Trainer Demonstration College</a>'
    assert said in words(client, issued.identifier)
    assert said in " ".join(client.get(f"/v/{UNKNOWN}").text.split())
    assert '<a href="mailto:help@college.example">Contact</a>' in client.get("/privacy").text
    contact(app, "https://college.example/ask")
    assert '<a href="https://college.example/ask">Contact</a>' in client.get("/privacy").text


def test_without_an_address_no_link_is_promised(client: FlaskClient, issued: Certificate) -> None:
    pages = words(client, issued.identifier) + client.get(f"/v/{UNKNOWN}").text
    assert "mailto:" not in pages
    assert "write to" not in pages
    assert ">Contact</a>" not in pages


def test_unknown_and_paused_are_answered_alike_with_a_contact(
    app: Flask, client: FlaskClient, store: Database, issued: Certificate
) -> None:
    contact(app, "help@college.example")
    pause(store, issued)
    assert client.get(f"/v/{issued.identifier}").data == client.get(f"/v/{UNKNOWN}").data
