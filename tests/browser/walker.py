"""Somebody who walks the site: clicks, types, and on every page looks for accessibility and script faults."""

from __future__ import annotations

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PLACE = re.compile(r"[0-9a-f-]{36}|[0-9A-Z]{27}|\d+")


class Walker:
    """A page with eyes. `looked` remembers the kinds of page that were examined, so that each is examined once."""

    def __init__(self, page: Page, *, looks: bool) -> None:
        self.page = page
        self.looks = looks
        self.looked: set[str] = set()
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("console", lambda said: self.hear(said.text) if said.type == "error" else None)

    def hear(self, said: str) -> None:
        """Note an error of the console, but for forms that are refused and saves that a quick hand overtook."""
        if not any(status in said for status in ("409 (CONFLICT)", "422 (UNPROCESSABLE ENTITY)")):
            self.faults.append(f"console: {said}")

    def go(self, path: str) -> Walker:
        """Open a page."""
        self.page.goto(path)
        return self.look()

    def press(self, name: str | re.Pattern[str], *, exact: bool = False) -> Walker:
        """Press the button or link of this name, and look at where it leads."""
        button = self.page.get_by_role("button", name=name, exact=exact)
        return self.lead(button.or_(self.page.get_by_role("link", name=name, exact=exact)).first)

    def lead(self, control: Locator) -> Walker:
        """Press what leads to another page; it is there before anything else is done, so that no request is cut off."""
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            control.click()
        return self.look()

    def fill(self, **fields: str) -> Walker:
        """Type into fields by their form names; a select takes the value or the words of an option."""
        for name, value in fields.items():
            control = self.page.locator(f"[name={name}]").first
            if control.evaluate("e => e.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)
        return self

    def sees(self, words: str | re.Pattern[str]) -> Walker:
        """The page says these words."""
        expect(self.page.locator("body")).to_contain_text(words)
        return self

    def sign_in(self, email: str, password: str) -> Walker:
        """Sign in through the form."""
        self.go("/sign-in").fill(email=email, password=password)
        return self.lead(self.page.locator("main").get_by_role("button", name="Sign in"))

    def look(self) -> Walker:
        """Examine this kind of page once: axe, one heading of the first rank, no sideways scrolling."""
        self.page.wait_for_load_state("domcontentloaded")
        kind = PLACE.sub("*", self.page.url.split("?")[0])
        if not self.looks or kind in self.looked:
            return self
        self.looked.add(kind)
        self.examine(kind)
        assert not self.faults, self.faults
        return self

    def examine(self, kind: str) -> None:
        """Note every fault of the page as it is shown now."""
        # without resultTypes axe also tells all that passed, which is slow
        options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
        found = Axe().run(self.page, options=options)
        for violation in found.response["violations"]:
            places = "; ".join(" ".join(map(str, node["target"])) for node in violation["nodes"][:3])
            self.faults.append(f"{kind}: axe {violation['id']}: {violation['help']} at {places}")
        if (headings := self.page.locator("h1").count()) != 1:
            self.faults.append(f"{kind}: {headings} headings of the first rank")
        if self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            self.faults.append(f"{kind}: the page scrolls sideways")
