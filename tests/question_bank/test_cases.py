"""Cases: items that share a text are written in one file, drawn whole or not at all, and stand side by side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from question_bank.formats.cards_yaml import read_cards
from question_bank.formats.faults import Fault
from question_bank.items.card import Card, Group, Rule, Status, Use
from question_bank.lint.cases import case_faults
from question_bank.scoring.policy import Cut, Policy, RuleCheck
from question_bank.selection.blueprint import Blueprint, Quota
from question_bank.selection.feasibility import shortfalls
from question_bank.selection.follow_up import draw_follow_up
from question_bank.selection.paper import Candidate, NoPaper, draw
from question_bank.selection.quiz import draw_quiz
from tests.courses.build import ITEM
from tests.question_bank.pictures import SVG

pytestmark = pytest.mark.pure
SEEDS = st.integers(min_value=0, max_value=2**32)
RULE = Rule.NO_CONSENT_STOP


def items(*codes: str, status: str = "live") -> list[dict[str, object]]:
    stems = {code: f"What about {code}?" for code in codes}
    texts = (ITEM.format(code=code, use="exam", domain=code[:2], stem=stem) for code, stem in stems.items())
    return [yaml.safe_load(text) | {"status": status} for text in texts]


def write(directory: Path, items: Sequence[object], *, name: str = "c-001.yaml", **case: object) -> Path:
    said = {"code": "C-001", "title": "A rower", "text": "One.\n\nTwo."} | case
    path = directory / "items" / "cases" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump({"case": said, "items": items}))
    return path


def read(directory: Path) -> tuple[list[Card], list[str]]:
    faults: list[Fault] = []
    return list(read_cards(directory, faults)), [str(fault) for fault in faults]


def test_the_items_of_a_case_carry_what_they_share_and_their_place_by_code(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures/item-back.svg").write_text(SVG)
    write(tmp_path, items("D2-E-282", "D1-E-281"), picture={"file": "item-back.svg", "alt": "Seen from behind"})
    cards, faults = read(tmp_path)
    assert faults == []
    cases = {card.code: card.payload.case for card in cards}
    assert [(code, case.place, case.of) for code, case in cases.items()] == [("D2-E-282", 2, 2), ("D1-E-281", 1, 2)]
    for case in cases.values():
        assert (case.code, case.title, len(case.paragraphs)) == ("C-001", "A rower", 2)
        assert case.picture.alt == "Seen from behind"
        assert "<title" not in case.picture.svg


def test_what_was_retired_is_not_counted(tmp_path: Path) -> None:
    write(tmp_path, [*items("D1-E-281", status="retired"), *items("D1-E-282", "D1-E-283")])
    cards, faults = read(tmp_path)
    assert faults == []
    assert [(card.payload.case.place, card.payload.case.of) for card in cards] == [(1, 2), (1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"name": "c-002.yaml"}, "items/cases/c-002.yaml: error: file-name: a case with code C-001 belongs in c-001"),
        ({"title": ""}, "items/cases/c-001.yaml: error: schema: title"),
        ({"code": "D1-E-001"}, "items/cases/c-001.yaml: error: schema: code"),
        ({"picture": {"file": "gone.svg", "alt": "A"}}, "missing-picture: picture names gone.svg, and figures/ holds"),
        ({"picture": {"file": "../../secret.svg", "alt": "A"}}, "missing-picture"),
        ({"picture": {"file": "bad.svg", "alt": "A"}}, "unsafe-picture: figures/bad.svg: <script> cannot stand in"),
        ({"items": items("D1-E-281")}, "error: case: a case file holds `case` and, under `items`, at least two"),
        ({"items": [*items("D1-E-281"), {"code": "D1-E-282"}]}, "c-001.yaml: D1-E-282: error: schema: type None"),
    ],
)
def test_what_is_wrong_with_a_case_is_told_with_its_file(tmp_path: Path, changed: dict[str, object], says: str) -> None:
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures/bad.svg").write_text('<svg viewBox="0 0 1 1"><script/></svg>')
    (tmp_path / "figures/item.svg").write_text(SVG)
    (tmp_path / "secret.svg").write_text(SVG)
    write(tmp_path, **{"items": items("D1-E-281", "D1-E-282")} | changed)
    _cards, faults = read(tmp_path)
    assert any(says in told for told in faults), faults


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"use": Use.PRACTICE, "code": "D1-P-281"}, "case-pools"),
        ({"enemies": ("D1-E-282",)}, "case-enemies"),
    ],
)
def test_the_linter_says_what_keeps_a_case_from_a_paper(tmp_path: Path, changes: dict[str, object], rule: str) -> None:
    write(tmp_path, items("D1-E-281", "D1-E-282"))
    first, second = read(tmp_path)[0]
    assert list(case_faults([first, second])) == []
    assert [fault.rule for fault in case_faults([first.model_copy(update=changes), second])] == [rule]


def test_the_linter_finds_two_cases_under_one_code_and_one_stem_twice(tmp_path: Path) -> None:
    write(tmp_path, [*items("D1-E-281"), {**items("D1-E-282")[0], "stem": "What about D1-E-281?"}])
    write(tmp_path, items("D1-E-283", "D1-E-284"), name="c-002.yaml", title="Another")
    assert {fault.rule for fault in case_faults(read(tmp_path)[0])} == {"repeated-case", "case-stems"}


def candidate(code: str, case: str | None = None, of: int = 1, **more: object) -> Candidate:
    values = {"group": Group.KNOWLEDGE, "safety_critical": False, "vignette": False, "rule": None}
    return Candidate(id=code, domain=code[:2], case=case, case_of=of, **values | more)


SINGLES = [candidate(f"D1-E-{n:03}") for n in range(6)] + [candidate(f"D2-E-{n:03}") for n in range(4)]
ROWER = [candidate("D1-E-281", "C-001", 3), candidate("D2-E-281", "C-001", 3), candidate("D1-E-282", "C-001", 3)]
DANCER = [candidate("D1-E-291", "C-002", 2, rule=RULE), candidate("D2-E-291", "C-002", 2, rule=RULE)]
QUOTAS = (Quota(domain="D1", groups={Group.KNOWLEDGE: 4}), Quota(domain="D2", groups={Group.KNOWLEDGE: 2}))
BLUEPRINT = Blueprint(slug="b", version=1, quotas=QUOTAS)
POLICY = Policy(slug="p", version=1, total=Cut(at_least=3, of=6))
RULED = POLICY.model_copy(update={"must_not_miss": (RuleCheck(rule=RULE, items=2, says="Stop"),)})
ROWERS, DANCERS = ["D1-E-281", "D1-E-282", "D2-E-281"], ["D1-E-291", "D2-E-291"]


def stand_together(codes: Sequence[str], case: Sequence[str]) -> bool:
    """All of a case, in order and side by side, or nothing of it."""
    found = [place for place, code in enumerate(codes) if code in case]
    is_run = found == list(range(found[0], found[0] + len(case))) if found else True
    return is_run and [code for code in codes if code in case] in ([], list(case))


@given(SEEDS)
def test_a_case_is_drawn_whole_and_side_by_side_or_not_at_all(seed: int) -> None:
    codes = draw([*DANCER, *ROWER, *SINGLES], BLUEPRINT, POLICY, seed=seed)
    assert len(set(codes)) == 6
    assert stand_together(codes, ROWERS)
    assert stand_together(codes, DANCERS)


def test_cases_are_drawn_and_stand_anywhere() -> None:
    papers = [draw([*ROWER, *DANCER, *SINGLES], BLUEPRINT, POLICY, seed=seed) for seed in range(40)]
    assert 0 < sum("D1-E-281" in paper for paper in papers) < 40
    assert len({paper.index("D1-E-281") for paper in papers if "D1-E-281" in paper}) > 2


def test_a_case_comes_with_a_rule_it_tests_and_keeps_its_enemies_away() -> None:
    hostile = [candidate("D1-E-000", enemies=frozenset({"D1-E-291"})), *SINGLES[1:]]
    for seed in range(10):
        codes = draw([*DANCER, *hostile], BLUEPRINT, RULED, seed=seed)
        assert set(DANCERS) <= set(codes)
        assert "D1-E-000" not in codes


def test_what_is_left_of_a_case_is_not_drawn() -> None:
    with pytest.raises(NoPaper):
        draw([*ROWER[:2], *SINGLES[3:]], BLUEPRINT, POLICY, seed=1)
    for seed in range(10):
        assert not {"D1-E-281", "D2-E-281"} & set(draw([*ROWER[:2], *SINGLES], BLUEPRINT, POLICY, seed=seed))


def test_a_shortfall_names_the_case_that_is_not_whole(tmp_path: Path) -> None:
    write(tmp_path, items("D1-E-281", "D1-E-282"))
    first, second = read(tmp_path)[0]
    plan = BLUEPRINT.model_copy(update={"quotas": (Quota(domain="D1", groups={Group.KNOWLEDGE: 2}),)})
    policy = POLICY.model_copy(update={"total": Cut(at_least=1, of=2)})
    assert list(shortfalls([first, second], plan, policy)) == []
    assert list(shortfalls([first, second.model_copy(update={"status": Status.DRAFT})], plan, policy)) == [
        "D1 needs 2 items of group knowledge; 0 are live",
        "case C-001 is not drawn, because not every item of it is live",
    ]


@given(SEEDS, st.sets(st.sampled_from(["D1-E-001", "D1-E-281", "D2-E-001"])))
def test_a_quiz_holds_whole_cases_too(seed: int, met: set[str]) -> None:
    codes = draw_quiz([*SINGLES, *ROWER, *DANCER], count=6, seed=seed, met=met)
    assert len(set(codes)) == 6
    assert stand_together(codes, ROWERS)
    assert stand_together(codes, DANCERS)


def test_a_follow_up_takes_no_question_out_of_a_case() -> None:
    pool = [*DANCER, candidate("D1-E-001", rule=RULE)]
    drawn = draw_follow_up(pool, [RULE], each=3, least=1, seed=1, met={}, barred=())
    assert drawn == {"D1-E-001": RULE}


def test_a_quiz_that_only_cases_could_fill_is_refused_in_words() -> None:
    with pytest.raises(NoPaper, match="do not fit into a quiz of 4"):
        draw_quiz([*ROWER, *DANCER], count=4, seed=1)
    with pytest.raises(NoPaper, match="a quiz of 3 has only 2"):
        draw_quiz([*ROWER[:2], *DANCER], count=3, seed=1)
