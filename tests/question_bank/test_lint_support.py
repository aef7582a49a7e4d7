"""What a question needs around it, and what it may never key."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from question_bank.items import Payload
from question_bank.items.needle_parts import PARTS
from question_bank.lint.parts import keyed, rationales, shown
from question_bank.lint.uncertain import Uncertain, facts
from tests.question_bank.cards import options
from tests.question_bank.linting import broken, fields, several, single
from tests.question_bank.pictures import PICTURE, REGIONS, spot, vector
from tests.question_bank.samples import (
    MATCHES,
    SAMPLES,
    STEPS,
    TRUTHS,
    matching,
    numeric,
    ordering,
    short_text,
    truths,
)

pytestmark = pytest.mark.pure
SITES = ("upper", "lower", "left", "right", "inner", "outer", "front", "rear", "middle")
PLACES = ("Back", "Chest", "Neck", "Arm")
SITE = single("Which site?", *PLACES)
SILENT = SITE.model_copy(update={"options": (*SITE.options[:3], SITE.options[3].model_copy(update={"rationale": ""}))})
NO_ALT = {**PICTURE, "alt": ""}
Case = tuple[Payload, dict[str, Any]]

BREAKS: dict[str, tuple[Case, Case]] = {
    "option-count": ((single("Which site?", *PLACES[:2]), {}), (single("Which site?", *PLACES[:3]), {})),
    "not-sorted": ((SITE, {"domain": "D0"}), (SITE, {"domain": "D9"})),
    "no-source": ((SITE, {"sources": []}), (SITE, {"sources": ["S2"]})),
    "no-rationale": ((SILENT, {}), (SITE, {})),
    "no-alternative-text": (
        (SITE.model_copy(update={"picture": spot(picture=NO_ALT).picture}), {}),
        (SITE.model_copy(update={"picture": spot(picture={**NO_ALT, "alt": "A back, seen from behind"}).picture}), {}),
    ),
    "never-keyed": (
        (single("What holds?", "A twitch is required", "A twitch is felt", "A twitch hurts"), {}),
        (single("What holds?", "A twitch is not required", "A twitch is required", "A twitch hurts"), {}),
    ),
}


@pytest.mark.parametrize("rule", BREAKS)
def test_each_rule_finds_its_fault_and_lets_the_near_miss_be(rule: str) -> None:
    (fault, said), (near_miss, also_said) = BREAKS[rule]
    assert broken(fault, **said) == [rule]
    assert rule not in broken(near_miss, **also_said)


def texts(count: int) -> tuple[str, ...]:
    return tuple(f"{word} site" for word in SITES[:count])


def statements(*truth: bool) -> list[dict[str, Any]]:
    return [
        {"id": own, "text": f"Text {own}", "is_true": is_true, "rationale": "-"}
        for own, is_true in zip("abcdefgh", truth, strict=False)
    ]


def steps(count: int) -> list[dict[str, Any]]:
    return [{"id": own, "text": f"Do {own}", "rationale": "-"} for own in "abcdefghi"[:count]]


@pytest.mark.parametrize(
    ("payload", "part"),
    [
        (single("Which site?", *texts(7)), "options"),
        (several("Which two sites?", *texts(3)), "options"),
        (several("Which two sites?", *texts(9)), "options"),
        (several("Which one of the sites?", *texts(4), keys="a"), "options"),
        (several("Which four sites?", *texts(4), keys="abcd"), "options"),
        (truths(statements=statements(True, False)), "statements"),
        (truths(statements=statements(True, True, True)), "statements"),
        (truths(statements=statements(*[True, False] * 4)), "statements"),
        (ordering(steps=steps(2)), "steps"),
        (ordering(steps=steps(8)), "steps"),
        (matching(prompts=MATCHES["prompts"][:2]), "prompts"),
        (spot(regions=REGIONS[:2]), "regions"),
    ],
)
def test_too_few_and_too_many_parts_are_errors(payload: Payload, part: str) -> None:
    assert "option-count" in broken(payload)
    assert part in fields(payload)


@pytest.mark.parametrize(
    "payload", [ordering(steps=steps(3)), ordering(steps=steps(7)), truths(statements=statements(*[True, False] * 3))]
)
def test_as_many_parts_as_the_norm_allows_are_fair(payload: Payload) -> None:
    assert broken(payload) == []


def test_every_place_without_a_reason_is_pointed_to() -> None:
    bare = short_text(rationale="", near=[{"text": "haemothorax", "rationale": ""}])
    assert fields(bare) == ["rationale", "near.0.rationale"]
    assert fields(numeric(rationale="")) == ["rationale"]
    assert "otherwise.rationale" in fields(vector(otherwise={"harm": "minor", "rationale": ""}))


@pytest.mark.parametrize("kind", SAMPLES)
def test_every_rationale_of_every_type_is_looked_at(kind: str) -> None:
    payload = SAMPLES[kind]
    found = [part.text for part in rationales(payload)]
    assert set(payload.keyed_texts()) <= set(found)
    assert list(keyed(payload))


def test_what_is_shown_of_a_needle_is_every_choice() -> None:
    names = [part.field.partition(".")[0] for part in shown(vector())]
    assert list(dict.fromkeys(names)) == ["entries", "directions", "depths", "grips"]
    assert len(names) == sum(len(vector().lists[part]) for part in PARTS)


@pytest.mark.parametrize(
    ("payload", "fact"),
    [
        (numeric(stem="How many sessions does she need?", value="3", unit="", units=[]), "session-number"),
        (single("What is safe?", "15 mm is always safe", "A", "B"), "safe-depth"),
        (single("Which is the safe depth here?", "12 mm", "A", "B"), "safe-depth-asked"),
        (single("How often?", "In fewer than 1 in 10,000", "A", "B"), "one-in-ten-thousand"),
        (single("Why?", "Bracketing the rib proves it safe", "A", "B"), "rib-bracketing"),
        (single("Which training in hours does Maryland ask for?", "80", "A", "B"), "training-hours"),
        (truths(statements=[*TRUTHS["statements"][:3], {"id": "d", "text": "Drinking water prevents soreness",
         "is_true": True, "rationale": "-"}]), "hydration"),
        (single("What lessens soreness?", "More water", "A", "B"), "hydration-asked"),
        (ordering(steps=[*STEPS["steps"], {"id": "e", "text": "Let the wound bleed", "rationale": "-"}]),
         "bleeding-after-sharps"),
        (single("What now?", "Stop after three sessions", "A", "B"), "three-sessions"),
        (single("Nothing has changed. After how many visits is the plan stopped?", "3", "A", "B"),
         "three-sessions-asked"),
        (single("What is right?", "Postpone it until after the dive", "A", "B"), "postponing-for-flights"),
        (single("She flies tomorrow. What of the needling?", "Postpone it", "A", "B"), "postponing-for-flights-asked"),
        (single("When?", "With an INR below 3", "A", "B"), "clotting-cut-off"),
        (single("Which INR is the highest that is allowed?", "3", "A", "B"), "clotting-cut-off-asked"),
        (single("After a hip replacement, how long do you wait?", "6 weeks", "A", "B"), "time-after-joint-surgery"),
        (numeric(stem="Which change of the pressure threshold matters?"), "pressure-threshold-change"),
        (single("Who may needle in Singapore?", "The law allows it", "A", "B"), "singapore-rule"),
        (single("What form has a registration number in New Zealand?", "Six digits", "A", "B"), "licence-formats"),
        (single("How soon is it to be reported to the ministry?", "Within 24 hours", "A", "B"), "reporting-outside"),
        (short_text(stem="Is there a safe needle depth?", accepted=["twitch is required", "10 mm"]),
         "safe-depth-asked"),
    ],
)  # fmt: skip
def test_every_uncertain_fact_is_found_where_it_is_keyed(payload: Payload, fact: str) -> None:
    assert "never-keyed" in broken(payload)
    found = {
        each.id for each in facts() for part in keyed(payload) if each.is_keyed(payload.stem.lower(), part.text.lower())
    }
    assert fact in found


def test_a_wrong_option_may_say_what_is_uncertain() -> None:
    wrong = single("What is right?", "Warn of soreness", "Drinking water prevents soreness", "Stop after three visits")
    assert "never-keyed" not in broken(wrong)


def test_facts_have_names_of_their_own_and_patterns_that_can_be_searched() -> None:
    assert len({fact.id for fact in facts()}) == len(facts()) > 15
    with pytest.raises(ValidationError):
        Uncertain(id="a", section="1", what="A", keyed="(")


def test_options_of_the_samples_are_fair() -> None:
    assert broken(single("Which one?", *(option.text for option in options(True, False, False)))) == []
