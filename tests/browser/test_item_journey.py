"""An author, a reviewer and an administrator take an item from an empty form to a paper that somebody sits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from question_bank.items import SingleChoice
from tests.browser.conftest import Open
from tests.browser.setting import FINAL, Setting
from tests.browser.writing import Author
from tests.library import build
from trainer.exams import queries
from trainer.library.forms.sheet import Sheet
from trainer.library.models import Item, ItemVersion
from trainer.web.permissions import Role

ASKED = SingleChoice.model_validate({"stem": build.STEM, "options": build.OPTIONS})
CELL = 4
"""So many items of D9 a final asks."""


@pytest.fixture
def scarce(setting: Setting) -> Iterator[None]:
    """All but three of the items of D9 are off papers, so that a fourth one has to be asked."""
    cell = (
        select(Item)
        .join(ItemVersion, (ItemVersion.item_id == Item.id) & (ItemVersion.number == Item.live_number))
        .where(ItemVersion.domain == "D9", Item.use == "exam")
        .order_by(Item.code)
    )
    kept: list[str] = []
    gone: dict[str, int | None] = {}
    with setting.database.write() as session:
        for item in session.scalars(cell):
            enemies = session.scalars(select(ItemVersion.enemies).where(ItemVersion.item_id == item.id)).one()
            if len(kept) < CELL - 1 and not set(enemies) & set(kept):
                kept.append(item.code)
            else:
                gone[item.code], item.live_number = item.live_number, None
    yield
    with setting.database.write() as session:
        for item in session.scalars(select(Item).where(Item.code.in_(gone))):
            item.live_number = gone[item.code]


@pytest.mark.usefixtures("scarce")
def test_an_item_goes_from_an_empty_form_to_a_paper(setting: Setting, walk: Open) -> None:
    author = walk(setting.person("Bob Birch", Role.AUTHOR))
    author.go("/staff/items").press("New item").fill(type="single_choice", domain="D9", use="exam")
    author.press("Go on to write it")
    hands = Author(author)
    hands.type("#stem", ASKED.stem)
    hands.write(Sheet.of(ASKED), "options")
    hands.choose("#group", "knowledge")
    hands.choose("#level", "apply")
    expect(author.page.locator("[data-preview] .item__ask")).to_contain_text("What do you ask")
    hands.save()
    address = author.page.url
    author.look().press("Submit for review").sees("submitted for review")

    reviewer = walk(setting.person("Rita Rowan", Role.REVIEWER)).go(address)
    reviewer.fill(text="Reads well.").press("Comment").sees("Reads well.")
    reviewer.press("Approve", exact=True).sees("is approved")

    administrator = walk(setting.person("Ada Alder", Role.ADMINISTRATOR)).go(address)
    administrator.press("Make live").sees("is made live").sees("No paper has asked this item yet")

    candidate = setting.ready("Alice Ash")
    attempt = setting.started(candidate, FINAL)
    code = author.page.locator("h1").inner_text()
    with setting.database.session() as session:
        version = session.scalars(select(ItemVersion).join(Item).where(Item.code == code)).one()
        asked = {
            entry["version_id"]: entry["position"]
            for entry in queries.paper_items(session, setting.attempt(attempt).id)
        }
    walk(candidate).go(f"/attempts/{attempt}?q={asked[version.id]}").sees("A 40-year-old cyclist books a first visit")
    administrator.go(address).sees("Final exam")
    expect(administrator.page.locator("td[data-label=Running]")).to_have_text("1")
