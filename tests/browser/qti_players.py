"""Two players of QTI 3 by others, each in a page of its own: load an item, give an answer, and read the mark."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

PROGRAMS = Path(__file__).resolve().parents[1] / "npm" / "node_modules"
Given = Mapping[str, Any]

SOON = """window.soon = (promise) => Promise.race([promise, new Promise((_, reject) =>
  setTimeout(() => reject(new Error("the player says nothing")), 60000))]);"""

COMPONENTS = ("@citolab/qti-components/cdn/index.global.js",)
COMPONENTS_LOAD = """async (xml) => {
  const here = document.getElementById("here");
  here.innerHTML = "<qti-item><item-container></item-container></qti-item>";
  const container = here.querySelector("item-container");
  const ready = new Promise((resolve) =>
    here.addEventListener("qti-assessment-item-connected", (event) => resolve(event.detail), {once: true}));
  await container.updateComplete;
  container.itemXML = xml;
  window.item = await soon(ready);
  return window.item.querySelectorAll("qti-response-processing").length;
}"""
COMPONENTS_SCORE = """(given) => {
  for (const each of item.variables.filter((each) => each.type === "response"))
    item.updateResponseVariable(each.identifier, given[each.identifier] ?? null);
  item.processResponse();
  return Number(item.variables.find((each) => each.identifier === "SCORE").value);
}"""

PLAYER = ("vue/dist/vue.min.js", "qti3-item-player/dist/qti3Player.umd.min.js")
PLAYER_START = """() => soon(new Promise((resolve) => {
  new Vue({
    components: {qti3Player},
    template: `<qti3Player suppress-alert-messages suppress-invalid-response-messages @notifyQti3PlayerReady="start"
      @notifyQti3ItemReady="() => ready()" @notifyQti3EndAttemptCompleted="(data) => scored(data)"/>`,
    methods: {
      start(player) { window.player = player; resolve(); },
      ready() { window.whenReady(); },
      scored(data) { window.whenScored(data); },
    },
  }).$mount("#here");
}))"""
PLAYER_LOAD = """async (xml) => {
  const ready = new Promise((resolve) => { window.whenReady = resolve; });
  const sessionControl = {max_attempts: 0, show_feedback: false, validate_responses: false};
  player.loadItemFromXml(xml, {guid: "one", status: "interacting", sessionControl});
  await soon(ready);
}"""
PLAYER_SCORE = """async (given) => {
  const answer = (view) => {
    if (view.getResponse && view.responseIdentifier)
      view.getResponse = () => given[view.responseIdentifier] ?? null;
    view.$children.forEach(answer);
  };
  answer(player.item);
  const scored = new Promise((resolve) => { window.whenScored = resolve; });
  player.endAttempt("here");
  return Number((await soon(scored)).state.outcomeVariables.find((each) => each.identifier === "SCORE").value);
}"""


class Components:
    """`@citolab/qti-components`; it tells a mark to three places."""

    places = 3

    def __init__(self, page: Page) -> None:
        self._page = page
        _start(page, COMPONENTS)

    def load(self, xml: str) -> None:
        """Show an item."""
        assert self._page.evaluate(COMPONENTS_LOAD, xml) == 1

    def score(self, given: Given) -> float:
        """What an answer earns."""
        return float(self._page.evaluate(COMPONENTS_SCORE, given))


class Player:
    """`qti3-item-player`: one page for each item, because it does not load the same item twice."""

    places = 9

    def __init__(self, page: Page) -> None:
        self._page = page

    def load(self, xml: str) -> None:
        """Show an item."""
        _start(self._page, PLAYER)
        self._page.evaluate(PLAYER_START)
        self._page.evaluate(PLAYER_LOAD, xml)

    def score(self, given: Given) -> float:
        """What an answer earns."""
        return float(self._page.evaluate(PLAYER_SCORE, given))


def _start(page: Page, programs: tuple[str, ...]) -> None:
    page.set_content('<div id="here"></div>')
    page.evaluate(SOON)
    for program in programs:
        page.add_script_tag(path=PROGRAMS / program)
