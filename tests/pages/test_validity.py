"""The pages are HTML as its standard has it, by html-validate: each page of the site that a link can open."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
from flask import Flask

from question_bank.formats import course_yaml
from tests.benchmarks.site import CONTENT
from tests.browser.scene import arrange
from tests.browser.test_every_page import STOPS
from tests.conftest import SignIn
from tests.credentials.elsewhere import NODE, PROGRAMS
from trainer.content import load_content
from trainer.core import clock
from trainer.core.db import Database


@pytest.fixture
def pages(app: Flask, store: Database, as_person: SignIn) -> dict[str, str]:
    """What everybody is given at every address that the browser's tests open, before anything is sent."""
    with store.write() as session:
        load_content(session, course_yaml.read(CONTENT), now=clock.now())
        people, ids = arrange(session)
    found = {}
    for who, stops in STOPS.items():
        browser = as_person(people[who]) if who in people else app.test_client()
        for path in sorted({path.format(**ids) for path, *_ in stops}):
            answer = browser.get(path)
            if answer.mimetype == "text/html" and not answer.location:
                found[f"{who} {path}"] = answer.text
    return found


def judged(pages: dict[str, str]) -> list[Any]:
    """What html-validate finds wrong in them."""
    asked = json.dumps(pages).encode()
    run = subprocess.run([NODE, PROGRAMS / "validate-pages.mjs"], input=asked, capture_output=True, check=True)
    found: list[Any] = json.loads(run.stdout)
    return found


def test_every_page_is_valid_html(pages: dict[str, str]) -> None:
    assert len(pages) > 100
    assert judged(pages) == []


def test_a_page_that_is_not_is_told() -> None:
    page = '<!doctype html><html lang="en"><head><title>T</title></head><body>{}</body></html>'
    twice = page.format('<p id="a">x</p><p id="a">y</p>')
    ((name, line, says),) = judged({"good": page.format("<p>x</p>"), "twice": twice})
    assert (name, line, says.split(":")[0]) == ("twice", 1, "no-dup-id")
