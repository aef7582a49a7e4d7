"""Pictures of items: who is shown which, how they are kept, and that nothing in them runs."""

from __future__ import annotations

import io
from uuid import UUID

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from tests.build import NOON
from tests.exams.conftest import Candidate, Staff
from trainer.core.db import Database
from trainer.exams.models import Attempt, Exam
from trainer.library import media
from trainer.library.models import ItemVersion
from trainer.web.permissions import Role

WILD = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="8" height="6"><filter id="f"/><script>alert(1)</script>'
    b'<rect width="4" height="4" onclick="alert(2)"/></svg>'
)


def bitmap(colour: int = 9) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (12, 8), (colour, 100, 30)).save(out, format="PNG")
    return out.getvalue()


def kept(app: Flask, store: Database, data: bytes) -> str:
    with store.write() as session:
        storage = app.extensions["trainer"].storage
        return media.keep(session, storage, data, name="field.png", by=None, now=NOON).digest


@pytest.fixture
def digest(app: Flask, store: Database, alice: Candidate) -> str:
    """A picture that every item of the bank shows."""
    own = kept(app, store, bitmap())
    with store.write() as session:
        for version in session.scalars(select(ItemVersion)):
            shown = {"alt": "A field", "digest": own, "media_type": "image/png", "width": 12, "height": 8}
            version.payload = {**version.payload, "picture": shown}
    return own


def state(store: Database, attempt: UUID, **values: object) -> None:
    with store.write() as session:
        row = session.get_one(Attempt, attempt)
        for name, value in values.items():
            setattr(row, name, value)


def kind(store: Database, attempt: UUID, value: str) -> None:
    with store.write() as session:
        session.get_one(Exam, session.get_one(Attempt, attempt).exam_id).kind = value


def test_a_picture_of_a_final_is_seen_while_it_is_sat_and_not_after(
    carol: Candidate, digest: str, alice: Candidate, store: Database
) -> None:
    address = f"/media/{digest}"
    assert alice.get(address).status_code == 404
    attempt = alice.start()
    shown = alice.get(address)
    assert (shown.status_code, shown.content_type) == (200, "image/png")
    assert shown.headers["Cache-Control"] == "private, no-store"
    assert carol.get(address).status_code == 404
    state(store, attempt, paused_at=NOON, break_left_seconds=600)
    assert alice.get(address).status_code == 404
    state(store, attempt, paused_at=None)
    alice.post(f"/attempts/{attempt}/submit")
    alice.sweep()
    assert alice.get(address).status_code == 404


@pytest.mark.parametrize(("what", "status"), [("quiz", 200), ("practice", 200), ("final", 404), ("follow_up", 404)])
def test_what_is_shown_again_shows_its_pictures_again(
    digest: str, alice: Candidate, store: Database, what: str, status: int
) -> None:
    attempt = alice.start()
    alice.post(f"/attempts/{attempt}/submit")
    kind(store, attempt, what)
    assert alice.get(f"/media/{digest}").status_code == status
    state(store, attempt, state="void")
    assert alice.get(f"/media/{digest}").status_code == 404


def test_staff_see_every_picture_and_keep_it(digest: str, staff: Staff) -> None:
    author = staff(Role.AUTHOR)
    shown = author.get(f"/media/{digest}")
    assert shown.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert shown.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Content-Disposition"] == f'inline; filename="{digest[:16]}.png"'
    again = author.get(f"/media/{digest}", headers={"If-None-Match": shown.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert staff(Role.REGISTRAR, name="Rita Rowan").get(f"/media/{digest}").status_code == 404


@pytest.mark.parametrize("name", ["0" * 64, "x", "%2e%2e%2f", "A" * 64])
def test_what_is_not_kept_is_not_there(staff: Staff, name: str) -> None:
    assert staff(Role.AUTHOR).get(f"/media/{name}").status_code == 404


def test_a_picture_whose_bytes_are_gone_is_not_there(app: Flask, digest: str, staff: Staff) -> None:
    storage = app.extensions["trainer"].storage
    (storage.folder / digest[:2] / digest).unlink()
    assert staff(Role.AUTHOR).get(f"/media/{digest}").status_code == 404


def test_a_drawing_that_would_run_is_kept_without_what_runs(app: Flask, store: Database, staff: Staff) -> None:
    shown = staff(Role.AUTHOR).get(f"/media/{kept(app, store, WILD)}")
    assert shown.content_type.startswith("image/svg+xml")
    assert b"script" not in shown.data
    assert b"onclick" not in shown.data


def test_the_player_shows_the_picture_by_its_address(digest: str, alice: Candidate) -> None:
    attempt = alice.start()
    assert f'href="/media/{digest}"' in alice.get(f"/attempts/{attempt}?q=1").text
    assert digest in alice.get(f"/attempts/{attempt}/questions").text
