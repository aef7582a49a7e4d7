"""Places and needles drawn on their picture: pointer, keys and numbers are views of one list."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from question_bank.items import Payload
from tests.browser.conftest import Open
from tests.browser.setting import Setting
from tests.browser.test_every_page import faults, look_twice
from tests.browser.walker import Walker
from tests.browser.writing import begin, value
from tests.question_bank.pictures import PICTURE
from tests.question_bank.samples import SAMPLES
from trainer.library.models import ItemVersion
from trainer.web.permissions import Role

Point = tuple[float, float]


def board(setting: Setting, walk: Open, payload: Payload) -> tuple[Page, Walker]:
    """A new item with its drawing, and nothing drawn on it yet."""
    walker = walk(setting.person("Bob Birch", Role.AUTHOR))
    author = begin(walker, payload)
    author.type("#picture-alt", PICTURE["alt"]).type("#picture-svg", PICTURE["svg"])
    expect(author.page.locator(".board__over")).to_be_visible()
    return author.page, walker


def on_screen(page: Page, point: Point) -> Point:
    """Where a point of the drawing is in the window."""
    x, y = page.locator(".board__over").evaluate(
        "(svg, [x, y]) => { const p = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM()); return [p.x, p.y]; }",
        list(point),
    )
    return x, y


def pull(page: Page, start: Point, end: Point) -> None:
    page.locator(".board__over").scroll_into_view_if_needed()
    page.mouse.move(*on_screen(page, start))
    page.mouse.down()
    page.mouse.move(*on_screen(page, ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)))
    page.mouse.move(*on_screen(page, end))
    page.mouse.up()


def press(page: Page, *points: Point) -> None:
    page.locator(".board__over").scroll_into_view_if_needed()
    for point in points:
        page.mouse.click(*on_screen(page, point))


def numbers(page: Page, name: str) -> list[int]:
    return [round(float(each)) for each in value(page, name).split(",")]


def test_places_are_drawn_moved_and_resized_with_a_pointer(setting: Setting, walk: Open) -> None:
    page, _walker = board(setting, walk, SAMPLES["hotspot"])
    page.get_by_role("button", name="Draw a circle").click()
    pull(page, (100, 100), (140, 100))
    page.get_by_role("button", name="Draw a rectangle").click()
    pull(page, (300, 200), (200, 120))
    page.get_by_role("button", name="Draw a polygon").click()
    press(page, (400, 300), (480, 300), (440, 220), (401, 301))
    assert [value(page, f"regions-{at}-shape") for at in range(3)] == ["circle", "rect", "poly"]
    assert near(numbers(page, "regions-0-coords"), [100, 100, 40])
    assert near(numbers(page, "regions-1-coords"), [200, 120, 100, 80])
    assert near(numbers(page, "regions-2-coords"), [400, 300, 480, 300, 440, 220])
    pull(page, (100, 100), (120, 150))
    assert near(numbers(page, "regions-0-coords"), [120, 150, 40])
    pull(page, (160, 150), (180, 150))
    assert near(numbers(page, "regions-0-coords"), [120, 150, 60])


def near(found: list[int], wanted: list[int]) -> bool:
    """A pointer stands on whole pixels, which are not whole units."""
    return len(found) == len(wanted) and all(abs(one - other) <= 2 for one, other in zip(found, wanted, strict=True))


def test_places_are_drawn_moved_and_resized_by_keys(setting: Setting, walk: Open) -> None:
    page, _walker = board(setting, walk, SAMPLES["hotspot"])
    page.get_by_role("button", name="Draw a rectangle").focus()
    page.keyboard.press("Enter")
    assert numbers(page, "regions-0-coords") == [280, 160, 80, 80]
    for keys in ("ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowDown", "ArrowUp"):
        page.keyboard.press(keys)
    assert numbers(page, "regions-0-coords") == [269, 169, 80, 80]
    page.keyboard.press("Tab")
    for keys in ("Shift+ArrowRight", "ArrowUp"):
        page.keyboard.press(keys)
    assert numbers(page, "regions-0-coords") == [269, 169, 90, 79]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Delete")
    expect(page.locator("#regions .line")).to_have_count(0)
    expect(page.locator(".board__shape")).to_have_count(0)


def test_a_preview_leaves_the_drawing_and_the_focus_alone(setting: Setting, walk: Open) -> None:
    page = walk(setting.person("Bob Birch", Role.AUTHOR)).page
    with setting.database.session() as session:
        item_id = session.scalars(select(ItemVersion.item_id).where(ItemVersion.type == "hotspot").limit(1)).one()
    page.goto(f"/staff/items/{item_id}/edit")
    page.locator(".board__shape").first.focus()
    for _ in range(2):
        with page.expect_response("**/staff/items/preview*"):
            page.keyboard.press("ArrowRight")
        page.wait_for_timeout(100)
        assert page.evaluate("document.activeElement.matches('.board__shape')")


def test_numbers_lead_the_drawing(setting: Setting, walk: Open) -> None:
    page, _walker = board(setting, walk, SAMPLES["hotspot"])
    page.locator('[value="add-regions"]').click()
    page.locator("[name=regions-0-coords]").fill("320, 200, 50")
    outline = page.locator(".board__edge")
    expect(outline).to_have_attribute("d", "M270 200a50 50 0 0 1 100 0a50 50 0 0 1 -100 0Z")
    page.locator("[name=regions-0-coords]").fill("320, 200, fifty")
    expect(outline).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_drawn_needle_is_moved_with_a_pointer_and_by_keys(scheme: str, setting: Setting, walk: Open) -> None:
    page, _walker = board(setting, walk, SAMPLES["needle_vector"])
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    page.get_by_role("button", name="Place an entry").click()
    press(page, (200, 200))
    page.locator("[name=directions-0-angle]").fill("0")
    page.locator("[name=depths-0-length]").fill("60")
    assert near([int(value(page, f"entries-0-{axis}")) for axis in "xy"], [200, 200])
    pull(page, (350, 200), (200, 350))
    assert near([int(value(page, "directions-0-angle"))], [90])
    pull(page, (200, 260), (200, 300))
    assert near([int(value(page, "depths-0-length"))], [100])
    pull(page, (200, 200), (240, 180))
    assert near([int(value(page, f"entries-0-{axis}")) for axis in "xy"], [240, 180])
    x = int(value(page, "entries-0-x"))
    page.keyboard.press("Shift+ArrowRight")
    assert int(value(page, "entries-0-x")) == x + 10


@pytest.mark.parametrize(("kind", "tool"), [("hotspot", "Draw a circle"), ("needle_vector", "Place an entry")])
def test_a_board_with_something_on_it_is_accessible(kind: str, tool: str, setting: Setting, walk: Open) -> None:
    page, walker = board(setting, walk, SAMPLES[kind])
    page.get_by_role("button", name=tool).press("Enter")
    expect(page.locator(".board__over [tabindex]").first).to_be_visible()
    look_twice(walker, kind)
    assert faults(walker) == []
