"""What a candidate does and sees on a question, and what the server then has of it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.setting import QUIZ, Setting
from tests.browser.walker import Walker
from tests.patience import PATIENCE
from trainer.accounts.models import Person

SAVED = re.compile(r"Answer saved \d\d:\d\d:\d\d UTC")


def single(setting: Setting, name: str = "Alice Ash") -> tuple[Person, str, int]:
    """Somebody, their attempt, and a question with one answer to choose."""
    person = setting.ready(name)
    attempt = setting.started(person, QUIZ)
    return person, attempt, setting.position(attempt, "single_choice")


def choose(page: Page, number: int) -> str:
    """Choose the option with this number; its shown id."""
    option = page.locator("[name=answer]").nth(number)
    option.check()
    return option.get_attribute("value") or ""


def open_at(page: Page, attempt: str, position: int) -> Page:
    """Open a question, and wait until the browser could show it again without a network."""
    page.goto(f"/attempts/{attempt}?q={position}")
    expect(page.locator("html")).to_have_attribute("data-offline", "ready")
    return page


def is_all_here(page: Page) -> Page:
    """Every question is in the browser, so that moving needs no server."""
    expect(page.locator("html")).to_have_attribute("data-paper", "here")
    return page


def is_saved(page: Page) -> None:
    """The page says that the answer is saved, and when."""
    expect(page.locator("[data-saved]")).to_have_text(SAVED)


def looks_right(walker: Walker, state: str) -> None:
    """A state of the page has no fault, wide and light, narrow and dark; lost requests are not the page's fault."""
    for width, scheme in ((1280, "light"), (320, "dark")):
        walker.page.set_viewport_size({"width": width, "height": 4000})
        walker.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type] - a scheme is one of two words
        walker.examine(f"{state} at {width}")
    walker.page.set_viewport_size({"width": 1280, "height": 900})
    found = [fault for fault in walker.faults if "Failed to load resource" not in fault]
    assert not found, found


def writes(setting: Setting, attempt: str, page: Page) -> None:
    """The server knows this window as the one that writes now."""
    name = page.evaluate("sessionStorage.getItem('exam-writer')")
    assert within(lambda: setting.attempt(attempt).window == name, page)


def stored(setting: Setting, attempt: str, position: int) -> tuple[Any, int] | None:
    """The answer in the database, with its revision."""
    found = setting.answer(attempt, position)
    return (found.answer, found.revision) if found else None


def within(holds: Callable[[], bool], page: Page | None = None) -> bool:
    """Whether something comes to be so before patience ends, which tells nothing of how long it took."""
    ends = time.monotonic() + PATIENCE
    while not holds() and time.monotonic() < ends:
        if page is None:
            time.sleep(0.1)
        else:
            page.wait_for_timeout(100)
    return holds()
