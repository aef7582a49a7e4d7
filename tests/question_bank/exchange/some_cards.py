"""Strategies for cards of each type, with texts full of the signs that formats give a meaning to."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from question_bank.items import TYPES
from question_bank.items.base import Harm
from question_bank.items.card import Card, Group, Level, Rule, Status, Use
from question_bank.items.short_text import normal
from question_bank.items.wording import plain
from tests.question_bank.samples import SAMPLES

unhurried = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
"""Cards take their time to draw, and a busy machine more; folders are written over from one example to the next."""
SIGNS = "~=#{}:\\*%[]<>&;,|-+'\"/$_ \n"
LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"])
HARMS = st.sampled_from(list(Harm))
WORDS = st.text(st.sampled_from("abcdefgh ÄßЖ") | st.sampled_from(SIGNS) | LETTERS, min_size=1, max_size=16)
CREDITS = st.sampled_from([None, "0", "1/2", "1/3", "-1/2", "-1", "2/7", "5/6"])
PARTIAL = st.sampled_from(["1/2", "1/3", "3/4", "1/7"])
NUMBERS = st.decimals(-9999, 9999, places=3, allow_nan=False).map(lambda value: f"{value:f}")
SIZES = st.decimals(0, 99, places=2, allow_nan=False).map(lambda value: f"{value:f}")
CODES = st.sampled_from(["S1", "S22", "F7b"])


def _says_something(text: str) -> bool:
    return bool(normal(plain(text)))


PARAGRAPH = (
    WORDS | st.tuples(WORDS, WORDS, WORDS).map(lambda three: f"{three[0]}**{three[1].strip()}**{three[2]}")
).map(str.strip)
LINE = PARAGRAPH.map(lambda text: " ".join(text.split())).filter(_says_something)
TEXT = st.lists(PARAGRAPH, min_size=1, max_size=3).map("\n\n".join).map(str.strip).filter(_says_something)
REASON = st.just("") | TEXT
HAZARDS = st.none() | st.fixed_dictionaries({"happens": LINE, "structure": st.just("lung")})


def lines(least: int, most: int) -> st.SearchStrategy[list[str]]:
    """Texts of one line, no two of which anybody could take for one another."""
    return st.lists(LINE, min_size=least, max_size=most, unique_by=lambda text: normal(plain(text)))


def _harm(is_key: bool) -> st.SearchStrategy[dict[str, Any]]:
    harmless = st.just({"harm": Harm.NONE, "hazard": None})
    return harmless if is_key else st.fixed_dictionaries({"harm": HARMS, "hazard": HAZARDS})


@st.composite
def _options(draw: st.DrawFn, keys: int, least: int, rules: list[str]) -> dict[str, Any]:
    texts = draw(lines(max(least, keys), 5))
    scoring = draw(st.sampled_from(rules))
    right = draw(st.permutations(range(len(texts))))[:keys]
    ids = draw(st.permutations("abcdefgh"))
    options = [
        {
            "id": ids[place],
            "text": text,
            "key": place in right,
            "credit": _credit(draw, place in right, keys, scoring),
            "rationale": draw(REASON),
            **draw(_harm(place in right)),
        }
        for place, text in enumerate(texts)
    ]
    bounds = draw(st.sampled_from([None, {"lower": "1/4"}])) if scoring == "mapping" else None
    return {"stem": draw(TEXT), "options": options, "scoring": scoring, "bounds": bounds}


def _credit(draw: st.DrawFn, is_key: bool, keys: int, scoring: str) -> str | None:
    if scoring != "mapping":
        return None
    return str(Fraction(1, keys)) if is_key else draw(CREDITS)


CHOOSING = ["all_or_nothing", "half_point", "per_part", "deduction", "mapping"]
JUDGING = CHOOSING[:4]


@st.composite
def _statements(draw: st.DrawFn) -> dict[str, Any]:
    statements = [
        {
            "id": f"s{place}",
            "text": text,
            "is_true": draw(st.booleans()),
            "rationale": draw(REASON),
            **draw(_harm(False)),
        }
        for place, text in enumerate(draw(lines(1, 5)))
    ]
    return {"stem": draw(TEXT), "scoring": draw(st.sampled_from(JUDGING)), "statements": statements}


@st.composite
def _matches(draw: st.DrawFn) -> dict[str, Any]:
    choices = [{"id": f"k{place}", "text": text} for place, text in enumerate(draw(lines(2, 5)))]
    ids = st.sampled_from([each["id"] for each in choices])
    prompts = [
        {"id": f"q{place}", "text": text, "match": draw(ids), "rationale": draw(REASON), **draw(_harm(False))}
        for place, text in enumerate(draw(lines(1, 5)))
    ]
    scoring = draw(st.sampled_from(JUDGING))
    return {"stem": draw(TEXT), "scoring": scoring, "prompts": prompts, "choices": choices}


@st.composite
def _steps(draw: st.DrawFn) -> dict[str, Any]:
    steps = [
        {"id": f"t{place}", "text": text, "rationale": draw(REASON)} for place, text in enumerate(draw(lines(2, 5)))
    ]
    rules = ["all_or_nothing", "absolute_position", "adjacent_pairs", "adjacent_pairs_and_last"]
    rules += ["longest_subset", "longest_run", "one_neighbour", "all_neighbours"]
    return {"stem": draw(TEXT), "scoring": draw(st.sampled_from(rules)), "steps": steps, "harm": draw(HARMS)}


@st.composite
def _texts(draw: st.DrawFn) -> dict[str, Any]:
    words = draw(lines(1, 6))
    right = draw(st.integers(1, len(words)))
    partly = draw(st.integers(right, len(words)))
    return {
        "stem": draw(TEXT),
        "accepted": words[:right],
        "partial": [{"text": each, "credit": draw(PARTIAL), "rationale": draw(REASON)} for each in words[right:partly]],
        "near": [{"text": each, "rationale": draw(REASON)} for each in words[partly:]],
        "case_sensitive": draw(st.booleans()),
        "rationale": draw(REASON),
        "harm": draw(HARMS),
    }


@st.composite
def _numbers(draw: st.DrawFn) -> dict[str, Any]:
    partly = st.fixed_dictionaries({"value": NUMBERS, "tolerance": SIZES, "credit": PARTIAL, "rationale": REASON})
    units = [{"id": "cm", "text": "cm", "factor": "10"}, {"id": "inch", "text": "in", "factor": "25.4"}]
    unit = draw(st.sampled_from(["", "mm"]))
    return {
        "stem": draw(TEXT),
        "value": draw(NUMBERS),
        "tolerance": draw(SIZES),
        "partial": draw(st.lists(partly, max_size=2)),
        "unit": unit,
        "units": draw(st.sampled_from([[], units])) if unit else [],
        "rationale": draw(REASON),
        "harm": draw(HARMS),
    }


PAYLOADS: Mapping[str, st.SearchStrategy[dict[str, Any]]] = {
    "single_choice": _options(1, 2, ["all_or_nothing", "mapping"]),
    "multiple_response": st.integers(1, 4).flatmap(lambda keys: _options(keys, 2, CHOOSING)),
    "true_false_set": _statements(),
    "ordering": _steps(),
    "matching": _matches(),
    "numeric": _numbers(),
    "short_text": _texts(),
    "hotspot": st.just(SAMPLES["hotspot"].model_dump()),
    "needle_vector": st.just(SAMPLES["needle_vector"].model_dump()),
}
CASES = st.none() | st.fixed_dictionaries({"code": st.just("C-001"), "title": LINE, "text": TEXT})


def _said(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """What stands beside the payload."""
    return st.fixed_dictionaries(
        {
            "type": st.just(kind),
            "version": st.integers(1, 3),
            "status": st.sampled_from(list(Status)),
            "group": st.sampled_from(list(Group)),
            "level": st.sampled_from(list(Level)),
            "safety_critical": st.booleans(),
            "must_not_miss": st.none() | st.sampled_from(list(Rule)),
            "vignette": st.booleans(),
            "title": st.just("") | LINE,
            "tags": st.lists(LINE, max_size=3, unique=True).map(tuple),
            "sources": st.lists(CODES, max_size=3, unique=True).map(tuple),
            "enemies": st.sampled_from([(), ("D1-E-009",)]),
        }
    )


@st.composite
def cards(draw: st.DrawFn, kind: str) -> Card:
    """Cards of one type, valid and otherwise of any kind."""
    assert kind in TYPES
    use = draw(st.sampled_from(list(Use)))
    domain = draw(st.sampled_from(["D0", "D1", "D9"]))
    code = f"{domain}-{'E' if use is Use.EXAM else 'P'}-{draw(st.integers(100, 999_999))}"
    payload = draw(PAYLOADS[kind]) | {"case": draw(CASES)}
    return Card.model_validate(draw(_said(kind)) | {"code": code, "use": use, "domain": domain, "payload": payload})
