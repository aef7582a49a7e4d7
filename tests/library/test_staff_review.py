"""The life of items on their pages: steps by form, comments, versions side by side."""

from __future__ import annotations

import html
import re
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from tests.library import build
from trainer.core.db import Database
from trainer.library.models import Item

WARNED = [{**build.OPTIONS[0], "text": "Which cyclist medicines she takes"}, *build.OPTIONS[1:]]


@pytest.fixture
def item_id(store: Database) -> UUID:
    with store.write() as session:
        return build.item(session, build.card(status="draft", options=WARNED)).id


def words(page: str) -> str:
    return " ".join(html.unescape(page).split())


def status(store: Database, item_id: UUID) -> str:
    with store.session() as session:
        return session.get_one(Item, item_id).status


def move(client: FlaskClient, item_id: UUID, verb: str, **sent: str) -> tuple[int, str]:
    answer = client.post(f"/staff/items/{item_id}/moves/{verb}", data=sent)
    return answer.status_code, words(answer.text)


def test_three_people_take_a_draft_live(
    store: Database, item_id: UUID, author: FlaskClient, reviewer: FlaskClient, administrator: FlaskClient
) -> None:
    page = words(author.get(f"/staff/items/{item_id}").text)
    assert "Submit for review" in page
    assert "Approve" not in page
    assert move(author, item_id, "submit")[0] == 303
    assert move(author, item_id, "approve")[0] == 403
    assert move(reviewer, item_id, "approve", reason="Reads well")[0] == 303
    assert "“shared word” may stand" in words(administrator.get(f"/staff/items/{item_id}").text)
    code, page = move(administrator, item_id, "publish", reason="As planned")
    assert code == 422
    assert "why it may stand: shared-word" in page
    assert "As planned" in page
    sent = {"override-shared-word": "All options are about her"}
    assert move(administrator, item_id, "publish", **sent)[0] == 303
    assert status(store, item_id) == "live"
    page = words(author.get(f"/staff/items/{item_id}").text)
    assert "“shared word” may stand: All options are about her" in page
    assert "Reads well" in page


def test_the_head_of_an_item_offers_one_thing_first(
    store: Database, item_id: UUID, author: FlaskClient, reviewer: FlaskClient
) -> None:
    first = re.compile(r'<(?:a|button) class="button button--main"[^>]*>([^<]+)<')
    assert first.findall(author.get(f"/staff/items/{item_id}").text) == ["Submit for review"]
    assert 'type="submit" form="step-submit"' in author.get(f"/staff/items/{item_id}").text
    assert first.findall(reviewer.get(f"/staff/items/{item_id}").text) == []
    move(author, item_id, "submit")
    assert first.findall(author.get(f"/staff/items/{item_id}").text) == ["Edit"]
    assert first.findall(reviewer.get(f"/staff/items/{item_id}").text) == ["Approve"]
    with store.write() as session:
        broken = build.item(session, build.card("D6-E-009", status="in_review", sources=[])).id
    assert first.findall(reviewer.get(f"/staff/items/{broken}").text) == []
    assert first.findall(author.get("/staff/items").text)[0] == "New item"


def test_a_step_nobody_knows_is_not_found(item_id: UUID, author: FlaskClient, clinician: FlaskClient) -> None:
    assert move(author, item_id, "delete")[0] == 404
    assert move(clinician, item_id, "submit")[0] == 403


def test_a_step_that_is_too_late_is_told_with_what_was_written(item_id: UUID, author: FlaskClient) -> None:
    move(author, item_id, "submit")
    code, page = move(author, item_id, "submit", reason="Once more")
    assert code == 409
    assert "This item is in review by now" in page
    assert "Once more" in page


def test_a_broken_rule_offers_no_way_on(store: Database, reviewer: FlaskClient) -> None:
    with store.write() as session:
        said = build.card(status="in_review", stem="She books a first visit.")
        broken = build.item(session, said).id
    page = words(reviewer.get(f"/staff/items/{broken}").text)
    assert "1 rule must be put right before this can be approved" in page
    assert move(reviewer, broken, "approve")[0] == 422


def test_comments_stand_on_the_item_until_settled(item_id: UUID, author: FlaskClient, reviewer: FlaskClient) -> None:
    address = f"/staff/items/{item_id}/comments"
    assert reviewer.post(address, data={"text": "  "}).status_code == 422
    assert reviewer.post(address, data={"text": "Is <b> right, too?"}).status_code == 303
    page = author.get(f"/staff/items/{item_id}").text
    assert "Is &lt;b&gt; right, too?" in page
    assert author.post(f"{address}/1/settle").status_code == 303
    assert author.post(f"{address}/1/settle").status_code == 409
    assert author.post(f"{address}/99/settle").status_code == 404
    assert "on version 1, settled" in words(author.get(f"/staff/items/{item_id}").text)


def test_versions_stand_side_by_side_with_their_words_marked(item_id: UUID, author: FlaskClient) -> None:
    changed = build.form(
        build.card(options=WARNED), stem="A cyclist of 41 books.\n\nWhat do you ask first?", level="recall"
    )
    assert author.post(f"/staff/items/{item_id}/edit", data=changed).status_code == 303
    page = author.get(f"/staff/items/{item_id}/compare").text
    assert "<del>" in page
    assert "<ins>" in page
    assert "2 parts differ" in page
    assert "Level" in page
    assert "These two versions say the same" in author.get(f"/staff/items/{item_id}/compare?from=2&to=2").text
    assert author.get(f"/staff/items/{item_id}/compare?from=9").status_code == 404


def test_an_old_version_is_written_again(store: Database, item_id: UUID, author: FlaskClient) -> None:
    author.post(f"/staff/items/{item_id}/edit", data=build.form(build.card(options=WARNED), level="recall"))
    assert author.post(f"/staff/items/{item_id}/versions/1/restore").status_code == 303
    page = words(author.get(f"/staff/items/{item_id}").text)
    assert "Version 3, shown here" in page
    assert "As version 1 was" in page
