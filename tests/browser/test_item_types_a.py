"""Statements, orders, matches, numbers and texts on screen: by keyboard, without JavaScript, on the smallest phone."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answers import give
from tests.browser.conftest import Open
from tests.browser.setting import SHORT_QUIZ, Setting
from tests.browser.test_sitting import Hands
from tests.patience import PATIENCE
from tests.question_bank.samples import matching, numeric, ordering, short_text, truths

PAYLOADS = (truths(), ordering(), matching(), numeric(), short_text())
TRUTHS, ORDER, MATCH, NUMBER, TEXT = range(1, 6)
STEPS = "order-list .step__text"


class Sitting:
    """An attempt whose first questions are one of each type, in front of somebody."""

    def __init__(self, setting: Setting, walk: Open, **more: Any) -> None:
        alice = setting.ready("Alice Ash")
        self.setting = setting
        self.attempt = setting.started(alice, SHORT_QUIZ)
        setting.asks(self.attempt, *PAYLOADS)
        self.walker = walk(alice, **more)
        self.page: Page = self.walker.page

    def at(self, position: int) -> Page:
        self.page.goto(f"/attempts/{self.attempt}?q={position}")
        expect(self.page.locator("#q-h")).to_contain_text(f"Question {position}")
        return self.page

    def saved(self) -> None:
        expect(self.page.locator("[data-saved]")).to_contain_text("Answer saved")

    def stored(self, position: int) -> Any:
        answer = self.setting.answer(self.attempt, position)
        return answer and answer.answer

    def is_right(self, position: int) -> bool:
        """Whether what is stored earns everything, in a moment."""
        return self.comes_to(lambda: self.credit(position) == 1)

    def comes_to(self, holds: Callable[[], bool]) -> bool:
        """Wait until something is so; every part of an answer is a save of its own."""
        ends = time.monotonic() + PATIENCE
        while not holds() and time.monotonic() < ends:
            self.page.wait_for_timeout(100)
        return holds()

    def credit(self, position: int) -> Any:
        payload, answer = PAYLOADS[position - 1], self.stored(position)
        return payload.grade(payload.parse(answer, self.known(position))).credit

    def known(self, position: int) -> dict[str, str]:
        return self.setting.known(self.attempt, position)

    def right(self, position: int) -> Any:
        payload = PAYLOADS[position - 1]
        response = next(given for given, credit in payload.examples() if credit == 1)
        return payload.say(response, {own: shown for shown, own in self.known(position).items()})

    def shown(self, position: int, own: str) -> str:
        return next(shown for shown, each in self.known(position).items() if each == own)


@pytest.fixture
def sitting(setting: Setting, walk: Open) -> Callable[..., Sitting]:
    return lambda **more: Sitting(setting, walk, **more)


EACH = pytest.mark.parametrize("position", range(1, 6), ids=[payload.kind for payload in PAYLOADS])


@EACH
def test_an_answer_is_saved_and_stands_there_again(sitting: Callable[..., Sitting], position: int) -> None:
    own = sitting()
    give(own.at(position), own.right(position))
    own.page.keyboard.press("Tab")
    own.saved()
    assert own.is_right(position)
    page = own.at(position)
    assert page.evaluate(
        "async () => (await import('/static/js/exam/answers.js')).read(document.querySelector('#answer'))"
    ) == own.stored(position)
    page.get_by_role("button", name="Clear my answer").click()
    assert own.comes_to(lambda: own.stored(position) is None)


def test_statements_are_judged_by_keyboard_alone(sitting: Callable[..., Sitting]) -> None:
    own = sitting()
    hands = Hands(own.at(TRUTHS))
    for statement, is_true in (("a", True), ("b", False), ("c", True), ("d", False)):
        hands.tab_to(f"[name='answer.{own.shown(TRUTHS, statement)}']").press("Space")
        hands.press(*([] if is_true else ["ArrowRight"]))
        hands.page.locator("#q-h").focus()
    own.saved()
    assert own.is_right(TRUTHS)


def test_steps_are_moved_by_keyboard_alone_and_say_where_they_stand(sitting: Callable[..., Sitting]) -> None:
    own = sitting()
    page = own.at(ORDER)
    hands, before = Hands(page), page.locator(STEPS).all_inner_texts()
    expect(page.locator("[data-note]")).to_contain_text("Not answered yet")
    hands.tab_to("[data-move=down]").press("Enter")
    expect(page.locator("[data-moved]")).to_have_text(f"{before[0]} is now 2 of 4")
    assert page.locator(STEPS).all_inner_texts() == [before[1], before[0], *before[2:]]
    focused = page.locator(":focus")
    expect(focused).to_have_attribute("aria-label", f"Move down: {before[0]}")
    hands.press("Enter", "Enter")
    expect(page.locator("[data-moved]")).to_have_text(f"{before[0]} is now 4 of 4")
    expect(focused).to_have_attribute("aria-disabled", "true")
    hands.press("Enter")
    first, *others = own.known(ORDER)
    assert own.comes_to(lambda: own.stored(ORDER) == [*others, first])


def test_steps_are_dragged(sitting: Callable[..., Sitting]) -> None:
    own = sitting()
    page = own.at(ORDER)
    before = page.locator(STEPS).all_inner_texts()
    page.locator("order-list li").first.hover(position={"x": 200, "y": 20})
    page.mouse.down()
    box = page.locator("order-list li").nth(2).bounding_box()
    assert box
    page.mouse.move(box["x"] + 200, box["y"] + box["height"], steps=10)
    page.mouse.up()
    assert page.locator(STEPS).all_inner_texts() == [before[1], before[2], before[0], before[3]]
    own.saved()
    assert len(own.stored(ORDER)) == 4


def test_an_untouched_order_is_no_answer_and_an_unfinished_one_is_kept(sitting: Callable[..., Sitting]) -> None:
    plain = sitting(scripts=False)
    page = plain.at(ORDER)
    last = list(plain.known(ORDER))[-1]
    page.locator(f"[name='answer.{last}']").select_option("1")
    page.get_by_role("button", name="Save").click()
    assert plain.stored(ORDER) == [last]
    page.goto(page.url)
    expect(page.locator(f"[name='answer.{last}']")).to_have_value("1")
    page.get_by_role("button", name="Next").click()
    expect(page.locator(f".qmap__q[value='{ORDER}']")).to_have_accessible_name(f"Question {ORDER}, partly answered")


def test_matches_number_and_text_are_given_by_keyboard_alone(sitting: Callable[..., Sitting]) -> None:
    own = sitting()
    page, hands = own.at(MATCH), Hands(own.page)
    for prompt, choice in own.right(MATCH).items():
        hands.tab_to(f"[name='answer.{prompt}']")
        letter = page.locator(f":focus option[value='{choice}']").inner_text()[0]
        hands.press(letter)
    own.saved()
    Hands(own.at(NUMBER)).tab_to("[name='answer.value']").press(*"7,325").tab_to("[name='answer.unit']").press("c")
    own.saved()
    Hands(own.at(TEXT)).tab_to("[name=answer]").press(*"Pneumothorax.", "Tab")
    own.saved()
    assert [own.is_right(position) for position in (MATCH, NUMBER, TEXT)] == [True, True, True]


def test_a_number_that_is_none_is_refused_in_words_and_kept_on_screen(sitting: Callable[..., Sitting]) -> None:
    own = sitting()
    page = own.at(NUMBER)
    page.locator("[name='answer.value']").fill("twelve")
    page.keyboard.press("Tab")
    expect(page.locator("#answer, answer-saver").first).to_contain_text("Give a number, such as 12.5")
    expect(page.locator("[name='answer.value']")).to_have_value("twelve")
    page.locator("[name='answer.value']").fill("73.25")
    page.keyboard.press("Tab")
    own.saved()
    assert own.is_right(NUMBER)


@EACH
def test_without_javascript_it_is_a_plain_form(sitting: Callable[..., Sitting], position: int) -> None:
    own = sitting(scripts=False)
    page, right = own.at(position), own.right(position)
    if position == ORDER:
        for place, shown in enumerate(right, 1):
            page.locator(f"[name='answer.{shown}']").select_option(str(place))
    else:
        give(page, right)
    page.get_by_role("button", name="Next").click()
    expect(page.locator("#q-h")).to_contain_text(f"Question {position + 1}")
    assert own.is_right(position)


@EACH
@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_the_smallest_phone_and_no_eye_finds_fault(
    sitting: Callable[..., Sitting], position: int, dark: bool
) -> None:
    own = sitting(width=320, dark=dark)
    own.page.set_viewport_size({"width": 320, "height": 2400})  # nothing of the page lies under the bar at its foot
    page = own.at(position)
    own.walker.examine(f"{PAYLOADS[position - 1].kind} before an answer")
    give(page, own.right(position))
    page.locator("#q-h").focus()
    assert own.is_right(position)
    own.walker.examine(f"{PAYLOADS[position - 1].kind} with an answer")
    assert own.walker.faults == []


def test_reasons_are_told_at_the_smallest_width_after_release(sitting: Callable[..., Sitting]) -> None:
    own = sitting(width=320)
    for position in (TRUTHS, TEXT):
        give(own.at(position), own.right(position))
        own.page.keyboard.press("Tab")
        assert own.is_right(position)
    own.page.goto(f"/attempts/{own.attempt}/review?confirm=1")
    own.page.get_by_role("button", name="Submit now").click()
    expect(own.page.locator("h1")).to_contain_text("ot passed")
    told = own.page.locator(".told__item")
    expect(told.nth(0)).to_contain_text("True. Right, and your answer. Because of a.")
    expect(told.nth(1)).to_contain_text("Place 4. Because of d.")
    expect(told.nth(2)).to_contain_text("Long thoracic. Because of p3.")
    expect(told.nth(3)).to_contain_text("73.25 ± 0.5 mm")
    expect(told.nth(4)).to_contain_text("Because blood is not air.")
    own.walker.examine("result with five types")
    assert own.walker.faults == []
