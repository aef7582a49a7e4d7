"""The pictures of the bank on their page: kept once, shown where they are used, and refused with a reason."""

from __future__ import annotations

import html
import io

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.library import build
from trainer.audit.models import AuditEvent
from trainer.core.db import Database
from trainer.library.models import Media

PLAIN = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><rect x="1" y="1" width="9" height="9"/></svg>'


def bitmap(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (12, 8), (9, 100, 30)).save(out, format=kind)
    return out.getvalue()


def send(browser: FlaskClient, data: bytes, name: str = "a/field.png") -> TestResponse:
    return browser.post("/staff/media", data={"file": (io.BytesIO(data), name)})


def kept(store: Database) -> list[Media]:
    with store.session() as session:
        return list(session.scalars(select(Media)))


@pytest.mark.parametrize("data", [bitmap(), bitmap("JPEG"), bitmap("GIF"), bitmap("WEBP"), PLAIN])
def test_a_picture_is_kept_once_and_shown(store: Database, author: FlaskClient, data: bytes) -> None:
    for _ in range(2):
        assert send(author, data).status_code == 303
    [row] = kept(store)
    assert row.name == "field.png"
    page = author.get("/staff/media").text
    assert f'src="/media/{row.digest}"' in page
    assert "No item uses it" in page
    assert author.get(f"/media/{row.digest}").status_code == 200
    with store.session() as session:
        added = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "review.media.added")
        assert session.scalar(added) == 1


def test_the_page_says_where_a_picture_is_used(store: Database, author: FlaskClient) -> None:
    send(author, bitmap())
    [row] = kept(store)
    shown = {"alt": "A", "digest": row.digest, "media_type": row.media_type, "width": 12, "height": 8}
    with store.write() as session:
        build.item(session, build.card("D6-E-007", picture=shown))
        build.item(session, build.card("D6-E-008"))
        build.item(session, build.card("D6-E-009", case={"code": "C-001", "title": "A", "text": "B", "picture": shown}))
    page = " ".join(html.unescape(author.get("/staff/media").text).split())
    assert "D6-E-007" in page
    assert "D6-E-008" not in page
    assert "D6-E-009" in page


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"<html>", bitmap()[:30], b'<!DOCTYPE svg [<!ENTITY a "b">]>' + PLAIN]
)
def test_what_is_no_picture_is_refused_and_not_kept(store: Database, author: FlaskClient, data: bytes) -> None:
    answer = send(author, data)
    assert answer.status_code == 422
    assert "Something needs correcting" in answer.text
    assert kept(store) == []


def test_reviewers_look_and_do_not_add(store: Database, reviewer: FlaskClient, clinician: FlaskClient) -> None:
    assert "Keep this picture" not in reviewer.get("/staff/media").text
    assert send(reviewer, bitmap()).status_code == 403
    assert clinician.get("/staff/media").status_code == 403
    assert kept(store) == []
