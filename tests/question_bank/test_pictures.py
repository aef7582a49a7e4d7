"""Drawings that are safe to show, and places in them: what is read, refused and told."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from question_bank.items import UnreadableAnswer, drawing
from question_bank.items.regions import Region
from tests.question_bank.pictures import REGIONS, SVG, spot

pytestmark = pytest.mark.pure
KNOWN = {letter * 6: letter for letter in "dcba"}
OPEN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'


def with_inside(inside: str) -> str:
    return f"{OPEN}{inside}</svg>"


@pytest.mark.parametrize(
    "svg",
    [
        with_inside("<script>alert(1)</script>"),
        with_inside('<rect onclick="alert(1)"/>'),
        with_inside('<rect style="fill:red"/>'),
        with_inside("<style>*{display:none}</style>"),
        with_inside('<image href="https://example.org/a.png"/>'),
        with_inside("<foreignObject><p>hello</p></foreignObject>"),
        with_inside('<use href="https://example.org/a.svg#b"/>'),
        with_inside('<a href="/sign-out"><rect/></a>'),
        with_inside('<linearGradient id="a" href="https://example.org"/>'),
        with_inside('<rect fill="url(https://example.org/a#b)"/>'),
        with_inside('<rect fill="url( https://example.org )"/>'),
        with_inside(r'<rect fill="\75rl(https://example.org)"/>'),
        with_inside('<rect fill="image-set(url(#a) 1x, url(//example.org) 2x)"/>'),
        with_inside('<rect class="a" id="a b"/>'),
        with_inside("<set attributeName='href' to='javascript:alert(1)'/>"),
        with_inside('<p xmlns="http://www.w3.org/1999/xhtml">hello</p>'),
        with_inside("<svg/>"),
        with_inside('<g id="a"/><g id="a"/>'),
        with_inside("<g>" * 30 + "</g>" * 30),
        with_inside(f'<path d="{"M0 0" * 60_000}"/>'),
        '<!DOCTYPE svg [<!ENTITY a "b">]>' + with_inside("<text>&a;</text>"),
        "<!doctype svg>" + with_inside(""),
        '<svg viewBox="0 0 0 10"/>',
        "<svg/>",
        "<g/>",
        "<svg",
        "",
    ],
)
def test_what_could_do_anything_but_draw_is_refused(svg: str) -> None:
    with pytest.raises(drawing.UnsafeDrawing):
        drawing.checked(svg)
    with pytest.raises(ValidationError, match="svg"):
        spot(picture={"alt": "Anything", "svg": svg})


def test_every_fault_of_a_drawing_is_named_at_once() -> None:
    with pytest.raises(drawing.UnsafeDrawing) as caught:
        drawing.checked('<svg onload="x"><script/></svg>')
    for says in ("viewBox", "onload", "<script>"):
        assert says in str(caught.value)


def test_a_drawing_is_written_out_without_titles_and_stays_as_it_is() -> None:
    once = drawing.checked(SVG)
    assert "A title" not in once
    assert "A &amp; B" in once
    assert drawing.checked(once) == once
    assert drawing.view(once) == (0, 0, 640, 400)


def test_ids_of_a_drawing_never_clash_on_a_page() -> None:
    one, other = (drawing.drawn(SVG, prefix, 'Say "this" & that') for prefix in ("q", "r"))
    assert 'id="q-p"' in one
    assert "url(#q-p)" in one
    assert not set(re.findall(r' id="([^"]+)"', one)) & set(re.findall(r' id="([^"]+)"', other))
    assert 'aria-label="Say &quot;this&quot; &amp; that"' in one


@given(st.text(max_size=60))
def test_words_in_a_drawing_are_never_markup(words: str) -> None:
    escaped = words.replace("&", "&amp;").replace("<", "&lt;")
    try:
        kept = drawing.checked(with_inside(f"<text>{escaped}</text>"))
    except drawing.UnsafeDrawing:
        return
    assert kept.count("<") == 4


def test_a_point_becomes_the_region_under_it_and_is_kept() -> None:
    point = {"x": 100, "y": 139.5}
    assert spot().settle(point, KNOWN) == {"region": "aaaaaa", **point}
    assert spot().parse(point, KNOWN) == ("a",)
    assert spot().settle({"region": "bbbbbb"}, KNOWN) == {"region": "bbbbbb"}
    assert spot().settle({}, KNOWN) is None


@pytest.mark.parametrize(
    ("point", "own"),
    [((240, 110), "b"), ((200, 80), "b"), ((440, 240), "c"), ((560, 159), "d"), ((100, 60), "a")],
)
def test_each_shape_holds_its_points(point: tuple[float, float], own: str) -> None:
    assert spot().parse(dict(zip("xy", point, strict=True)), KNOWN) == (own,)


def test_the_region_drawn_last_lies_on_top() -> None:
    over = {**REGIONS[1], "coords": [60, 60, 100, 100]}
    both = spot(regions=[REGIONS[0], over, *REGIONS[2:]])
    assert both.parse({"x": 100, "y": 100}, {"one": "a", "two": "b"}) == ("b",)
    assert both.parse({"x": 100, "y": 100}, {"two": "b", "one": "a"}) == ("a",)


@pytest.mark.parametrize(
    "answer",
    [
        {"x": 5, "y": 5}, {"x": 100}, {"x": "100", "y": 100}, {"x": True, "y": 100}, {"x": float("nan"), "y": 1},
        {"x": 10**400, "y": 1}, {"region": "a"}, {"region": ["aaaaaa"]}, {"region": "aaaaaa", "z": 1}, "aaaaaa", [1], 7,
    ],
)  # fmt: skip
def test_what_names_no_place_is_unreadable(answer: Any) -> None:
    with pytest.raises(UnreadableAnswer):
        spot().parse(answer, KNOWN)


def test_a_point_in_no_place_is_refused_in_words() -> None:
    with pytest.raises(UnreadableAnswer, match="That point is in none of the named places"):
        spot().settle({"x": 5, "y": 5}, KNOWN)


def test_regions_are_shown_alike_and_the_key_is_not_told() -> None:
    shown = spot().present("cabd", {own: own * 6 for own in "abcd"})
    assert [each.letter for each in shown.spots] == list("ABCD")
    assert [each.id for each in shown.spots] == [own * 6 for own in "cabd"]
    assert all(re.fullmatch(r"M[-\d. AHVLZ]+", each.path) for each in shown.spots)
    assert {key for region in shown.as_json()["regions"] for key in region} == {"id", "path"}
    assert shown.says({"region": "bbbbbb", "x": 1, "y": 2}) == "Middle"
    assert shown.says(None) == ""


@pytest.mark.parametrize(
    "changed",
    [
        {"coords": [1, 2]}, {"coords": [1, 2, 0]}, {"coords": [1, 2, float("inf")]}, {"shape": "star"},
        {"shape": "poly", "coords": [1, 2, 3, 4]}, {"shape": "poly", "coords": [1, 2, 3, 4, 5, 6, 7]},
        {"harm": "minor"},
    ],
)  # fmt: skip
def test_a_region_without_a_shape_cannot_exist(changed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Region.model_validate(REGIONS[0] | changed)


@pytest.mark.parametrize(
    "regions",
    [
        REGIONS[1:], [*REGIONS, {**REGIONS[0], "id": "e", "text": "More"}], [*REGIONS, REGIONS[2]],
        [*REGIONS, {**REGIONS[2], "id": "e"}],
    ],
)  # fmt: skip
def test_a_hotspot_with_the_wrong_regions_cannot_exist(regions: list[dict[str, Any]]) -> None:
    with pytest.raises(ValidationError):
        spot(regions=regions)
