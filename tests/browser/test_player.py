"""The player under other hands and eyes: fingers, few colours, no movement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.setting import FINAL, QUIZ, Setting
from tests.browser.steps import is_all_here

SMALLEST = 24
TARGETS = """() => [...document.querySelectorAll("a[href], button, input, summary, select, textarea")]
  .filter((each) => each.type !== "hidden" && each.checkVisibility())
  .filter((each) => !each.matches(".skip, .qmap__skip, .clock__say"))
  .map((each) => [each.outerHTML.slice(0, 120), (each.closest("label") ?? each).getBoundingClientRect()])
  .map(([name, box]) => [name, box.width, box.height])"""
LOOKS = """element => {
  const all = getComputedStyle(element);
  return [all.outlineStyle, all.outlineWidth, all.outlineColor, all.borderTopStyle, all.borderTopWidth,
    all.borderTopColor, all.textDecorationLine, all.boxShadow].join(" ");
}"""


WEIGHT = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .filter((each) => !each.name.endsWith(".woff2"))
  .map((each) => [each.name.replace(location.origin, ""), each.transferSize])"""
MOST_BYTES = 60_000


@pytest.fixture
def player(setting: Setting, walk: Open) -> Callable[..., Page]:
    """A question of an attempt that has just begun, in front of somebody."""

    def opened(slug: str = QUIZ, at: str = "", **more: Any) -> Page:
        alice = setting.ready("Alice Ash")
        page = walk(alice, **more).page
        attempt = setting.started(alice, slug)
        question = f"?q={setting.position(attempt, 'single_choice')}"
        page.goto(f"/attempts/{attempt}{at or question}")
        return page

    return opened


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("at", ["", "/review?confirm=1"])
def test_every_target_is_large_enough_for_a_finger(player: Callable[..., Page], width: int, at: str) -> None:
    page = player(FINAL, at, width=width)
    targets = page.evaluate(TARGETS)
    assert len(targets) > (130 if not at else 10)
    assert [target for target in targets if min(target[1:]) < SMALLEST] == []


def test_without_colours_of_our_own_no_state_is_lost(player: Callable[..., Page]) -> None:
    page = player(QUIZ, forced_colors="active")
    options, flag = page.locator(".option"), page.locator("label.flag")
    page.get_by_role("button", name="Strike out B").click()
    page.locator("[name=answer]").first.check()
    flag.click()
    page.locator("#q-h").click()
    chosen, plain = options.nth(0), options.nth(2)
    assert chosen.evaluate(LOOKS).startswith("solid 2px")
    assert chosen.evaluate(LOOKS) != plain.evaluate(LOOKS)
    assert "line-through" in options.nth(1).locator(".option__text").evaluate(LOOKS)
    expect(flag).to_have_text("Flagged", use_inner_text=True)
    shown, other = page.locator(".qmap__q[aria-current]"), page.locator(".qmap__q:not([aria-current])").first
    assert shown.evaluate(LOOKS) != other.evaluate(LOOKS)
    assert "3px" in shown.evaluate(LOOKS)
    pressed = page.locator("[data-filter=all]").evaluate(LOOKS)
    assert pressed != page.locator("[data-filter=open]").evaluate(LOOKS)


def test_the_focus_shows_without_colours_of_our_own(player: Callable[..., Page]) -> None:
    page = player(QUIZ, forced_colors="active")
    for wanted in ("[name=flag]", "[name=answer]", ".option__strike", ".qmap__q", "[value=next]"):
        control = page.locator(wanted).first
        before = page.locator(f"label:has({wanted})").first if "name" in wanted else control
        box = page.locator(".option").first if wanted == "[name=answer]" else before
        calm = box.evaluate(LOOKS)
        page.keyboard.press("Shift")  # the focus ring is for the keyboard
        control.focus()
        assert box.evaluate(LOOKS) != calm, wanted


def test_nothing_moves_for_whoever_asked_for_less_movement(player: Callable[..., Page]) -> None:
    page = player(QUIZ, reduced_motion="reduce")
    page.locator("[name=answer]").first.check()
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((each) => {
          const all = getComputedStyle(each);
          const times = `${all.transitionDuration},${all.animationDuration}`.split(",").map(parseFloat);
          return Math.max(...times) > 0.01 || all.scrollBehavior === "smooth";
        }).map((each) => each.outerHTML.slice(0, 80))"""
    )
    assert moving == []
    expect(page.locator("[data-saved]")).to_contain_text("saved")


def test_the_first_page_weighs_little_with_its_headers_styles_and_scripts(setting: Setting, walk: Open) -> None:
    alice = setting.ready("Alice Ash")
    page = walk(alice, service_workers="block").page
    page.goto(f"/attempts/{setting.started(alice, FINAL)}?q=62")
    is_all_here(page)
    page.wait_for_load_state("networkidle")
    parts = page.evaluate(WEIGHT)
    weight = sum(size for name, size in parts if "/questions?" not in name)
    assert 20_000 < weight < MOST_BYTES, parts
    assert 1 < sum(size for name, size in parts if "/questions?" in name) < MOST_BYTES
