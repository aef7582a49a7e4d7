"""Importing on the pages: new items that are nearly the same as one another."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.build import NOON
from tests.library import build
from tests.library.exchange_build import bank_file
from tests.library.test_staff_import import ELSE, how_many, send, words, work
from trainer.core.db import Database
from trainer.library import pairs
from trainer.library.models import Item, ItemPair


def test_pairs_among_very_many_are_left_to_the_worker(
    app: Flask, store: Database, administrator: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer.library.importing.COMPARED_AT_ONCE", 1)
    near = build.card("D6-E-008", stem=build.STEM.replace("40", "41"))
    sent = send(administrator, bank_file(tmp_path, build.card("D6-E-007"), near).read_bytes())
    work(app)
    administrator.post(f"{sent.location}/take")
    work(app)
    assert "They are too many to be compared at once" in words(administrator.get(sent.location))
    assert how_many(store, ItemPair) == 0
    assert pairs.look(store, now=NOON) == 1


def test_pairs_among_the_new_items_are_looked_for_at_once(
    app: Flask, store: Database, administrator: FlaskClient, tmp_path: Path
) -> None:
    with store.write() as session:
        build.item(session, build.card("D6-E-001"))  # nearly the same as well, and not in the file
    near = build.card("D6-E-008", stem=build.STEM.replace("40", "41"))
    apart = build.card("D6-E-009", stem="What is the next step?", options=ELSE)
    sent = send(administrator, bank_file(tmp_path, build.card("D6-E-007"), near, apart).read_bytes())
    work(app)
    assert how_many(store, ItemPair) == 0
    assert "Pairs among them" not in words(administrator.get(sent.location))
    administrator.post(f"{sent.location}/take")
    work(app)
    page = words(administrator.get(sent.location))
    assert 'Pairs among them that do not go together: <strong>1</strong>, <a href="/staff/item-pairs">' in page
    with store.session() as session:
        (pair,) = session.scalars(select(ItemPair))
        codes = [session.get_one(Item, own).code for own in (pair.one_id, pair.other_id)]
    assert (codes, pair.kind) == (["D6-E-007", "D6-E-008"], "duplicate")
