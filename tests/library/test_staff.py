"""The bank's pages: who may enter, what the list and an item show, and an item's life."""

from __future__ import annotations

import html
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from tests.library import build
from trainer.core.db import Database
from trainer.library.models import Item

NO_QUESTION = "A 40-year-old cyclist books a first visit for pain in the calf."
WARNED = [{**build.OPTIONS[0], "text": "Which cyclist medicines she takes"}, *build.OPTIONS[1:]]


@pytest.fixture
def item_id(store: Database) -> UUID:
    with store.write() as session:
        return build.item(session).id


def words(page: str) -> str:
    return " ".join(html.unescape(page).split())


def status(store: Database, item_id: UUID) -> str:
    with store.session() as session:
        return session.get_one(Item, item_id).status


@pytest.mark.parametrize("path", ["", "/new", "/{id}", "/{id}/versions/1", "/{id}/edit"])
def test_who_may_open_which_page(
    path: str, item_id: UUID, author: FlaskClient, reviewer: FlaskClient, clinician: FlaskClient, client: FlaskClient
) -> None:
    address = "/staff/items" + path.format(id=item_id)
    writes = path in ("/new", "/{id}/edit")
    assert author.get(address).status_code == 200
    assert reviewer.get(address).status_code == (403 if writes else 200)
    assert clinician.get(address).status_code == 403
    assert client.get(address).status_code == 303


def test_only_authors_change_items(
    item_id: UUID, store: Database, reviewer: FlaskClient, clinician: FlaskClient, client: FlaskClient
) -> None:
    sent, address = build.form(build.card(), level="recall"), f"/staff/items/{item_id}/edit"
    assert [one.post(address, data=sent).status_code for one in (reviewer, clinician, client)] == [403, 403, 303]
    assert status(store, item_id) == "live"


def test_the_list_counts_sorts_and_links(author: FlaskClient, store: Database) -> None:
    with store.write() as session:
        for code in ("D6-E-002", "D6-P-001", "D6-E-001"):
            build.item(session, build.card(code))
    page = words(author.get("/staff/items").text)
    assert "3 items, 2 of them for exams" in page
    assert page.index("D6-E-001") < page.index("D6-E-002") < page.index("D6-P-001")
    assert "A 40-year-old cyclist books a first visit" in page


def test_the_filters_stand_in_the_address(author: FlaskClient, store: Database) -> None:
    with store.write() as session:
        build.item(session, build.card("D6-E-001"))
        build.item(session, build.card("D4-P-001", group="thorax", safety_critical=True))
    page = words(author.get("/staff/items?use=practice&safety=y&q=cyclist").text)
    assert "1 item found" in page
    assert "D4-P-001" in page
    assert "D6-E-001" not in page
    assert '<option selected value="practice">' in page
    assert 'value="cyclist"' in page


def test_the_results_alone_are_told_to_whoever_asks_for_them(author: FlaskClient, item_id: UUID) -> None:
    part = words(author.get("/staff/items?q=cycl", headers={"X-Part": "results"}).text)
    assert "1 item found" in part
    assert "D6-E-001" in part
    assert "<h1>" not in part


def test_the_head_of_the_list_counts_each_status(author: FlaskClient, store: Database) -> None:
    with store.write() as session:
        for number, stands in enumerate(("live", "draft", "draft"), 1):
            build.item(session, build.card(f"D6-E-00{number}", status=stands))
    page = words(author.get("/staff/items").text)
    assert '<a href="/staff/items?status=draft" ><b>2</b> draft</a>' in page
    assert "retired</a>" not in page


@pytest.mark.parametrize("address", ["?domain=D77&status=gone", "?page=zero", "?q=%00%25'--", "?safety=&nothing=1"])
def test_what_an_address_says_wrongly_narrows_nothing_or_finds_nothing(
    author: FlaskClient, item_id: UUID, address: str
) -> None:
    assert author.get("/staff/items" + address).status_code == 200


def test_fifty_items_stand_on_a_page(author: FlaskClient, store: Database) -> None:
    with store.write() as session:
        for number in range(1, 53):
            build.item(session, build.card(f"D6-E-{number:03d}"))
    first, second = (words(author.get(f"/staff/items?use=exam&page={page}").text) for page in (1, 2))
    assert "Page 1 of 2" in first
    assert "D6-E-050" in first
    assert "D6-E-051" not in first
    assert "D6-E-051" in second
    assert "/staff/items?use=exam&page=1" in second


def test_an_item_shows_the_key_reasons_harm_and_sources(author: FlaskClient, item_id: UUID) -> None:
    page = words(author.get(f"/staff/items/{item_id}").text)
    for expected in ("Which medicines she takes", "Anticoagulants matter.", "Minor harm", "Ash. A survey of needling"):
        assert expected in page
    assert "Version 1, shown here" in page
    assert "cannot sit this exam or be certified by it" in page


def test_the_preview_itself_gives_no_key_away(author: FlaskClient, item_id: UUID) -> None:
    page = author.get(f"/staff/items/{item_id}").text
    preview = page[page.index('<div class="preview') : page.index("Key, reasons and harm")]
    assert "Which medicines she takes" in preview
    assert "Anticoagulants" not in preview
    assert "checked" not in preview


def test_an_older_version_is_shown_to_read_only(author: FlaskClient, item_id: UUID) -> None:
    sent = build.form(build.card(), stem="What does she ask?", note="Shorter")
    assert author.post(f"/staff/items/{item_id}/edit", data=sent).status_code == 303
    page = words(author.get(f"/staff/items/{item_id}/versions/1").text)
    assert "An earlier version, to read only" in page
    assert "What do you ask before anything else?" in page
    assert "What does she ask?" not in page
    assert f"/staff/items/{item_id}/edit" not in page
    assert "Shorter" in page
    assert "by Bob Birch" in page


def test_what_does_not_exist_is_not_found(author: FlaskClient, item_id: UUID) -> None:
    for path in (str(uuid4()), f"{uuid4()}/edit", f"{item_id}/versions/2", "not-an-id"):
        assert author.get(f"/staff/items/{path}").status_code == 404
    assert author.post(f"/staff/items/{uuid4()}/moves/submit", data={"reason": "Gone"}).status_code == 404
