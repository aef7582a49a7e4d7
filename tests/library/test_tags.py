"""Known tags, offered wherever a tag is typed."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.build import NOON, person
from tests.library import build
from trainer.core.db import Database
from trainer.library import editing, tags
from trainer.web.permissions import Role

OFFERED = '<option value="calf"></option><option value="knee"></option></datalist>'


@pytest.fixture
def item_id(store: Database) -> str:
    with store.write() as session:
        return str(build.item(session, build.card(tags=["knee", "calf"])).id)


def test_those_of_newest_versions_are_known_and_the_commonest_kept(session: Session) -> None:
    for number, borne in enumerate((["calf"], ["calf", "knee"], ["ankle"])):
        build.item(session, build.card(f"D6-E-10{number}", tags=borne))
    mended = build.item(session, build.card("D6-E-109", tags=["kneee"]))
    assert "kneee" in tags.known(session)
    by = person(session, "Bob Birch", Role.AUTHOR).id
    editing.new_version(session, mended.id, build.card("D6-E-109", tags=["knee"]), by=by, note="Mended", now=NOON)
    assert tags.known(session) == ["ankle", "calf", "knee"]
    assert tags.counted(session, 2) == ["calf", "knee"]


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/staff/items/{id}/edit", ["tags"]),
        ("/staff/items", ["tag"]),
        ("/staff/items/changes/new?item=D6-E-001", ["to-add", "to-remove"]),
    ],
)
def test_they_are_offered_where_one_is_typed(
    author: FlaskClient, item_id: str, address: str, fields: list[str]
) -> None:
    page = author.get(address.format(id=item_id)).text
    assert OFFERED in page
    for field in fields:
        (tag,) = [part for part in page.split("<input")[1:] if f' name="{field}"' in part.split(">")[0]]
        assert 'list="known-tags"' in tag.split(">")[0]
