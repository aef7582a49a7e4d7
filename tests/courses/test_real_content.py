"""The course that comes with Trainer, page by page, as a learner sees it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from question_bank.formats import course_yaml
from tests import build
from tests.build import NOON
from tests.conftest import SignIn
from trainer.content import load_content
from trainer.core.db import Database
from trainer.courses import service
from trainer.courses.models import Course
from trainer.courses.queries import pages_of

REAL = Path(course_yaml.__file__).parents[1] / "content"


@pytest.fixture
def reader(store: Database, as_person: SignIn) -> tuple[FlaskClient, list[str]]:
    """A browser to which every module is open, and the address of every page."""
    with store.write() as own:
        load_content(own, course_yaml.read(REAL), NOON)
        alice, course = build.person(own), own.scalars(select(Course)).one()
        for module in course.modules:
            service.record_module_pass(own, person_id=alice.id, module_id=module.id, score=20, of=20, now=NOON)
        pages = [
            f"/courses/{course.slug}/modules/{module.slug}/{page.slug}"
            for module in course.modules
            for page in pages_of(module)
        ]
    return as_person(alice.id), pages


def test_every_page_is_shown_and_all_that_it_points_at_is_there(reader: tuple[FlaskClient, list[str]]) -> None:
    browser, pages = reader
    assert len(pages) >= 32
    for address in pages:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        ids = re.findall(r'\bid="([^"]+)"', answer.text)
        assert len(ids) == len(set(ids)), address
        named = re.findall(r'aria-labelledby="([^"]+)"', answer.text)
        wanted = {name for names in named for name in names.split()}
        wanted |= set(re.findall(r'href="#([^"]+)"', answer.text))
        assert wanted <= set(ids), address
        assert "style=" not in answer.text, address
        assert answer.text.count("<h1") == 1, address


def test_the_course_page_counts_what_there_is(reader: tuple[FlaskClient, list[str]]) -> None:
    browser, pages = reader
    page = browser.get("/courses/dry-needling").text
    assert f"0<small> of {len(pages)}</small>" in page
    assert "4<small> of 4</small>" in page
