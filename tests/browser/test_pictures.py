"""Pictures of items in the player: shown from a file, and kept with the paper for when the network is gone."""

from __future__ import annotations

import io

from PIL import Image
from playwright.sync_api import Page, expect

from question_bank.items import Payload, SingleChoice
from question_bank.items.media import picture_of
from tests.browser.conftest import Open, Site
from tests.browser.setting import SHORT_QUIZ, Setting
from tests.browser.steps import is_all_here, looks_right, open_at
from tests.question_bank.cards import options
from trainer.core import clock
from trainer.library import media
from trainer.storage import make_storage

IS_DRAWN = "node => new Promise(done => { const i = new Image(); i.onload = () => done(i.naturalWidth); "
IS_DRAWN += "i.onerror = () => done(0); i.src = node.getAttribute('href'); })"


def with_picture(setting: Setting, site: Site, colour: int) -> Payload:
    """A question that shows a bitmap which is kept in the site's storage."""
    out = io.BytesIO()
    Image.new("RGB", (320, 180), (colour, 100, 130)).save(out, format="PNG")
    picture, _kept = picture_of(out.getvalue(), "A plain field")
    storage = make_storage(f"file://{site.data_dir / 'files'}")
    with setting.database.write() as session:
        media.keep(session, storage, out.getvalue(), name="field.png", by=None, now=clock.now())
    return SingleChoice(stem="What is this?", options=options(False, True, False), picture=picture)


def width(page: Page) -> int:
    """How wide the picture of the question is as the browser has it; 0 when it has none."""
    found: int = page.locator(".item svg image, .picture svg image").first.evaluate(IS_DRAWN)
    return found


def test_pictures_of_a_paper_are_there_without_a_network(setting: Setting, site: Site, walk: Open) -> None:
    alice = setting.ready("Alice Ash")
    attempt = setting.started(alice, SHORT_QUIZ)
    setting.asks(attempt, with_picture(setting, site, 10), with_picture(setting, site, 200))
    walker = walk(alice)
    page = open_at(walker.page, attempt, 1)
    is_all_here(page)
    assert width(page) == 320
    looks_right(walker, "a question with a picture from a file")
    page.context.set_offline(True)
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#q-h")).to_contain_text("Question 2")
    assert width(page) == 320
    page.reload()
    expect(page.locator("#q-h")).to_contain_text("Question 2")
    assert width(page) == 320
    page.context.set_offline(False)
