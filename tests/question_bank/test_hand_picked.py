"""A list chosen by hand: it has an error exactly when it is no paper of its blueprint, and says which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.items.card import Group, Level
from question_bank.selection.blueprint import Blueprint, Difficulty, ExposureCap, Quota, Range
from question_bank.selection.candidate import Candidate
from question_bank.selection.hand_picked import arranged, checked
from tests.question_bank.small_banks import Small, banks, item, plan, policy

pytestmark = pytest.mark.pure
ONE = plan(Quota(domain="D1", groups={Group.KNOWLEDGE: 2}))


def said(chosen: list[Candidate], blueprint: Blueprint = ONE, on_rule: int = 0, **used: int) -> list[tuple[str, bool]]:
    exposure = {code.replace("_", "-"): papers for code, papers in used.items()}
    found = checked(chosen, blueprint, policy(blueprint, on_rule), exposure=exposure)
    return [(each.says, each.is_warning) for each in found]


@given(st.data(), st.sampled_from([None, "soft", "hard"]))
def test_a_list_has_an_error_exactly_when_it_is_no_paper(data: st.DataObject, hold: str | None) -> None:
    bank: Small = data.draw(banks(hold))
    current = [each for each in bank.pool if each.is_current]
    papers = [list(paper) for paper in bank.papers()]
    lists = st.lists(st.sampled_from(current), unique=True) if current else st.just([])
    chosen = data.draw(st.sampled_from(papers) | lists if papers else lists)
    found = checked(chosen, bank.blueprint, bank.policy, exposure=bank.exposure)
    assert bank.keeps(chosen) == all(each.is_warning for each in found)


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ([item("D1-E-001")], "D1 needs 2 items of group knowledge; 1 is chosen"),
        ([item(f"D1-E-00{n}") for n in range(3)], "D1 takes at most 2 items of group knowledge; 3 are chosen"),
        (
            [item("D1-E-001"), item("D1-E-002"), item("D2-E-001")],
            "D2 asks for no items of group knowledge; 1 is chosen",
        ),
        (
            [item("D1-E-001"), item("D1-E-002", enemies=frozenset({"D1-E-001"}))],
            "D1-E-001 and D1-E-002 are enemies",
        ),
        (
            [item("D1-E-001"), item("D1-E-002", case="C-001", case_of=3)],
            "case C-001 is asked whole; 1 of its 3 items is chosen",
        ),
    ],
)
def test_what_is_in_the_way_is_said(chosen: list[Candidate], says: str) -> None:
    assert said(chosen) == [(says, False)]


def test_minima_levels_and_rules_are_held_against_the_list() -> None:
    quota = Quota(domain="D1", groups={Group.KNOWLEDGE: 2}, safety_critical=1, levels={Level.APPLY: Range(at_least=1)})
    assert [says for says, _ in said([item("D1-E-001"), item("D1-E-002")], plan(quota), on_rule=2)] == [
        "D1 needs 1 safety-critical item; 0 are chosen",
        "D1 needs 1 item at level apply; 0 are chosen",
        "rule no_consent_stop needs 2 items; 0 are chosen",
    ]


@pytest.mark.parametrize(("hold", "is_warning"), [("soft", True), ("hard", False)])
def test_an_item_at_its_cap_is_told(hold: str, is_warning: bool) -> None:
    capped = ONE.model_copy(update={"exposure": ExposureCap(share=0.25, papers=8, hold=hold)})
    says = "D1-E-001 stood on 2 of the last 7 papers; the cap is 2 of 8"
    assert said([item("D1-E-001"), item("D1-E-002")], capped, D1_E_001=2, D1_E_002=1) == [(says, is_warning)]


def test_a_list_far_from_the_difficulty_is_worth_a_look() -> None:
    aimed = ONE.model_copy(update={"difficulty": Difficulty(target=0.7)})
    easy = [item(f"D1-E-00{n}", facility=0.95) for n in range(2)]
    assert said(easy, aimed) == [("the expected mean facility is 0.95; the blueprint aims at 0.70", True)]


@given(st.data())
def test_the_items_of_a_case_stand_together_and_the_rest_keep_their_order(data: st.DataObject) -> None:
    bank: Small = data.draw(banks())
    chosen = data.draw(st.permutations(bank.pool))
    found = arranged(chosen)
    assert set(found) == set(chosen)
    assert [each for each in found if not each.case] == [each for each in chosen if not each.case]
    for case in {each.case for each in found if each.case}:
        places = [place for place, each in enumerate(found) if each.case == case]
        assert places == list(range(places[0], places[0] + len(places)))
        assert sorted(found[place].id for place in places) == [found[place].id for place in places]
