"""The model behind the demonstration's history: plausible, seeded, and told apart from coin flips."""

from __future__ import annotations

from collections import Counter
from random import Random
from statistics import correlation, mean, stdev

import pytest

from question_bank.formats import course_yaml
from question_bank.items import Harm, MultipleResponse, Option, SingleChoice
from question_bank.items.card import Group, Level
from question_bank.scoring.decision import Mark, decide
from question_bank.selection import paper
from trainer.courses.commands import CONTENT
from trainer.demo.crowd import able
from trainer.demo.filling import CANDIDATES, SEED
from trainer.demo.names import invent
from trainer.demo.simulation import (
    Asked,
    Candidate,
    Nature,
    answer,
    candidate,
    chance_of_right,
    nature_of,
    sit,
)

PAPERS = 12
LIMIT = 150 * 60


def option(own: str, *, key: bool = False, harm: Harm = Harm.NONE) -> Option:
    return Option(id=own, text=f"Option {own}", key=key, harm=harm, rationale="Because.")


ONE = SingleChoice(
    stem="What next?",
    options=(option("a", key=True), option("b"), option("c", harm=Harm.MINOR), option("d", harm=Harm.CRITICAL)),
)
TWO = MultipleResponse(
    stem="Which two?", options=(option("a", key=True), option("b"), option("c", key=True), option("d"))
)
PLAIN = Nature(0.0, 1.0, 0.2, 40.0, {"b": 1.0, "c": 1.0, "d": 1.0})


@pytest.fixture(scope="module")
def cohort() -> list[tuple[str, float, float, bool]]:
    """As many candidates as the demonstration has, on a dozen real papers: verdict, ability, marks, ran out."""
    course = course_yaml.read(CONTENT)
    cards = {card.code: card for card in paper.eligible(course.cards)}
    exam, pool, chance = course.course.exam, [paper.Candidate.of(card) for card in cards.values()], Random(SEED)
    drawn = [paper.draw(pool, exam.blueprint, exam.policy, seed=seed) for seed in range(PAPERS)]
    asked = {
        code: Asked(
            card.payload,
            card.group,
            nature_of(card.payload, code=code, number=1, level=card.level, is_rule=bool(card.must_not_miss), seed=SEED),
        )
        for code, card in cards.items()
    }
    found = []
    for number in range(CANDIDATES):
        codes, person = drawn[number % PAPERS], candidate(chance)
        sitting = sit(person, [asked[code] for code in codes], limit_seconds=LIMIT, chance=chance)
        tested = paper.tested([paper.Candidate.of(cards[code]) for code in codes], exam.policy)
        marks = [
            Mark(place, code[:2], cards[code].group, tested.get(code), asked[code].payload.grade(chosen).credit)
            for place, code in enumerate(codes, 1)
            for chosen in [sitting.responses.get(place, asked[code].payload.parse(None, {}))]
        ]
        verdict = decide(marks, exam.policy).verdict.value
        found.append((verdict, mean(person.abilities.values()), float(sum(m.credit for m in marks)), sitting.ran_out))
    return found


def test_about_four_in_five_pass_and_a_handful_are_held(cohort: list[tuple[str, float, float, bool]]) -> None:
    verdicts = Counter(verdict for verdict, *_ in cohort)
    assert 0.72 <= verdicts["passed"] / CANDIDATES <= 0.88
    assert 1 <= verdicts["held"] <= 0.06 * CANDIDATES


def test_ability_shows_in_the_marks(cohort: list[tuple[str, float, float, bool]]) -> None:
    abilities, marks = [each[1] for each in cohort], [each[2] for each in cohort]
    assert correlation(abilities, marks) > 0.75
    assert 4 < stdev(marks) < 14


def test_a_few_run_out_of_time(cohort: list[tuple[str, float, float, bool]]) -> None:
    assert 1 <= sum(ran_out for *_, ran_out in cohort) <= 0.08 * CANDIDATES


def test_groups_of_one_person_go_together_without_being_the_same() -> None:
    chance = Random(1)
    people = [candidate(chance).abilities for _ in range(2000)]
    thorax, knowledge = [each[Group.THORAX] for each in people], [each[Group.KNOWLEDGE] for each in people]
    assert 0.65 < correlation(thorax, knowledge) < 0.85
    assert 0.74 < stdev(thorax) < 0.86


@pytest.mark.parametrize(("ability", "low", "high"), [(-30.0, 0.2, 0.2), (0.0, 0.6, 0.6), (30.0, 1.0, 1.0)])
def test_the_chance_of_a_right_answer_runs_from_guessing_to_certainty(ability: float, low: float, high: float) -> None:
    assert low - 1e-9 <= chance_of_right(PLAIN, ability) <= high + 1e-9


def test_the_more_harm_an_option_does_the_less_often_it_is_chosen() -> None:
    natures = [nature_of(ONE, code=f"X{n}", number=1, level=Level.APPLY, is_rule=False, seed=1) for n in range(300)]
    assert mean(each.tempting["b"] for each in natures) > 2 * mean(each.tempting["d"] for each in natures)


def test_wrong_answers_are_wrong_and_have_the_form_of_their_item() -> None:
    chance, hopeless = Random(2), Nature(9.0, 1.6, 0.0, 40.0, {"b": 1.0, "d": 1.0})
    for payload, size in ((ONE, 1), (TWO, 2)):
        for _ in range(50):
            chosen = answer(Asked(payload, Group.KNOWLEDGE, hopeless), -9.0, chance)
            assert len(chosen) == size
            assert payload.grade(chosen).credit == 0


def test_whoever_runs_out_of_time_leaves_the_end_unanswered() -> None:
    slow = Candidate(dict.fromkeys(Group, 2.0), slowness=10.0)
    sitting = sit(slow, [Asked(ONE, Group.KNOWLEDGE, PLAIN)] * 60, limit_seconds=9000, chance=Random(3))
    assert sitting.ran_out
    assert sitting.seconds == 9000
    assert [each.position for each in sitting.given] == list(range(1, len(sitting.given) + 1))
    assert 0 < len(sitting.given) < 60


def test_an_item_is_like_itself_and_another_version_is_not() -> None:
    def nature(number: int) -> Nature:
        return nature_of(ONE, code="D1-E-001", number=number, level=Level.RECALL, is_rule=False, seed=1)

    assert nature(1) == nature(1)
    assert nature(1) != nature(2)


def test_the_whole_history_has_names_of_its_own_and_a_dozen_to_certify() -> None:
    chance = Random(SEED)
    assert len(set(invent(CANDIDATES, chance))) == CANDIDATES
    assert len(list(able([candidate(chance) for _ in range(CANDIDATES)]))) >= 12
