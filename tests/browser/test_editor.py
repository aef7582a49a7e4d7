"""An item of every type is written by keyboard alone; every editor is accessible, wide and narrow, light and dark."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from question_bank.items import TYPES, Payload
from tests.browser.conftest import Open
from tests.browser.setting import Setting
from tests.browser.test_every_page import faults, look_twice
from tests.browser.writing import NEW, Author, begin, newest, until, value
from tests.question_bank.pictures import PICTURE
from tests.question_bank.samples import SAMPLES, numeric
from trainer.library.forms.sheet import Sheet
from trainer.web.permissions import Role

UNITS = [{"id": "u1", "text": "cm", "factor": "10"}, {"id": "u2", "text": "in", "factor": "25.4"}]
WRITTEN: dict[str, Payload] = {**SAMPLES, "numeric": numeric(units=UNITS)}
FIELDS = {
    "numeric": ("value", "tolerance", "unit", "rationale", "harm"),
    "ordering": ("harm",),
    "short_text": ("rationale", "harm"),
    "needle_vector": ("acceptable_credit", "otherwise.rationale", "otherwise.harm"),
}
BEFORE = {"numeric": FIELDS["numeric"]}
ROWS = {"matching": ("choices", "prompts"), "numeric": ("units",), "short_text": ("accepted",)}
AFTER = {"short_text": ("near",)}
HEAR = """voice => {
  window.heard = [];
  new MutationObserver(() => window.heard.push(voice.textContent)).observe(voice, { childList: true });
}"""


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_an_item_is_written_by_keyboard(kind: str, setting: Setting, walk: Open) -> None:
    payload = WRITTEN[kind]
    author = begin(walk(setting.person("Bob Birch", Role.AUTHOR)), payload)
    sheet = Sheet.of(payload)
    if payload.picture:
        author.type("#picture-alt", payload.picture.alt).type("#picture-svg", payload.picture.svg)
        expect(author.page.locator("#drawing svg.picture__over")).to_be_visible()
    fill(author, sheet, BEFORE.get(kind, ()))
    author.write(sheet, *ROWS.get(kind, [rows.name for rows in sheet.plan.rows]))
    fill(author, sheet, () if kind in BEFORE else FIELDS.get(kind, ()))
    author.write(sheet, *AFTER.get(kind, ()))
    expect(author.page.locator("[data-preview] .item__ask")).to_have_text(payload.stem)
    look_twice(author.walker, kind)
    assert faults(author.walker) == []
    author.save()
    stored_kind, stored = newest(setting)
    assert (stored_kind, TYPES[kind].model_validate(stored)) == (kind, payload)
    author.page.goto(NEW.format(kind))
    assert value(author.page, "stem") == ""
    expect(author.page.locator("[data-kept]")).to_be_hidden()


def fill(author: Author, sheet: Sheet, paths: tuple[str, ...]) -> None:
    for path in paths:
        author.give(sheet.box(path))


def test_rows_move_in_place_and_keep_the_focus(setting: Setting, walk: Open) -> None:
    author = begin(walk(setting.person("Bob Birch", Role.AUTHOR)), SAMPLES["ordering"])
    author.write(Sheet.of(SAMPLES["ordering"]), "steps")
    page, voice = author.page, author.page.locator("[data-voice]")
    page.locator("#steps-2-text").focus()
    author.press("Shift+Tab", "Shift+Tab", "Shift+Tab")
    voice.evaluate(HEAR)  # what is said of the next preview takes its place half a second later
    author.to('[value="up-steps-2"]').press("Enter", "Enter")
    until(lambda: page.evaluate("heard.includes('Step 1 of 4')"))
    assert page.evaluate("document.activeElement.value") == "up-steps-2"
    assert page.locator("#steps textarea[id$=text]").first.input_value() == "Clean the skin"
    author.press("Enter")
    expect(page.locator('[value="up-steps-2"]')).to_have_attribute("aria-disabled", "true")
    author.to('[value="remove-steps-2"]').press("Enter")
    until(lambda: page.evaluate("heard.includes('Step 1 is taken out')"))
    assert page.evaluate("document.activeElement.value") == "remove-steps-0"
    expect(page.locator("[data-preview] .step")).to_have_count(3)


def test_choices_follow_what_is_written_elsewhere(setting: Setting, walk: Open) -> None:
    author = begin(walk(setting.person("Bob Birch", Role.AUTHOR)), SAMPLES["matching"])
    author.type("#choices-0-text", "Axillary nerve")
    options = author.page.locator("#prompts-1-match option")
    expect(options.nth(1)).to_have_text("Axillary nerve")
    author.choose("#prompts-1-match", "c1")
    author.page.locator('[value="remove-choices-0"]').click()
    expect(options).to_have_count(4)
    assert value(author.page, "prompts-1-match") == ""


def test_the_preview_follows_what_is_typed_and_never_takes_the_focus(setting: Setting, walk: Open) -> None:
    author = begin(walk(setting.person("Bob Birch", Role.AUTHOR)), SAMPLES["single_choice"])
    author.write(Sheet.of(SAMPLES["single_choice"]), "options")
    page = author.page
    expect(page.locator("[data-voice]")).to_have_text(re.compile(r"Preview updated, .+\."))
    page.locator("#stem").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Dry needling:")
    expect(page.locator("[data-preview] .item__ask")).to_have_text("Dry needling:")
    assert page.evaluate("document.activeElement.id") == "stem"
    page.locator(".lint a[href='#stem']").first.focus()
    author.press("Enter")
    expect(page.locator("#stem")).to_be_focused()


def test_what_was_typed_is_offered_back_after_a_crash(setting: Setting, walk: Open) -> None:
    author = begin(walk(setting.person("Bob Birch", Role.AUTHOR)), SAMPLES["short_text"])
    page = author.page
    page.locator('[value="add-accepted"]').click()
    author.type("#accepted-2-text", "kept by the tab")
    kept = "Object.values(sessionStorage).join().includes('kept by the tab')"
    until(lambda: page.evaluate(kept))
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]
    expect(page.locator("[data-kept]")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="Take it back").click()
    assert value(page, "accepted-2-text") == "kept by the tab"
    assert value(page, "stem") == SAMPLES["short_text"].stem
    assert asked == ["beforeunload"]


def test_everything_works_without_a_script(setting: Setting, walk: Open) -> None:
    page = walk(setting.person("Bob Birch", Role.AUTHOR), scripts=False).page
    page.goto("/staff/items/new?type=true_false_set&domain=D9&use=practice")
    for act in ("add-statements", "up-statements-4", "remove-statements-0"):
        page.locator("#stem").fill("Kept?")
        page.locator(f'[value="{act}"]').click()
        assert value(page, "stem") == "Kept?"
    expect(page.locator("#statements .line")).to_have_count(4)
    page.locator("#title").press("Enter")
    expect(page.locator("body")).to_contain_text("Too few statements: 0 written, at least 1 needed.")


def test_a_picture_is_one_choice_and_tags_are_offered_one_by_one(setting: Setting, walk: Open) -> None:
    author = begin(walk(setting.person("Bob Birch", Role.AUTHOR)), SAMPLES["single_choice"])
    page = author.page
    page.get_by_text("Picture shown with the question").click()
    expect(page.locator("#picture-alt")).to_be_hidden()
    page.get_by_label("A drawing (SVG)").check()
    author.type("#picture-alt", PICTURE["alt"]).type("#picture-svg", PICTURE["svg"])
    expect(page.locator("#drawing svg").first).to_be_visible()
    page.get_by_label("A picture of the bank", exact=True).check()
    expect(page.locator("#picture-svg")).to_be_hidden()
    expect(page.locator("#drawing svg")).to_have_count(0)
    page.get_by_label("A drawing (SVG)").check()
    assert value(page, "picture-svg") == PICTURE["svg"]
    page.evaluate("document.getElementById('known-tags').append(new Option('', 'calf'), new Option('', 'knee'))")
    page.locator("#tags").fill("hip, ")
    offered = "[...document.querySelector('#tags').list.options].map((option) => option.value)"
    assert page.evaluate(offered) == page.evaluate(
        "[...document.querySelector('#known-tags').options].map((option) => `hip, ${option.value}`)"
    )
