"""What each type with parts promises on its own: what it reads and earns, and what cannot exist."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from pydantic import ValidationError

from question_bank.items import Harm, Payload, UnreadableAnswer
from tests.question_bank import samples

pytestmark = pytest.mark.pure
RIGHT = (("a", True), ("b", False), ("c", True), ("d", False))
HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)


@pytest.mark.parametrize(
    ("scoring", "judged", "credit"),
    [
        ("all_or_nothing", RIGHT, 1),
        ("all_or_nothing", RIGHT[:3], 0),
        ("half_point", RIGHT, 1),
        ("half_point", RIGHT[:3], HALF),
        ("half_point", (*RIGHT[:3], ("d", True)), HALF),
        ("half_point", RIGHT[:2], 0),
        ("per_part", RIGHT[:1], QUARTER),
        ("per_part", (*RIGHT[:3], ("d", True)), 3 * QUARTER),
    ],
)
def test_statements_earn_by_their_scoring(scoring: str, judged: tuple[tuple[str, bool], ...], credit: Fraction) -> None:
    assert samples.truths(scoring=scoring).grade(judged).credit == credit


@pytest.mark.parametrize(
    ("judged", "harm"),
    [
        ((("a", False),), Harm.MINOR),
        ((("a", False), ("b", True)), Harm.CRITICAL),
        ((("b", False),), Harm.NONE),
        ((("c", False),), Harm.NONE),
    ],
)
def test_only_a_wrong_judgement_does_harm(judged: tuple[tuple[str, bool], ...], harm: Harm) -> None:
    assert samples.truths().grade(judged).worst_harm is harm


@pytest.mark.parametrize(
    ("steps", "credit", "harm"),
    [
        ("abcd", 1, Harm.NONE),
        ("abc", Fraction(2, 3), Harm.NONE),
        ("ac", 0, Harm.NONE),
        ("bacd", Fraction(1, 3), Harm.SERIOUS),
        ("cdab", Fraction(2, 3), Harm.SERIOUS),
        ("ba", 0, Harm.SERIOUS),
        ("", 0, Harm.NONE),
    ],
)
def test_an_order_earns_by_its_neighbours_and_harms_when_turned(steps: str, credit: Fraction, harm: Harm) -> None:
    outcome = samples.ordering(scoring="adjacent_pairs").grade(tuple(steps))
    assert (outcome.credit, outcome.worst_harm) == (credit, harm)
    assert samples.ordering().grade(tuple(steps)).credit == int(steps == "abcd")


def test_steps_are_never_shown_in_their_right_order() -> None:
    three = samples.ordering(steps=samples.STEPS["steps"][:3])
    shown = {tuple(three.arrange(Random(seed))) for seed in range(200)}
    assert len(shown) == 5
    assert tuple("abc") not in shown


def test_one_step_twice_is_unreadable() -> None:
    payload = samples.ordering()
    with pytest.raises(UnreadableAnswer, match="one place"):
        payload.parse(["00qqqq", "00qqqq"], samples.known(payload))


@pytest.mark.parametrize(
    ("matched", "credit", "harm"),
    [
        ({"p1": "c2", "p2": "c1", "p3": "c4"}, 1, Harm.NONE),
        ({"p1": "c2", "p2": "c1"}, Fraction(2, 3), Harm.NONE),
        ({"p1": "c1", "p2": "c1", "p3": "c1"}, Fraction(1, 3), Harm.SERIOUS),
        ({"p1": "c1"}, 0, Harm.MINOR),
    ],
)
def test_matches_earn_each_for_itself(matched: dict[str, str], credit: Fraction, harm: Harm) -> None:
    outcome = samples.matching(scoring="per_part").grade(tuple(matched.items()))
    assert (outcome.credit, outcome.worst_harm) == (credit, harm)
    assert samples.matching().grade(tuple(matched.items())).credit == int(credit == 1)


@pytest.mark.parametrize("answer", [{"00qqqq": "01qqqq"}, {"03qqqq": "04qqqq"}, {"00qqqq": ["03qqqq"]}])
def test_only_a_prompt_is_given_and_only_a_choice(answer: Any) -> None:
    payload = samples.matching()
    with pytest.raises(UnreadableAnswer):
        payload.parse(answer, samples.known(payload))


def test_prompts_are_shown_before_choices_and_each_in_its_own_list() -> None:
    payload = samples.matching()
    order = payload.arrange(Random(3))
    assert {own[0] for own in order[:3]} == {"p"}
    shown = payload.present(order, samples.shown_as(payload)).as_json()
    assert (len(shown["options"]), len(shown["choices"])) == (3, 4)


def test_answers_are_said_in_words() -> None:
    truths, order, match = samples.truths(), samples.ordering(), samples.matching()
    shown = truths.present(["d", "b", "a", "c"], samples.shown_as(truths))
    assert shown.says({"00qqqq": True, "03qqqq": False}) == "A false, C true"
    shown = order.present(["d", "b", "a", "c"], samples.shown_as(order))
    assert shown.says(["00qqqq", "03qqqq"]) == "1 Ask; 2 Insert"
    shown = match.present(["p1", "p2", "p3", "c4", "c3", "c2", "c1"], samples.shown_as(match))
    assert shown.says({"00qqqq": "04qqqq"}) == "Deltoid: Axillary"
    number = samples.numeric().present([], {})
    assert (number.says("12.5"), number.says({"value": "2", "unit": "inch"})) == ("12.5 mm", "2 in")


@pytest.mark.parametrize(
    ("make", "change", "says"),
    [
        (samples.truths, {"statements": []}, "at least 1"),
        (samples.truths, {"statements": [samples.TRUTHS["statements"][0]] * 3}, "share an id"),
        (samples.truths, {"scoring": "adjacent_pairs"}, "all_or_nothing"),
        (samples.ordering, {"steps": samples.STEPS["steps"][:1]}, "at least 2"),
        (samples.ordering, {"steps": [{"id": o, "text": "Same", "rationale": "-"} for o in "abc"]}, "share a text"),
        (samples.matching, {"choices": samples.MATCHES["choices"][:3]}, "no choice is called c4"),
        (samples.numeric, {"value": "1e3"}, "pattern"),
        (samples.numeric, {"value": 12}, "string"),
        (samples.numeric, {"tolerance": "-1"}, "not below 0"),
        (samples.numeric, {"unit": ""}, "says which one"),
        (samples.numeric, {"units": [{"id": "mm", "text": "x", "factor": "1"}]}, "share an id"),
        (samples.numeric, {"units": [{"id": "cm", "text": "cm", "factor": "0"}]}, "not above 0"),
        (samples.short_text, {"accepted": []}, "at least 1"),
        (samples.short_text, {"accepted": ["Haemothorax"]}, "or as accepted too"),
        (samples.short_text, {"near": samples.TEXT["near"] * 2}, "named twice"),
        (samples.short_text, {"accepted": ["..."]}, "no letter"),
    ],
)
def test_a_payload_that_cannot_be_answered_fairly_cannot_exist(
    make: Callable[..., Payload], change: dict[str, Any], says: str
) -> None:
    with pytest.raises(ValidationError, match=says):
        make(**change)


def test_statements_may_be_all_alike_and_a_choice_right_twice() -> None:
    """Lint tells the first; other systems' matches need the second."""
    alike = [each | {"is_true": True} for each in samples.TRUTHS["statements"]]
    assert samples.truths(statements=alike).grade((("a", True),)).credit == 0
    twice = [each | {"match": "c1"} for each in samples.MATCHES["prompts"]]
    assert samples.matching(prompts=twice).grade((("p1", "c1"), ("p2", "c1"), ("p3", "c1"))).credit == 1
    with pytest.raises(ValidationError, match="share an id"):
        samples.matching(choices=[*samples.MATCHES["choices"], {"id": "p1", "text": "Vagus"}])
