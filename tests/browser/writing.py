"""An author's hands in the editor: everything by keyboard, or a pointer over the drawing."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import select

from question_bank.items import Payload
from tests.browser.setting import Setting
from tests.browser.walker import Walker
from tests.patience import PATIENCE
from trainer.library.forms.columns import Kind
from trainer.library.forms.sheet import Box, Sheet
from trainer.library.models import Item, ItemVersion

MOST_TABS = 400
NEW = "/staff/items/new?type={}&domain=D9&use=practice"


class Author:
    """Somebody at the editor, who types an item without touching a mouse."""

    def __init__(self, walker: Walker) -> None:
        self.walker = walker
        self.page: Page = walker.page

    def to(self, target: str) -> Author:
        """Go on with Tab until this has the focus."""
        for _ in range(MOST_TABS):
            if self.page.evaluate(f"document.activeElement.matches({json.dumps(target)})"):
                return self
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} is not reached with Tab")

    def press(self, *keys: str) -> Author:
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def type(self, target: str, text: str) -> Author:
        """Write into a field, over what stands there."""
        self.to(target).press("Control+A")
        self.page.keyboard.insert_text(text) if text else self.press("Delete")
        return self

    def choose(self, target: str, value: str) -> Author:
        """Choose in a list with the arrow keys."""
        self.to(target)
        at, wanted = self.page.evaluate(
            f"(value => [document.activeElement.selectedIndex, [...document.activeElement.options]"
            f".findIndex(one => one.value === value)])({json.dumps(value)})"
        )
        return self.press(*["ArrowDown" if wanted > at else "ArrowUp"] * abs(wanted - at))

    def give(self, box: Box) -> None:
        """Fill one field as it is to be."""
        name, value = f'[id="{box.id}"]', box.value
        match box.column.kind:
            case Kind.TICK if value:
                self.to(name).press("Space")
            case Kind.CHOICE | Kind.PICK:
                self.choose(name, value)
            case Kind.PICKS:
                for own in box.chosen:
                    self.to(f'[name="{box.id}"][value="{own}"]').press("Space")
            case Kind.LINE | Kind.TEXT | Kind.DRAWING | Kind.NUMBER | Kind.NUMBERS if value != box.column.start:
                self.type(name, value)

    def write(self, sheet: Sheet, *names: str) -> None:
        """Fill rows as they are to be, with as many more as are needed."""
        for name in names:
            there = self.page.locator(f'row-list[name="{name}"] [data-rows] > *').count()
            for number, line in enumerate(sheet.lines(name)):
                if number >= there:
                    self.to(f'[value="add-{name}"]').press("Enter")
                for box in line.boxes.values():
                    if not box.column.path.startswith("hazard") and not box.column.under:
                        self.give(box)

    def save(self) -> None:
        self.type("#sources", "S1")
        self.type("#note", "Written by keyboard")
        self.to('.button--main[value="save"]')
        with self.page.expect_navigation():
            self.press("Enter")
        expect(self.page.locator("main")).to_contain_text("is saved as a draft")


def newest(setting: Setting) -> tuple[str, dict[str, Any]]:
    """The type and the payload of the item stored last."""
    with setting.database.session() as session:
        query = select(ItemVersion).join(Item).order_by(ItemVersion.id.desc()).limit(1)
        found = session.scalars(query).one()
        return found.type, found.payload


def until(holds: Callable[[], bool]) -> None:
    """Wait until something is so."""
    ends = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.05)


def value(page: Page, name: str) -> str:
    return page.locator(f'[name="{name}"]').input_value()


def begin(walker: Walker, payload: Payload) -> Author:
    """A new item of this type, its stem and its own fields written."""
    walker.page.goto(NEW.format(payload.kind))
    author = Author(walker)
    author.type("#stem", payload.stem)
    return author
