"""The pages of saved lists and of changes of many items: looking changes nothing, nothing typed is lost."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from tests import build as people
from tests.conftest import SignIn
from tests.library import build
from trainer.core.db import Database
from trainer.library import bulk_rules
from trainer.library.models import BulkChange, Item, SavedView
from trainer.web.permissions import Role

NEW = "/staff/items/changes/new"
RIB = f"{NEW}?item=D6-E-001&item=D6-E-002&kind=retag&to-add=rib%2C+upper+back&look=y"


@pytest.fixture(autouse=True)
def bank(store: Database) -> None:
    with store.write() as session:
        for number, status in enumerate(("live", "draft", "retired"), 1):
            build.item(session, build.card(f"D6-E-00{number}", status=status))


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def mark_of(page: str) -> str:
    found = re.search(r'name="mark" value="(\w+)"', page)
    assert found, "the page shows a plan"
    return found[1]


def test_a_change_is_shown_done_listed_and_taken_back(author: FlaskClient, store: Database) -> None:
    looked = author.get(RIB)
    assert "Tags: none → rib, upper back" in words(looked.text)
    with store.session() as session:
        assert session.scalar(select(func.count()).select_from(BulkChange)) == 0
    done = author.post(RIB, data={"mark": mark_of(looked.text)}, follow_redirects=True)
    assert "Tags of 2 items: added rib, upper back" in words(done.text)
    assert "upper back" in author.get("/staff/items?tag=rib").text
    assert "Bob Birch" in words(author.get("/staff/items/changes").text)
    back = author.post(done.request.path + "/undo", follow_redirects=True)
    assert "Every item stands where it stood" in words(back.text)
    assert "No item matches" in author.get("/staff/items?tag=rib").text
    again = author.post(done.request.path + "/undo")
    assert again.status_code == 409
    assert "taken back already" in again.text


def test_what_changed_meanwhile_is_shown_again_and_nothing_is_done(author: FlaskClient, store: Database) -> None:
    mark = mark_of(author.get(RIB).text)
    with store.write() as session:
        session.scalars(select(Item).filter_by(code="D6-E-002")).one().status = "in_review"
    answer = author.post(RIB, data={"mark": mark})
    assert answer.status_code == 409
    assert "Something changed since you looked" in answer.text
    assert 'value="rib, upper back"' in answer.text
    assert author.post(RIB, data={"mark": mark_of(answer.text)}).status_code == 303


def test_all_that_match_are_changed_wherever_they_stand_in_the_list(
    administrator: FlaskClient, store: Database
) -> None:
    address = f"{NEW}?all=y&status=draft&kind=retire&to-reason=Old&look=y"
    looked = administrator.get(address)
    assert "1 item changes" in words(looked.text)
    assert administrator.post(address, data={"mark": mark_of(looked.text)}).status_code == 303
    with store.session() as session:
        assert list(session.scalars(select(Item.status).order_by(Item.code))) == ["live", "retired", "retired"]


def test_what_is_refused_says_why(author: FlaskClient) -> None:
    page = words(author.get(f"{NEW}?all=y&kind=submit&look=y").text)
    assert "1 item changes, 2 stay as they are" in page
    assert "D6-E-001 Stays as it is. It is live, so it cannot be submitted for review." in page


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("kind=retag", "Name a tag to add or to remove."),
        ("kind=retag&to-add=a&to-remove=a", "To be added and removed at once: a."),
        ("kind=retag&to-add=" + "x" * 61, "At most 20 tags of at most 60 letters each."),
        ("kind=sort", "Choose a domain, a group or a level."),
        ("kind=owner&to-owner=9999", "Choose somebody who may edit items."),
        ("kind=retire", "Say why; the reason is kept."),
    ],
)
def test_what_is_missing_stands_on_its_field(administrator: FlaskClient, query: str, says: str) -> None:
    answer = administrator.get(f"{NEW}?item=D6-E-001&look=y&{query}")
    assert answer.status_code == 422
    assert says in words(answer.text)
    assert administrator.post(f"{NEW}?item=D6-E-001&look=y&{query}", data={"mark": "x"}).status_code == 422


def test_nothing_chosen_and_too_much_chosen_are_told(author: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "No item is ticked" in author.get(NEW).text
    assert bulk_rules.MOST == 2000
    for place in ("bulk", "staff_changes"):
        monkeypatch.setattr(f"trainer.library.{place}.MOST", 2)
    address = f"{NEW}?all=y&kind=retag&to-add=rib&look=y"
    assert "Too many at once" in author.get(address).text
    assert author.post(address, data={"mark": "x"}).status_code == 422


def test_each_role_is_offered_what_it_may(
    author: FlaskClient, administrator: FlaskClient, reviewer: FlaskClient
) -> None:
    address = f"{NEW}?item=D6-E-001"
    assert "Retire" not in words(author.get(address).text)
    assert "Retire" in words(administrator.get(address).text)
    assert reviewer.get(address).status_code == 403
    assert 'name="item"' not in reviewer.get("/staff/items").text
    assert 'name="item"' in author.get("/staff/items").text


def test_a_list_is_saved_found_and_deleted(author: FlaskClient, store: Database) -> None:
    assert author.post("/staff/items/views/new?q=calf&level=apply", data={"name": ""}).status_code == 422
    saved = author.post("/staff/items/views/new?q=calf&level=apply&x=1", data={"name": "Calf", "shared": "y"})
    assert saved.location == "/staff/items?q=calf&level=apply"
    assert '<a href="/staff/items?q=calf&amp;level=apply">Calf</a>' in author.get("/staff/items").text
    again = author.post("/staff/items/views/new?q=foot", data={"name": "Calf"})
    assert again.status_code == 409
    assert 'value="Calf"' in again.text
    with store.session() as session:
        view = session.scalars(select(SavedView)).one()
        assert not view.is_shared  # only administrators share
    assert author.post(f"/staff/items/views/{view.id}/delete").status_code == 303
    assert "Calf</a>" not in author.get("/staff/items").text


def test_administrators_share_lists_and_tidy_shared_ones(
    administrator: FlaskClient, author: FlaskClient, store: Database, as_person: SignIn
) -> None:
    administrator.post("/staff/items/views/new?status=draft", data={"name": "Drafts", "shared": "y"})
    administrator.post("/staff/items/views/new?status=live", data={"name": "Mine"})
    page = words(author.get("/staff/items/views").text)
    assert "Drafts" in page
    assert "Mine" not in page
    with store.write() as session:
        ids = {view.name: view.id for view in session.scalars(select(SavedView))}
        other = people.person(session, "Otto Other", Role.ADMINISTRATOR)
    assert author.post(f"/staff/items/views/{ids['Drafts']}/delete").status_code == 404
    assert as_person(other).post(f"/staff/items/views/{ids['Mine']}/delete").status_code == 404
    assert as_person(other).post(f"/staff/items/views/{ids['Drafts']}/delete").status_code == 303


@pytest.mark.parametrize(("address", "most"), [("/staff/items", 8), ("/staff/items?q=calf&tag=a&source=S1", 8)])
def test_the_list_costs_a_few_statements_however_long(
    author: FlaskClient, store: Database, address: str, most: int
) -> None:
    with store.write() as session:
        for number in range(4, 60):
            build.item(session, build.card(f"D6-E-{number:03}", tags=["a"]))
    author.get(address)
    seen: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *said: seen.append(said[2]))
    assert author.get(address).status_code == 200
    assert len([one for one in seen if one.startswith("SELECT")]) <= most, seen
