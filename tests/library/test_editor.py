"""The editor: a save is a new version, a fault keeps what was typed, and nobody overwrites anybody."""

from __future__ import annotations

import html
import re
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.library import build
from trainer.core.db import Database
from trainer.library import listing
from trainer.library.models import Item, ItemVersion

NEW = "/staff/items/new?type=single_choice&domain=D6&use=exam"
OTHERS = [f"options__{number}__{name}" for number in (1, 2) for name in ("text", "rationale")]
HOSTILE = "<script>alert(1)</script> What now?"


@pytest.fixture
def item_id(store: Database) -> UUID:
    with store.write() as session:
        return build.item(session).id


def words(page: str) -> str:
    return " ".join(html.unescape(page).split())


def post(client: FlaskClient, item_id: UUID, **changes: Any) -> tuple[int, str]:
    answer = client.post(f"/staff/items/{item_id}/edit", data=build.form(build.card(), **changes))
    return answer.status_code, words(answer.text)


def named(row: dict[str, str]) -> dict[str, str]:
    """A row as changes of a form."""
    return {name.replace("-", "__"): value for name, value in row.items()}


def versions(store: Database) -> int:
    with store.session() as session:
        return session.scalar(select(func.count()).select_from(ItemVersion)) or 0


def current(store: Database, item_id: UUID) -> ItemVersion:
    with store.session() as session:
        return listing.row(session, item_id).version


def test_the_editor_shows_every_row_of_the_item(author: FlaskClient, item_id: UUID) -> None:
    page = words(author.get(f"/staff/items/{item_id}/edit").text)
    assert "Which medicines she takes at present" in page
    assert [f'id="options-{number}"' in page for number in range(4)] == [True, True, True, False]
    assert 'name="base"' in page
    assert "Save version 2 as a draft" in page


def test_a_save_is_a_new_version_with_author_and_note(author: FlaskClient, store: Database, item_id: UUID) -> None:
    assert post(author, item_id, stem="What does she ask?", note="Shorter")[0] == 303
    version = current(store, item_id)
    assert (version.number, version.note, version.payload["stem"]) == (2, "Shorter", "What does she ask?")
    assert version.created_by_id is not None
    assert versions(store) == 2


def test_saving_what_the_editor_shows_changes_nothing(author: FlaskClient, store: Database, item_id: UUID) -> None:
    code, page = post(author, item_id)
    assert code == 422
    assert "Nothing differs from the version before" in page
    assert versions(store) == 1


def test_rows_stand_in_the_order_in_which_they_are_sent(author: FlaskClient, store: Database, item_id: UUID) -> None:
    sent = build.form(build.card(), **named(build.row(7, own="d", text="Whether she sleeps well")))
    rows = [name for number in (7, 1, 0, 2) for name in sent if name.startswith(f"options-{number}-")]
    ordered = {name: sent[name] for name in [*(name for name in sent if name not in rows), *rows]}
    assert author.post(f"/staff/items/{item_id}/edit", data=ordered).status_code == 303
    assert [option["id"] for option in current(store, item_id).payload["options"]] == ["d", "b", "a", "c"]


def test_an_emptied_row_is_dropped_and_its_id_is_not_given_again(
    author: FlaskClient, store: Database, item_id: UUID
) -> None:
    post(author, item_id, **named(build.row(3, own="d", text="Whether she sleeps well", why="It can wait.")))
    with store.session() as session:
        found = listing.row(session, item_id)
        card = listing.card_of(found.item, found.version)
    sent = build.form(card, base=2, options__1__text="", options__1__rationale="")
    assert author.post(f"/staff/items/{item_id}/edit", data=sent).status_code == 303
    assert [option["id"] for option in current(store, item_id).payload["options"]] == ["a", "c", "d"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"stem": " "}, "Write the stem."),
        ({"note": ""}, "Say in a few words what changed and why"),
        ({"base": ""}, "Open the item again."),
        ({"sources": "S1 S404"}, "S404: no source has this key."),
        ({"enemies": "d6-e-404"}, "D6-E-404: no item has this code."),
        ({"enemies": "D6-E-001"}, "An item cannot be its own enemy."),
        ({"options__1__text": ""}, "Write the option, or empty the whole row."),
        ({"options__1__hazard-noticed": "Pain."}, "Say what would happen, or empty what stands beside it."),
        ({"options__0__harm": "serious"}, "What is right does no harm."),
        ({"options__1__key": "y", "options__1__harm": "none"}, "A single-choice item has exactly one key, not 2."),
        (dict.fromkeys(OTHERS, ""), "Too few options: 1 written, at least 2 needed."),
        ({"options__1__text": "How far she rode", "options__2__text": "how far she rode"}, "Two options share a text."),
        ({"scoring": "by luck"}, "should be 'all_or_nothing' or 'mapping'"),
        ({"scoring": "mapping"}, "What is right must earn 1"),
        ({"scoring": "mapping", "options__0__credit": "half"}, "Give a share such as 1, 1/2 or -1/4."),
        ({"picture__alt": "A calf"}, "There is no picture to describe."),
        ({"picture__svg": "<svg><script/></svg>"}, "cannot stand in a drawing"),
        ({"group": "elbow"}, "Not a valid choice."),
    ],
)
def test_a_fault_is_told_and_everything_typed_is_kept(
    author: FlaskClient, store: Database, item_id: UUID, changes: dict[str, str], says: str
) -> None:
    code, page = post(author, item_id, level="analyse", **{"title": "Kept as typed.", **changes})
    assert code == 422
    assert says in page
    assert "Kept as typed." in page
    assert '<option selected value="analyse">' in page
    assert versions(store) == 1


def test_a_broken_form_points_at_its_fields(author: FlaskClient, item_id: UUID) -> None:
    _, page = post(author, item_id, options__1__text="")
    assert 'href="#options-1-text">Option 2, Option</a>' in page
    assert 'id="options-1-text-error"' in page
    assert 'aria-invalid="true"' in page


def test_what_the_checks_say_stops_nothing_and_points_at_its_field(
    author: FlaskClient, store: Database, item_id: UUID
) -> None:
    changes = {"stem": "She books a visit.", "sources": "", "options__2__rationale": ""}
    code, page = post(author, item_id, act="check", **changes)
    assert code == 200
    for place, name in (("stem", "Stem"), ("sources", "Sources"), ("options-2-rationale", "Option 3, Why it is right")):
        assert f'<a href="#{place}">{name}' in page
    assert post(author, item_id, **changes)[0] == 303
    assert versions(store) == 2


def test_the_editor_says_which_version_is_live(author: FlaskClient, item_id: UUID) -> None:
    says = "Version 1 of D6-E-001 is live."
    assert says in words(author.get(f"/staff/items/{item_id}/edit").text)
    assert post(author, item_id, stem="What does she ask?")[0] == 303
    assert says in words(author.get(f"/staff/items/{item_id}/edit").text)


def test_title_and_tags_are_kept(author: FlaskClient, store: Database, item_id: UUID) -> None:
    assert post(author, item_id, title="Medicines first", tags="calf,  first visit , calf")[0] == 303
    version = current(store, item_id)
    assert (version.title, list(version.tags)) == ("Medicines first", ["calf", "first visit"])


def test_checking_shows_the_preview_and_saves_nothing(author: FlaskClient, store: Database, item_id: UUID) -> None:
    code, page = post(author, item_id, stem="What comes first for this rider?", act="check", note="")
    assert code == 200
    assert 'role="alert"' not in page
    assert "What comes first for this rider?" in page[page.index("As a candidate sees it") :]
    assert versions(store) == 1


def test_whoever_saves_second_sees_both_and_overwrites_nothing(
    author: FlaskClient, administrator: FlaskClient, store: Database, item_id: UUID
) -> None:
    assert post(author, item_id, stem="What does Bob ask?", note="By Bob")[0] == 303
    code, page = post(administrator, item_id, stem="What does Ada ask?", note="By Ada")
    assert code == 409
    assert "This item has moved on" in page
    assert "What does Ada ask?</textarea>" in page
    assert "What does Bob ask?" in page
    assert "It differs from yours in: stem." in page
    assert re.search('<input[^>]+name="base"[^>]+value="2"', page)
    assert versions(store) == 2
    assert post(administrator, item_id, base=2, stem="What do both ask?")[0] == 303


def test_pool_and_code_cannot_be_posted(author: FlaskClient, store: Database, item_id: UUID) -> None:
    sent = {"use": "practice", "code": "D1-E-999", "status": "retired", "domain": "D1", "type": "multiple_response"}
    assert post(author, item_id, level="recall", **sent)[0] == 303
    with store.session() as session:
        item = session.get_one(Item, item_id)
    assert (item.code, item.use, item.status, item.live_number) == ("D6-E-001", "exam", "draft", 1)
    assert (current(store, item_id).domain, current(store, item_id).type) == ("D6", "single_choice")


def test_what_is_typed_is_never_markup(author: FlaskClient, item_id: UUID) -> None:
    answer = author.post(f"/staff/items/{item_id}/edit", data=build.form(build.card(), stem=HOSTILE, act="check"))
    assert "<script>alert(1)" not in answer.text
    assert html.escape(HOSTILE) in answer.text


def test_a_new_item_begins_with_what_it_is_for_ever(author: FlaskClient) -> None:
    assert "Go on to write it" in author.get("/staff/items/new").text
    page = words(author.get(NEW).text)
    assert "New item D6-E-001" in page
    assert "Save as a draft" in page
    assert author.get("/staff/items/new?type=essay&domain=D6&use=exam").text.count("Choose one of the list.") == 1


def test_a_new_item_is_a_draft_under_the_next_code(author: FlaskClient, store: Database, item_id: UUID) -> None:
    answer = author.post(NEW, data=build.form(build.card(), base=None), follow_redirects=True)
    page = words(answer.text)
    assert "D6-E-002 is saved as a draft." in page
    with store.session() as session:
        assert session.scalars(select(Item.status).where(Item.code == "D6-E-002")).one() == "draft"


def test_a_new_item_that_cannot_be_read_is_kept_in_the_form(author: FlaskClient, store: Database) -> None:
    answer = author.post(NEW, data=build.form(build.card(), base=None, options__0__text=""))
    assert answer.status_code == 422
    assert "How far she rode in the last week" in answer.text
    assert "S1: no source has this key" not in answer.text
    assert versions(store) == 0


def test_a_new_item_of_no_known_kind_is_refused(author: FlaskClient, store: Database) -> None:
    sent = build.form(build.card(), base=None)
    assert author.post("/staff/items/new?type=essay&domain=D6&use=exam", data=sent).status_code == 422
    assert author.post("/staff/items/new", data=sent).status_code == 422
    assert versions(store) == 0


def test_opening_pages_writes_nothing(author: FlaskClient, store: Database, item_id: UUID) -> None:
    for path in ("", "/new", f"/{item_id}", f"/{item_id}/edit", f"/{item_id}/versions/1"):
        author.get("/staff/items" + path)
    assert versions(store) == 1
