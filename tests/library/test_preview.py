"""The preview while one types: what a candidate would see and what the checks say; no key, and nothing saved."""

from __future__ import annotations

import html
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from question_bank.items import TYPES, Payload
from tests.library import build
from tests.question_bank.samples import SAMPLES
from trainer.core.db import Database
from trainer.library.models import ItemVersion

KINDS = sorted(TYPES)


def stored(store: Database, payload: Payload) -> UUID:
    with store.write() as session:
        return build.item(session, build.of(payload, status="draft")).id


def look(client: FlaskClient, item_id: UUID, payload: Payload, **changes: Any) -> str:
    sent = build.form(build.of(payload), act="check", **changes)
    answer = client.post(f"/staff/items/preview?item={item_id}", data=sent)
    assert answer.status_code == 200, answer.text
    return answer.text


def preview(page: str) -> str:
    """The part that a candidate would see."""
    return html.unescape(page[page.index("data-preview") : page.index("What the checks say</h2>")])


def versions(store: Database) -> int:
    with store.session() as session:
        return session.scalar(select(func.count()).select_from(ItemVersion)) or 0


@pytest.mark.parametrize("kind", KINDS)
def test_the_preview_shows_what_is_typed_without_a_key_and_saves_nothing(
    kind: str, author: FlaskClient, store: Database
) -> None:
    payload = SAMPLES[kind]
    item_id = stored(store, payload)
    page = look(author, item_id, payload, stem="What else, typed just now?")
    assert "What else, typed just now?" in preview(page)
    assert [text for text in payload.keyed_texts() if text in preview(page)] == []
    assert "checked" not in preview(page)
    assert versions(store) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_saving_what_the_editor_shows_changes_nothing(kind: str, author: FlaskClient, store: Database) -> None:
    item_id = stored(store, SAMPLES[kind])
    assert author.get(f"/staff/items/{item_id}/edit").status_code == 200
    answer = author.post(f"/staff/items/{item_id}/edit", data=build.form(build.of(SAMPLES[kind])))
    assert answer.status_code == 422
    assert "Nothing differs from the version before" in answer.text
    assert versions(store) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_an_item_of_every_type_is_written_anew(kind: str, author: FlaskClient, store: Database) -> None:
    where = f"/staff/items/new?type={kind}&domain=D6&use=exam"
    assert author.get(where).status_code == 200
    with store.write() as session:
        build.source(session)
    answer = author.post(where, data=build.form(build.of(SAMPLES[kind]), base=None))
    assert answer.status_code == 303, answer.text
    with store.session() as session:
        stored_as = session.scalars(select(ItemVersion)).one()
    assert TYPES[kind].model_validate(stored_as.payload) == SAMPLES[kind]


def test_the_preview_says_what_cannot_be_read_and_links_to_it(author: FlaskClient, store: Database) -> None:
    page = look(author, stored(store, SAMPLES["ordering"]), SAMPLES["ordering"], steps__1__text="")
    assert '<a href="#steps-1-text">Step 2, Step</a>' in page
    assert "something cannot be read yet" in page
    assert "What changed and why" not in page


def test_the_preview_tells_what_answers_would_earn(author: FlaskClient, store: Database) -> None:
    page = look(author, stored(store, SAMPLES["matching"]), SAMPLES["matching"])
    assert '<template data-into="earns-per_part">2 of 3 right earns 2/3; 1 of 3 right earns 1/3</template>' in page


def test_a_new_item_is_previewed_before_it_is_stored(author: FlaskClient, store: Database) -> None:
    sent = build.form(build.card(), base=None, act="check")
    answer = author.post("/staff/items/preview?type=single_choice&domain=D6&use=exam", data=sent)
    assert answer.status_code == 200
    assert "Which medicines she takes at present" in preview(answer.text)
    assert author.post("/staff/items/preview?type=essay&domain=D6&use=exam", data=sent).status_code == 422
    assert author.post("/staff/items/preview", data=sent).status_code == 422
    assert versions(store) == 0


def test_only_authors_have_a_preview(reviewer: FlaskClient, clinician: FlaskClient, store: Database) -> None:
    item_id = stored(store, SAMPLES["numeric"])
    for stranger in (reviewer, clinician):
        sent = build.form(build.of(SAMPLES["numeric"]))
        assert stranger.post(f"/staff/items/preview?item={item_id}", data=sent).status_code == 403


@pytest.mark.parametrize(
    ("act", "focus", "first"),
    [("down-steps-0", 'value="down-steps-1"', "Wash hands"), ("remove-steps-0", 'value="add-steps"', "Wash hands")],
)
def test_rows_move_without_a_script_and_the_focus_follows(
    act: str, focus: str, first: str, author: FlaskClient, store: Database
) -> None:
    item_id = stored(store, SAMPLES["ordering"])
    sent = build.form(build.of(SAMPLES["ordering"]), act=act, note="", stem="Typed and kept: in which order?")
    answer = author.post(f"/staff/items/{item_id}/edit", data=sent)
    assert answer.status_code == 200
    page = answer.text
    assert f"{first}</textarea>" in page[page.index('id="steps-0-text"') : page.index('id="steps-1"')]
    focused = page[: page.index("autofocus")]
    assert focus in focused[focused.rindex("<button") :]
    assert "Typed and kept: in which order?" in page
    assert 'role="alert"' not in page
    assert versions(store) == 1
