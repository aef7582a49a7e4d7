"""The state of a bank: what guessing scores, where keys stand, what is flawed, and what two items share."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.formats.faults import Fault
from question_bank.items.card import Card, Status
from question_bank.lint.__main__ import main
from question_bank.lint.bank import bank_faults
from question_bank.lint.guessing import chi2_survival, guess_the_longest, key_positions
from question_bank.lint.report import report
from tests.question_bank.cards import CONTENT, real_content
from tests.question_bank.linting import card, several, single

pytestmark = pytest.mark.pure
TABLE = [
    (3.841, 1, 0.05), (6.635, 1, 0.01), (5.991, 2, 0.05), (7.815, 3, 0.05), (16.266, 3, 0.001), (13.277, 4, 0.01),
    (11.070, 5, 0.05), (18.307, 10, 0.05), (43.773, 30, 0.05), (124.342, 100, 0.05), (2.366, 3, 0.5),
]  # fmt: skip
"""Upper quantiles of chi-squared as printed in tables: value, degrees of freedom, share above."""


@pytest.mark.parametrize(("chi2", "degrees", "p"), TABLE)
def test_p_values_agree_with_the_printed_tables(chi2: float, degrees: int, p: float) -> None:
    assert chi2_survival(chi2, degrees) == pytest.approx(p, rel=2e-3)


@given(st.floats(0, 1000), st.integers(1, 60))
def test_a_p_value_is_a_share_and_falls_as_chi_squared_grows(chi2: float, degrees: int) -> None:
    assert 0 <= chi2_survival(chi2 + 1, degrees) <= chi2_survival(chi2, degrees) <= 1
    assert chi2_survival(chi2, degrees) <= chi2_survival(chi2, degrees + 2) + 1e-12


def test_no_p_value_is_made_up() -> None:
    assert chi2_survival(0, 3) == 1
    for chi2, degrees in ((1.0, 0), (-1.0, 2)):
        with pytest.raises(ValueError, match="not defined"):
            chi2_survival(chi2, degrees)


def copies(*keys: str, texts: Sequence[str] = ("Long words", "Short", "Words.")) -> list[Card]:
    """Single choices of options a, b and c whose keys are these."""
    return [
        card(single(f"Which of {number}?", *texts, key=key), code=f"D1-E-{number:03}")
        for number, key in enumerate(keys)
    ]


def test_who_chooses_the_longest_shares_ties() -> None:
    guess = guess_the_longest(copies("a", "b"))
    assert guess is not None
    assert (guess.items, guess.score, guess.chance) == (2, 0.5, pytest.approx(1 / 3))
    tied = guess_the_longest(copies("a", texts=("One", "Two", "Six")))
    assert tied is not None
    assert tied.score == pytest.approx(1 / 3)
    assert guess_the_longest([card(several("Which two?", "A", "B", "C", "D"))]) is None


def test_uneven_keys_have_a_small_p_and_few_keys_have_none() -> None:
    (even,) = key_positions(copies(*"abc" * 10))
    assert (even.options, even.counts, even.chi2, even.p) == (3, (10, 10, 10), 0, 1)
    (uneven,) = key_positions(copies(*"a" * 20, *"b" * 5, *"c" * 5))
    assert uneven.chi2 == 15
    assert uneven.p == pytest.approx(0.000553, abs=1e-6)
    (few,) = key_positions(copies(*"a" * 14))
    assert (few.counts, few.chi2, few.p) == ((14, 0, 0), None, None)


def faults_of(*more: Card) -> list[Fault]:
    """What the real bank lacks with these items as well."""
    real = real_content()
    cards = [*real.cards, *more]
    return list(bank_faults(cards, {*real.sources, "S1"}, real.course.exam.blueprint, real.course.exam.policy))


def test_the_real_bank_is_whole_and_a_copy_in_it_is_told() -> None:
    first = next(each for each in real_content().cards if each.payload.case is None)
    copy = first.model_copy(update={"code": f"{first.domain}-E-901"})
    enemy = first.model_copy(update={"code": f"{first.domain}-E-902", "enemies": (first.code, copy.code)})
    retired = first.model_copy(update={"code": f"{first.domain}-E-903", "status": Status.RETIRED})
    assert faults_of() == []
    (told,) = faults_of(copy, enemy, retired)
    assert (told.where, told.rule, told.is_warning, told.field) == (first.code, "near-duplicate", True, "stem")
    assert told.says == f"it is almost {copy.code}; make them enemies or change one"


def test_a_bank_that_can_be_guessed_is_told() -> None:
    rules = {fault.rule for fault in faults_of(*copies(*"a" * 150, texts=("The longest", "Short", "Not long")))}
    assert {"guess-the-longest", "key-positions"} <= rules
    assert "negative-stems" not in rules


def test_too_many_negative_questions_are_told() -> None:
    negative = [
        card(single(f"Which is **not** {number}?", "A", "B", "C", key="abc"[number % 3]), code=f"D1-E-{number:03}")
        for number in range(300, 340)
    ]
    assert "negative-stems" in {fault.rule for fault in faults_of(*negative)}


def test_the_report_counts_by_rule_pool_and_domain() -> None:
    cards = [
        card(single("Which is not it?", "Back", "Chest", "None of the above"), sources=[]),
        card(single("Which is **not** it?", "Back", "Chest", "Neck"), code="D2-P-001", use="practice", domain="D2"),
        card(single("Which?", "Back", "Chest", "Neck"), code="D2-P-002", use="practice", status="retired"),
    ]
    state = report(cards)
    exam, practice = state.pools
    assert (state.whole.items, state.whole.flawed, state.whole.negative, state.whole.negative_unstressed) == (
        2,
        1,
        2,
        1,
    )
    assert (exam.tally.all_or_none, exam.tally.without_source, practice.tally.without_source) == (1, ("D1-E-201",), ())
    assert {domain: tally.items for domain, tally in state.domains.items()} == {"D1": 1, "D2": 1}
    assert state.whole.flaws["no-source"] == 1
    assert json.loads(json.dumps(state.as_json()))["whole"]["items"] == 2
    assert "exam: 1 item" in "\n".join(state.lines())


def test_an_empty_bank_has_a_report_without_a_number_made_up() -> None:
    state = report([])
    assert state.pools[0].longest is None
    assert state.pools[0].positions == ()
    assert next(iter(state.lines())) == "0 items, 0 with a fault or a warning"


def test_the_command_says_faults_and_state_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "course.yaml: error: missing-file: this file is missing"
    assert "0 items, 0 with a fault or a warning" in said
    assert said[-1] == "2 errors, 0 warnings"


def test_the_command_says_the_same_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(CONTENT), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["report"]["whole"]["items"] == len(real_content().cards)
    assert [fault for fault in told["faults"] if not fault["is_warning"]] == []
