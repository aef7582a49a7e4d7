"""Near-duplicates are found in any bank however large, unlike items are left alone, and cues are told once."""

from __future__ import annotations

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from question_bank.items.card import Card
from question_bank.similar import Cue, Index, Match, Pair, cues, index, text_of
from question_bank.similar.texts import normal, without_numbers
from tests.question_bank.cards import real_content
from tests.question_bank.linting import card, single
from tests.question_bank.samples import SAMPLES

pytestmark = pytest.mark.pure
FIRST = "A runner has calf pain after needling. Which structure was most probably reached by the needle?"
CHANGED = "A runner has calf pain after needling. Which structure was probably reached by the needle?"
DOSE = "The reading is taken after 10 minutes and again after 20 minutes."
LATER = "The reading is taken after 15 minutes and again after 20 minutes!"
OTHER = "Who may withdraw a consent, and until when is that possible without a reason given?"


def bank(size: int, chance: random.Random) -> list[str]:
    """Texts of words that hardly repeat, so that none is like another."""
    words = ["".join(chance.choices(string.ascii_lowercase, k=6)) for _ in range(400)]
    return [" ".join(chance.choices(words, k=30)) for _ in range(size)]


def test_what_differs_by_a_word_is_near_and_the_rest_is_not() -> None:
    found = Index({"a": FIRST, "b": CHANGED, "c": OTHER, "d": DOSE})
    assert [(pair.code, pair.other, pair.numbers_only) for pair in found.pairs()] == [("a", "b", False)]
    assert [match.code for match in found.near(FIRST.upper(), cutoff=0.85, limit=5)] == ["a", "b"]
    assert [match.code for match in found.near(FIRST, cutoff=0.85, limit=1)] == ["a"]
    assert found.near("Nothing of this kind stands in the bank", cutoff=0.5, limit=5) == []


def test_texts_that_differ_in_a_number_only_say_so() -> None:
    found = Index({"a": DOSE, "b": LATER, "c": DOSE})
    assert {(pair.code, pair.other): pair.numbers_only for pair in found.pairs()} == {
        ("a", "b"): True, ("b", "c"): True, ("a", "c"): False,
    }  # fmt: skip
    assert [match.numbers_only for match in found.near(LATER)] == [False, True, True]


@pytest.mark.parametrize("texts", [{}, {"a": ""}, {"a": "", "b": ""}, {"a": "word", "b": "word"}])
def test_texts_of_no_pair_of_words_break_nothing(texts: dict[str, str]) -> None:
    found = Index(texts)
    assert all(pair.score == 1 for pair in found.pairs())
    assert found.near("word", cutoff=0.5, limit=5) == []


@given(st.integers(), st.integers(0, 29))
def test_every_copy_with_one_word_changed_is_found_among_many(seed: int, at: int) -> None:
    texts = bank(60, random.Random(seed))
    words = texts[7].split()
    words[at] = "changed"
    found = Index({str(number): text for number, text in enumerate([*texts, " ".join(words)])})
    assert [(pair.code, pair.other) for pair in found.pairs()] == [("7", "60")]
    assert found.near(texts[7], cutoff=0.85, limit=5)[1].code == "60"
    assert all(found.near(text, limit=1) == [Match(str(number), 1.0)] for number, text in enumerate(texts))


@given(st.lists(st.lists(st.sampled_from(["abc", "def", "ghi", "jkl", "12", "13"]), max_size=8), max_size=8))
def test_no_score_is_made_up(written: list[list[str]]) -> None:
    texts = {str(number): " ".join(words) for number, words in enumerate(written)}
    for pair in Index(texts).pairs(0.7):
        assert pair.score == fuzz.ratio(texts[pair.code], texts[pair.other]) / 100 >= 0.7
        assert int(pair.code) < int(pair.other)


def test_very_many_alike_are_chained_and_not_multiplied() -> None:
    copies = {str(number): f"{FIRST} {word}" for number, word in enumerate(bank(1, random.Random(1))[0].split() * 4)}
    numbered = {str(number): f"After {number} days the dose is doubled." for number in range(300)}
    assert len({code for pair in Index(copies).pairs() for code in (pair.code, pair.other)}) == len(copies) == 120
    assert len(Index(numbered).pairs()) == 299
    assert Index(numbered).near("After 301 days the dose is doubled.", limit=1)[0].numbers_only


def test_the_candidates_of_a_bank_do_not_grow_with_its_square(monkeypatch: pytest.MonkeyPatch) -> None:
    scored: list[int] = []

    def spy(_one: str, _other: str, score_cutoff: float) -> float:
        scored.append(1)
        return 0

    monkeypatch.setattr(index.fuzz, "ratio", spy)
    found = Index({str(number): text for number, text in enumerate(bank(800, random.Random(2)))})
    assert found.pairs() == []
    assert len(scored) < 800 * 10 < 800 * 799 / 2 / 10


def test_the_text_of_an_item_does_not_depend_on_the_order_of_its_options() -> None:
    one, other = single("Which?", "Rest", "Ice", "Heat"), single("Which?", "Ice", "Heat", "Rest", key="c")
    assert text_of(card(one)) == text_of(card(other)) == "Which?\nHeat\nIce\nRest"


@pytest.mark.parametrize("kind", SAMPLES)
def test_every_type_has_more_to_compare_than_its_stem(kind: str) -> None:
    payload = SAMPLES[kind]
    assert len(text_of(card(payload))) > len(payload.stem) + 1


def test_words_are_compared_without_case_stress_and_punctuation() -> None:
    assert normal("**Never** use 12.5 mm, or (at most) 3!") == "never use 12.5 mm or at most 3"
    assert without_numbers("use 12.5 mm or 3") == "use # mm or #"


TOLD = single("Which nerve?", "The deep fibular nerve", "The median nerve", "The ulnar nerve")
TELLS = single("His deep fibular nerve is hurt; the deep fibular nerve heals how?", "Slowly", "At once", "Badly")


def pool(*cards: Card) -> list[tuple[str, str, str]]:
    return [(cue.code, cue.other, cue.part) for cue in cues(cards)]


def test_a_stem_that_says_anothers_key_is_a_cue() -> None:
    cards = [card(TOLD), card(TELLS, code="D2-E-001")]
    assert cues(cards) == [Cue("D2-E-001", "D1-E-201", "the deep fibular nerve", "stem")]


def test_a_rationale_that_says_anothers_key_is_a_cue() -> None:
    why = TELLS.options[0].model_copy(update={"rationale": "The deep fibular nerve takes months."})
    tells = TELLS.model_copy(update={"stem": "How does it heal?", "options": (why, *TELLS.options[1:])})
    assert pool(card(TOLD), card(tells, code="D2-E-001")) == [("D2-E-001", "D1-E-201", "rationale")]


def test_enemies_other_pools_and_short_keys_are_no_cues() -> None:
    practice = {"code": "D1-P-001", "use": "practice"}
    assert pool(card(TOLD), card(TELLS, code="D2-E-001", enemies=["D1-E-201"])) == []
    assert pool(card(TOLD, **practice), card(TELLS, code="D2-E-001")) == []
    assert (
        pool(card(single("Which?", "A nerve", "B", "C")), card(single("A nerve?", "D", "E", "F"), code="D2-E-001"))
        == []
    )


def test_the_course_has_no_near_duplicate() -> None:
    texts = {each.code: text_of(each) for each in real_content().cards}
    assert Index(texts).pairs(0.8) == []
    nearest = Index(texts).near(texts["D4-E-001"], limit=3, cutoff=0.3)
    assert nearest[0] == Match("D4-E-001", 1.0)
    assert isinstance(Index({"a": FIRST, "b": FIRST}).pairs()[0], Pair)
