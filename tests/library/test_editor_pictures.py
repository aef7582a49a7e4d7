"""A picture of the bank in an item: chosen by its name, shown in the preview, kept with the version."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape

from tests.build import NOON
from tests.library import build
from tests.question_bank.samples import SAMPLES
from tests.question_bank.test_media import bitmap
from trainer.core.db import Database
from trainer.library import listing, media
from trainer.web.services import Services


@pytest.fixture
def digest(app: Flask, store: Database) -> str:
    own: Services = app.extensions["trainer"]
    with store.write() as session:
        return media.keep(session, own.storage, bitmap("PNG"), name="calf.png", by=None, now=NOON).digest


@pytest.fixture
def item_id(store: Database) -> UUID:
    with store.write() as session:
        return build.item(session).id


def test_a_picture_of_the_bank_is_chosen_by_name(
    author: FlaskClient, store: Database, item_id: UUID, digest: str
) -> None:
    page = author.get(f"/staff/items/{item_id}/edit").text
    assert "calf.png (12 × 8)" in page
    sent = build.form(build.card()) | {"picture-alt": "A green field, seen from above", "picture-digest": digest}
    preview = author.post(f"/staff/items/preview?item={item_id}", data=sent).text
    assert f'href="/media/{digest}"' in preview
    assert author.post(f"/staff/items/{item_id}/edit", data=sent).status_code == 303
    with store.session() as session:
        picture = listing.version(session, item_id, 2).payload["picture"]
    assert (picture["digest"], picture["media_type"], picture["width"], picture["height"]) == (
        digest,
        "image/png",
        12,
        8,
    )
    assert f'value="{digest}" selected' in author.get(f"/staff/items/{item_id}/edit").text


def test_nothing_typed_about_another_kind_is_lost_while_one_is_chosen(
    author: FlaskClient, store: Database, item_id: UUID, digest: str
) -> None:
    drawing = '<svg viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'
    typed = {"picture-alt": "A green field", "picture-digest": digest, "picture-svg": drawing}
    for kind, shown in (("none", ""), ("bank", f'href="/media/{digest}"'), ("drawing", 'd="M0 0h9"')):
        sent = build.form(build.card()) | typed | {"picture-kind": kind, "act": "check"}
        page = author.post(f"/staff/items/{item_id}/edit", data=sent).text
        assert f'value="{kind}" checked' in page
        assert escape(drawing) in page
        assert f'value="{digest}" selected' in page
        board = page[page.index('id="drawing"') : page.index("data-file")]
        assert shown in board
        assert ("<svg" in board) == bool(shown)
    sent = build.form(build.card(), level="recall") | typed | {"picture-kind": "none"}
    assert author.post(f"/staff/items/{item_id}/edit", data=sent).status_code == 303
    with store.session() as session:
        assert listing.version(session, item_id, 2).payload.get("picture") is None


def test_an_item_says_which_picture_it_has(author: FlaskClient, store: Database, item_id: UUID) -> None:
    with store.write() as session:
        spot = build.item(session, build.of(SAMPLES["hotspot"], "D6-E-002")).id
    assert 'value="none" checked' in author.get(f"/staff/items/{item_id}/edit").text
    page = author.get(f"/staff/items/{spot}/edit").text
    assert 'value="drawing" checked' in page
    assert 'id="picture-kind-none"' not in page  # there is no hotspot without a picture


def test_a_picture_that_is_not_there_is_told(author: FlaskClient, item_id: UUID) -> None:
    sent = build.form(build.card()) | {"picture-alt": "A field", "picture-digest": "0" * 64}
    answer = author.post(f"/staff/items/{item_id}/edit", data=sent)
    assert answer.status_code == 422
    assert "A field" in answer.text
