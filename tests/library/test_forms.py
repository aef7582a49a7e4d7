"""The editor's forms as data: an item comes through its form as it was, and every fault lands on its field."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from question_bank.items import TYPES, Payload
from tests.library import build
from tests.question_bank.cards import real_content
from tests.question_bank.samples import SAMPLES, VARIANTS
from trainer.library.forms.about import called, place_of
from trainer.library.forms.moves import move
from trainer.library.forms.plan import rules_of
from trainer.library.forms.plans import PLANS
from trainer.library.forms.reading import payload_of
from trainer.library.forms.sheet import Sheet
from trainer.library.rules import changes

pytestmark = pytest.mark.pure
KINDS = sorted(TYPES)
TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.just("\n"), min_size=1, max_size=40).filter(
    str.strip
)
HAZARDS = st.none() | st.fixed_dictionaries(
    {"happens": TEXTS}, optional={"structure": TEXTS, "noticed": TEXTS, "action": TEXTS}
)


def sent(sheet: Sheet) -> dict[str, list[str]]:
    """What a browser sends of a sheet that nobody changed."""
    found = build.sheet(sheet).items()
    return {name: value if isinstance(value, list) else [value.replace("\n", "\r\n")] for name, value in found}


def through(payload: Payload) -> Payload | None:
    return payload_of(Sheet.typed(payload.kind, sent(Sheet.of(payload))), payload.stem, payload.case)


def typed(payload: Payload, **changes: Any) -> Sheet:
    """The sheet of a payload with some fields typed anew; None takes a field out."""
    form = sent(Sheet.of(payload)) | {name.replace("__", "-"): [value] for name, value in changes.items()}
    return Sheet.typed(payload.kind, form)


def faults(payload: Payload, **changes: Any) -> dict[str, list[str]]:
    sheet = typed(payload, **changes)
    assert payload_of(sheet, payload.stem) is None
    return sheet.faults


def test_every_type_has_its_form() -> None:
    assert set(PLANS) == set(TYPES)
    for kind, plan in PLANS.items():
        known = set(TYPES[kind].model_fields) - {"stem", "case"}
        assert {column.path.split(".")[0] for column in plan.fields} | {rows.name for rows in plan.rows} == known


@pytest.mark.parametrize("payload", VARIANTS, ids=lambda each: each.kind)
def test_an_item_comes_through_its_form_as_it_was(payload: Payload) -> None:
    assert through(payload) == payload


def test_every_item_of_the_course_comes_through_its_form() -> None:
    cards = real_content().cards
    assert len(cards) > 400
    assert [
        card.code for card in cards if changes(card, card.model_copy(update={"payload": through(card.payload)}))
    ] == []


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_whatever_its_parts_say_an_item_comes_through_its_form(kind: str, data: st.DataObject) -> None:
    said = SAMPLES[kind].model_dump(mode="json")
    for rows in PLANS[kind].rows:
        for each in () if rows.plain else said[rows.name]:
            if "hazard.happens" in rows.by_path:
                each["hazard"] = data.draw(HAZARDS)
            if "rationale" in rows.by_path:
                each["rationale"] = data.draw(TEXTS)
    payload = TYPES[kind].model_validate(said)
    assert through(payload) == payload


@pytest.mark.parametrize("kind", KINDS)
@given(
    acts=st.lists(st.tuples(st.sampled_from(["add", "remove", "up", "down"]), st.integers(0, 9), st.integers(0, 30)))
)
def test_rows_keep_their_number_and_their_names_apart(kind: str, acts: list[tuple[str, int, int]]) -> None:
    sheet = Sheet.of(SAMPLES[kind])
    for way, which, number in acts:
        name = sheet.plan.rows[which % len(sheet.plan.rows)].name
        before = [dict(each) for each in sheet.rows[name]]
        assert move(sheet, f"{way}-{name}-{number}")
        after = sheet.rows[name]
        if way in ("up", "down"):
            assert sorted(map(str, after)) == sorted(map(str, before))
        assert len(after) - len(before) in {"add": (0, 1), "remove": (0, -1)}.get(way, (0,))
        assert len(after) <= max(sheet.plan.most(name), len(before))
    named = [each["own"] for listed in sheet.rows.values() for each in listed if each.get("own")]
    assert len(set(named)) == len(named)


@pytest.mark.parametrize(
    ("act", "order"),
    [
        ("up-options-2", "acbd"), ("down-options-0", "bacd"), ("up-options-0", "abcd"), ("down-options-3", "abcd"),
        ("remove-options-1", "acd"), ("add-options", "abcde"), ("remove-options-9", "abcd"),
    ],
)  # fmt: skip
def test_a_button_moves_its_row(act: str, order: str) -> None:
    sheet = Sheet.of(SAMPLES["single_choice"])
    assert move(sheet, act)
    assert "".join(each["own"] for each in sheet.rows["options"]) == order


@pytest.mark.parametrize("act", ["save", "check", "up-stem-1", "up-options", "sideways-options-1", ""])
def test_other_buttons_move_nothing(act: str) -> None:
    sheet = Sheet.of(SAMPLES["single_choice"])
    before = [dict(each) for each in sheet.rows["options"]]
    move(sheet, act)
    assert sheet.rows["options"] == before


@pytest.mark.parametrize(
    ("kind", "changes", "place", "says"),
    [
        ("single_choice", {"options__1__text": ""}, "options-1-text", "Write the option"),
        ("single_choice", {"options__1__harm": "serious"}, "options-1-harm", "What is right does no harm"),
        ("single_choice", {"options__0__hazard-noticed": "Pain"}, "options-0-hazard-happens", "Say what would happen"),
        ("single_choice", {"options__0__key": "y"}, "options", "exactly one key, not 2"),
        ("single_choice", {"scoring": "mapping"}, "scoring", "must earn 1"),
        ("multiple_response", {"scoring": "mapping", "options__0__credit": "half"}, "options-0-credit", "Give a share"),
        ("true_false_set", {"statements__0__is_true": ""}, "statements-0-is_true", "Say whether"),
        ("true_false_set", {"statements__0__text": "Fever is expected"}, "statements", "Two statements share a text"),
        ("ordering", {"scoring": "by luck"}, "scoring", "Input should be"),
        ("ordering", {"steps__1__text": "Ask"}, "steps", "Two steps share a text"),
        ("matching", {"prompts__1__match": ""}, "prompts-1-match", "Choose what this line matches"),
        ("matching", {"prompts__1__match": "c9"}, "choices", "No choice is called c9"),
        ("numeric", {"value": "about 7"}, "value", "Give a number with a point"),
        ("numeric", {"tolerance": "-1"}, "tolerance", "A tolerance is not below 0"),
        ("numeric", {"unit": ""}, "unit", "Name the unit asked for"),
        ("numeric", {"units__0__factor": "ten"}, "units-0-factor", "Give a number with a point"),
        ("short_text", {"accepted__0__text": "", "accepted__1__text": ""}, "accepted", "Too few accepted"),
        ("short_text", {"near__0__text": "Pneumothorax"}, "accepted", "named twice"),
        ("hotspot", {"regions__0__coords": "100, here"}, "regions-0-coords", "Give numbers apart by commas"),
        ("hotspot", {"regions__0__coords": "100, 100"}, "regions-0-coords", "do not fit the shape"),
        ("hotspot", {"regions__0__harm": "minor"}, "regions-0-harm", "What is right does no harm"),
        ("hotspot", {"picture__svg": "", "picture__alt": ""}, "picture-svg", "Give the drawing first"),
        ("hotspot", {"picture__svg": "<svg/>"}, "picture-svg", "viewBox"),
        ("needle_vector", {"entries__0__x": "left"}, "entries-0-x", "Give a number"),
        ("needle_vector", {"directions__0__angle": "400"}, "directions-0-angle", "Give degrees"),
        ("needle_vector", {"zones__2__structure": ""}, "zones-2-structure", "Name the structure in danger"),
        ("needle_vector", {"zones__0__structure": "lung"}, "zones-0-structure", "Only a danger zone"),
        ("needle_vector", {"zones__0__zone": ""}, "zones-0-zone", "Say what this zone is"),
        ("needle_vector", {"zones__0__zone": "acceptable"}, "zones", "No zone is the target"),
        ("needle_vector", {"acceptable_credit": "2"}, "acceptable_credit", "Give a share between 0 and 1"),
    ],
)  # fmt: skip
def test_every_fault_lands_on_its_field(kind: str, changes: dict[str, str], place: str, says: str) -> None:
    found = faults(SAMPLES[kind], **changes)
    assert list(found) == [place]
    assert says in found[place][0]
    assert called(typed(SAMPLES[kind]), place) != "The item"


def test_rows_that_say_nothing_are_left_out_and_ask_for_nothing() -> None:
    sheet = Sheet.of(SAMPLES["needle_vector"])
    for rows in sheet.plan.rows:
        sheet.add(rows)
    assert payload_of(sheet, SAMPLES["needle_vector"].stem) == SAMPLES["needle_vector"]


def test_a_blank_item_asks_for_its_parts_in_words() -> None:
    for kind in KINDS:
        sheet = Sheet.blank(kind)
        assert payload_of(sheet, "What now?") is None
        assert sheet.faults, kind
        assert not any(
            "Field required" in words or "Input" in words for said in sheet.faults.values() for words in said
        )


def test_credits_count_only_where_the_rule_reads_them() -> None:
    sheet = typed(SAMPLES["single_choice"], options__0__credit="1/2", bounds__lower="1/4")
    assert payload_of(sheet, SAMPLES["single_choice"].stem) == SAMPLES["single_choice"]


@pytest.mark.parametrize(
    ("kind", "field", "place"),
    [
        ("single_choice", "options.c.rationale", "options-2-rationale"),
        ("single_choice", "options.c", "options-2"),
        ("single_choice", "options", "options"),
        ("single_choice", "options.z", "options"),
        ("single_choice", "picture.alt", "picture-alt"),
        ("short_text", "accepted.1", "accepted-1"),
        ("short_text", "near.0.rationale", "near-0-rationale"),
        ("needle_vector", "zones.2", "zones-2"),
        ("needle_vector", "otherwise.rationale", "otherwise-rationale"),
    ],
)
def test_a_part_of_an_item_is_found_on_the_page(kind: str, field: str, place: str) -> None:
    assert place_of(Sheet.of(SAMPLES[kind]), field) == place


def test_what_cannot_be_stored_is_left_out_of_what_is_typed() -> None:
    sheet = Sheet.typed("short_text", {"rationale": ["One\r\ntwo\x00\rthree\ud800\u00a0four"]})
    assert sheet.values["rationale"] == "One\ntwo\nthree\u00a0four"


def test_scoring_rules_are_those_of_the_type() -> None:
    assert rules_of("single_choice") == ("all_or_nothing", "mapping")
    assert "longest_run" in rules_of("ordering")
