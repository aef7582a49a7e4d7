"""Drawings on screen: places and needles by pointer, by keyboard and without JavaScript, and what a case shares."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from question_bank.items import Case, Payload, Picture
from tests.browser.conftest import Open
from tests.browser.setting import SHORT_QUIZ, Setting
from tests.browser.walker import Walker
from tests.question_bank.pictures import PICTURE, spot, vector
from tests.question_bank.samples import SAMPLES

ALT = Picture.model_validate({**PICTURE, "alt": "A trunk from behind with shoulder blades and spine"})
CASE = Case(code="C-001", title="A rower with a sharp pain", text="It began at night.\n\nShe **coughs**.", picture=ALT)
SPOT, VECTOR, FIRST, SECOND = range(1, 5)
ANSWERS = "await import('/static/js/exam/answers.js')"


def in_case(payload: Payload, place: int) -> Payload:
    return payload.model_copy(update={"case": CASE.model_copy(update={"place": place, "of": 2})})


PAYLOADS = (
    spot(picture=ALT),
    vector(picture=ALT),
    in_case(SAMPLES["single_choice"], 1),
    in_case(SAMPLES["true_false_set"].model_copy(update={"picture": ALT}), 2),
)


class Sitting:
    """An attempt whose first questions have drawings and a case, in front of somebody."""

    def __init__(self, setting: Setting, walk: Open, **more: Any) -> None:
        alice = setting.ready("Alice Ash")
        self.setting = setting
        self.attempt = setting.started(alice, SHORT_QUIZ)
        setting.asks(self.attempt, *PAYLOADS)
        self.walker: Walker = walk(alice, **more)
        self.page: Page = self.walker.page

    def at(self, position: int) -> Page:
        self.page.goto(f"/attempts/{self.attempt}?q={position}")
        expect(self.page.locator("#q-h")).to_contain_text(f"Question {position}")
        return self.page

    def saved(self) -> None:
        expect(self.page.locator("[data-saved]")).to_contain_text("Answer saved")

    def shown(self, position: int, own: str) -> str:
        known = self.setting.known(self.attempt, position)
        return next(shown for shown, each in known.items() if each == own)

    def response(self, position: int) -> Any:
        """What is stored, in own ids."""
        answer = self.setting.answer(self.attempt, position)
        known = self.setting.known(self.attempt, position)
        return PAYLOADS[position - 1].parse(answer and answer.answer, known)

    def radio(self, position: int, own: str) -> Locator:
        return self.page.locator(f'input[value="{self.shown(position, own)}"]')


@pytest.fixture
def sitting(setting: Setting, walk: Open) -> Any:
    return lambda **more: Sitting(setting, walk, **more)


def test_pointing_at_a_place_chooses_it_in_the_list_and_marks_it_by_shape(sitting: Any) -> None:
    own: Sitting = sitting()
    own.at(SPOT).locator(f'[data-region="{own.shown(SPOT, "a")}"] path').click()
    expect(own.radio(SPOT, "a")).to_be_checked()
    own.saved()
    assert own.response(SPOT) == ("a",)
    tags = own.page.locator(".region__tag")
    assert tags.evaluate_all("all => all.filter(one => getComputedStyle(one).visibility === 'visible').length") == 1
    letter = own.page.locator(".option", has=own.radio(SPOT, "a")).locator(".option__letter").inner_text()
    expect(own.page.locator(f'[data-region="{own.shown(SPOT, "a")}"] text')).to_have_text(letter)


def test_regions_tell_nothing_apart_but_where_they_are(sitting: Any) -> None:
    own: Sitting = sitting()
    places = r"""/(d|data-region|cx|cy|x|y)="[^"]*"|>[A-H]</g"""
    bare = f"all => new Set(all.map(one => one.outerHTML.replace({places}, ''))).size"
    assert own.at(SPOT).locator(".region").count() == 4
    assert own.page.locator(".region").evaluate_all(bare) == 1


def test_a_place_is_chosen_by_keyboard_alone(sitting: Any) -> None:
    own: Sitting = sitting()
    own.at(SPOT)
    first = own.page.locator("spot-picture input").first
    first.focus()
    own.page.keyboard.press("ArrowDown")
    own.saved()
    second = own.page.locator("spot-picture input").nth(1).input_value()
    assert own.response(SPOT) == (own.setting.known(own.attempt, SPOT)[second],)


def needle(page: Page) -> list[str]:
    return page.locator(".needle-line path").evaluate_all("all => all.map(one => one.getAttribute('d'))")


def test_the_needle_follows_what_is_chosen(sitting: Any) -> None:
    own: Sitting = sitting()
    page = own.at(VECTOR)
    page.locator(f'[data-entry="{own.shown(VECTOR, "e2")}"]').click()
    expect(own.radio(VECTOR, "e2")).to_be_checked()
    assert needle(page) == []
    own.radio(VECTOR, "d2").check()
    assert needle(page)[0].endswith("L300.0 200.0"), "without a depth the tip stays at the skin"
    own.radio(VECTOR, "t1").check()
    assert needle(page) == ["M300.0 94.0L300.0 240.0", "M300.0 50.0L300.0 94.0"]
    own.radio(VECTOR, "t2").check()
    assert needle(page) == ["M300.0 174.0L300.0 320.0", "M300.0 130.0L300.0 174.0"]
    own.radio(VECTOR, "g2").check()
    own.saved()
    assert own.response(VECTOR) == {"entry": "e2", "direction": "d2", "depth": "t2", "grip": "g2"}
    assert needle(own.at(VECTOR)) == ["M300.0 174.0L300.0 320.0", "M300.0 130.0L300.0 174.0"]


def test_an_answer_written_from_elsewhere_moves_the_needle(sitting: Any) -> None:
    own: Sitting = sitting()
    page = own.at(VECTOR)
    answer = {"entry": own.shown(VECTOR, "e1"), "direction": own.shown(VECTOR, "d1"), "depth": own.shown(VECTOR, "t1")}
    page.evaluate(
        f"async (answer) => ({ANSWERS}).write(document.querySelector('#answer'), answer)",
        answer,
    )
    expect(page.locator(".needle-line path")).to_have_count(2)
    assert needle(page)[0] == "M14.0 90.0L160.0 90.0"


@pytest.mark.parametrize("position", [SPOT, VECTOR])
def test_without_javascript_the_lists_are_enough(sitting: Any, position: int) -> None:
    own: Sitting = sitting(scripts=False)
    page = own.at(position)
    expect(page.locator(".picture > .picture__stack > svg").first).to_be_visible()
    expect(page.locator(".chart-item__hint").first).to_be_hidden()
    right = next(given for given, credit in PAYLOADS[position - 1].examples() if credit == 1)
    for chosen in right.values() if isinstance(right, dict) else right:
        own.radio(position, chosen).check()
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#q-h")).to_contain_text(f"Question {position + 1}")
    assert own.response(position) == right


def test_the_questions_of_a_case_show_what_they_share(sitting: Any) -> None:
    own: Sitting = sitting()
    for position, place in ((FIRST, 1), (SECOND, 2)):
        panel = own.at(position).locator(".case")
        expect(panel).to_contain_text("A rower with a sharp pain")
        expect(panel).to_contain_text(f"question {place} of 2")
        expect(panel.get_by_role("img", name=ALT.alt)).to_be_visible()
        panel.locator("summary").first.click()
        expect(panel.get_by_text("It began at night.")).to_be_hidden()


@pytest.mark.parametrize("position", [SPOT, VECTOR, FIRST, SECOND])
@pytest.mark.parametrize("look", [{"width": 1280}, {"width": 320, "dark": True}], ids=["desk", "phone at night"])
def test_questions_with_drawings_are_accessible_and_fit(sitting: Any, position: int, look: dict[str, Any]) -> None:
    own: Sitting = sitting(**look)
    page = own.at(position)
    for words in page.locator(".picture__words summary").all():
        words.click()
    expect(page.get_by_role("img", name=ALT.alt).first).to_be_visible()
    page.set_viewport_size({"width": look["width"], "height": 3000})  # nothing lies under the foot that sticks
    ids = page.locator("[id]").evaluate_all("all => all.map(one => one.id)")
    assert len(ids) == len(set(ids))
    own.walker.examine(f"question {position}")
    assert not own.walker.faults, own.walker.faults
